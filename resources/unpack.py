"""Unpacks chosen members of a zip file, with their permissions: unpack.py ARCHIVE TARGET FROM=TO... -SKIPPED...

Members whose name begins with FROM go to TO plus the rest of their name; the longest matching rule wins. Python is a prerequisite of the set-up anyway and
its zipfile reads the large archives that Node has no reader for.
"""
import os
import stat
import sys
import zipfile


def main(archive, target, *rules):
    skipped = {rule[1:]: None for rule in rules if rule.startswith("-")}
    moved = dict(rule.split("=", 1) for rule in rules if not rule.startswith("-"))
    targets = {**skipped, **moved}
    with zipfile.ZipFile(archive) as source:
        for info in source.infolist():
            matches = [prefix for prefix in targets if info.filename.startswith(prefix)]
            prefix = max(matches, key=len, default=None)
            if info.is_dir() or prefix is None or targets[prefix] is None:
                continue
            name = targets[prefix] + info.filename[len(prefix):]
            path = os.path.join(target, name)
            if os.path.relpath(path, target).startswith(".."):
                raise ValueError(f"{info.filename} leaves the target folder")
            os.makedirs(os.path.dirname(path), exist_ok=True)
            mode = info.external_attr >> 16
            if stat.S_ISLNK(mode):
                os.symlink(source.read(info).decode(), path)
                continue
            with source.open(info) as data, open(path, "wb") as file:
                while block := data.read(1 << 20):
                    file.write(block)
            os.chmod(path, 0o755 if mode & 0o111 else 0o644)


main(*sys.argv[1:])
