#!/bin/sh
# Usage: booted-debian.sh FOLDER, as root in a mount namespace of its own
# Boots a copy of this Debian with its own systemd, in which FOLDER/script.sh runs as root; its output is FOLDER/output, and its
# exit code FOLDER/status. The copy has no network and none of this machine's processes and devices; what is written in it is
# discarded, apart from FOLDER.
set -eu
folder=$1
layers=$folder/layers
if [ $# = 1 ]; then
  mkdir "$layers"
  mount -t tmpfs none "$layers"
  # systemd makes control groups below the one that it starts in: here, one that is removed afterwards.
  mkdir "$layers/cgroup"
  mount -t cgroup2 none "$layers/cgroup"
  parent=$layers/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup)
  group=$parent/koshin-test-$$
  mkdir "$group"
  # The shell itself stays outside, so that the group is empty in the end.
  (
    sh -c 'echo $PPID' > "$group/cgroup.procs"
    exec setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child --net --uts --ipc --cgroup sh "$0" "$folder" inside
  ) || true
  find "$group" -depth -type d -exec rmdir {} +
  exit "$(cat "$folder/status")"
fi
mkdir "$layers/upper" "$layers/work" "$layers/root"
root=$layers/root
mount -t overlay overlay -o "lowerdir=/,upperdir=$layers/upper,workdir=$layers/work" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null:1:3 zero:1:5 full:1:7 random:1:8 urandom:1:9 tty:5:0; do
  numbers=${device#*:}
  mknod -m 666 "$root/dev/${device%%:*}" c "${numbers%:*}" "${numbers#*:}"
done
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
# Images of containers forbid packages to start services.
rm -f "$root/usr/sbin/policy-rc.d"
mkdir -p "$root/session"
mount --bind "$folder" "$root/session"
cat > "$root/etc/systemd/system/koshin-test.service" << 'END'
[Unit]
FailureAction=exit-force
SuccessAction=exit-force
[Service]
Type=oneshot
# Ends a script that hangs.
TimeoutStartSec=900
ExecStart=/bin/sh -c "ip link set lo up; sh /session/script.sh; echo $? > /session/status"
StandardOutput=file:/session/output
StandardError=file:/session/output
END
sed -i 's/echo $?/echo $$?/' "$root/etc/systemd/system/koshin-test.service"
# A chroot would not do: services get mount namespaces of their own.
mkdir "$root/old"
cd "$root"
pivot_root . old
umount -l old
rmdir old
# As on a machine, where systemd does it itself: a service's credentials are mounted by another process.
mount --make-rshared /
exec /usr/bin/env -i container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system --unit=koshin-test.service --log-target=null --show-status=false
