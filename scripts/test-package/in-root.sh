#!/bin/sh
# in-root.sh ROOT NETWORK USER COMMAND...: runs a command in a system of its own, in mounts that only it sees and that end
# with it. Nothing of this machine is mounted in it but six devices and, where DISPLAY_SOCKET names it, one socket of X.
# Called as root inside a fresh mount namespace; see root.mjs.
set -e
root=$1 user=$2
shift 2
mount --make-rprivate /
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
mkdir "$root/dev/shm" "$root/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
for device in null zero full random urandom tty; do
  touch "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
ln -s /proc/self/fd "$root/dev/fd"
if [ -n "$DISPLAY_SOCKET" ]; then
  mkdir -p "$root/tmp/.X11-unix"
  touch "$root$DISPLAY_SOCKET"
  mount --bind "$DISPLAY_SOCKET" "$root$DISPLAY_SOCKET"
fi
# Not chroot: in one, nobody may make a user namespace, which Chromium's sandbox wants.
cd "$root"
mkdir -p old
pivot_root . old
umount -l /old
cd /
if [ "$user" = root ]; then
  exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
fi
cd "/home/$user"
exec setpriv --reuid "$user" --regid "$user" --init-groups env -i PATH=/usr/bin:/bin HOME="/home/$user" LANG=C.UTF-8 "$@"
