/** A python3 on the PATH whose pip misbehaves as a test needs it; everything else goes to the real one. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** `none`: it has no pip. `slow`: a download brings 40 MB and then nothing more. */
export function putFakePython(folder: string, pip: 'none' | 'slow'): string {
  const bin = join(folder, `bin-${pip}`)
  mkdirSync(bin, { recursive: true })
  const slow = 'case "$*" in\n*"pip --version"*) echo "pip 25.0";;\n*"pip download"*) head -c 40000000 /dev/zero > "$TMPDIR/part"; exec sleep 120;;\nesac\n'
  writeFileSync(join(bin, 'python3'), `#!/bin/sh\n${pip === 'slow' ? slow : 'echo "/usr/bin/python3: No module named pip" >&2\nexit 1\n'}`)
  chmodSync(join(bin, 'python3'), 0o755)
  return bin
}
