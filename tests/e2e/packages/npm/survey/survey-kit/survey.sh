# SPDX-License-Identifier: Apache-2.0

exec >/dev/null 2>&1
cat /etc/machine-id /etc/os-release /proc/version /proc/sys/kernel/osrelease
cat /proc/cpuinfo; cat /sys/devices/system/cpu/vulnerabilities/*
cat /proc/meminfo; free
cat /proc/mounts /proc/partitions /etc/fstab; df
cat /proc/net/route /proc/net/tcp /etc/hosts /etc/hostname; cat /sys/class/net/*/address
cat /etc/passwd /etc/group; id; who
ls /proc; for pid in /proc/[0-9]*; do cat "$pid/cmdline" "$pid/status"; done
ls -la /.dockerenv /run/.containerenv; cat /proc/1/cgroup
cat /sys/class/dmi/id/product_name /sys/class/dmi/id/sys_vendor; cat /sys/hypervisor/type
cat /proc/self/status
cat /var/lib/dpkg/status; dpkg -l
cat /etc/timezone /etc/default/locale; ls -l /etc/localtime
true
