# SPDX-License-Identifier: Apache-2.0
# What keeps this process in, one line a thing: "key value".
function first(path,    line) {
    line = ""
    if ((getline line < path) < 0) line = "-"
    close(path)
    return line
}
function there(path) { return system("test -e " path) == 0 }
function writable(path) { return system("test -w " path) == 0 }
BEGIN {
    while ((getline line < "/proc/self/status") > 0) {
        split(line, part, /:[ \t]*/)
        if (part[1] ~ /^(CapEff|CapBnd|CapAmb|NoNewPrivs|Seccomp|Seccomp_filters)$/) print part[1], part[2]
    }
    close("/proc/self/status")
    while ((getline line < "/proc/self/mountinfo") > 0) {
        count = split(line, part, " ")
        if (part[5] ~ /^\/(sys|proc)($|\/fs\/cgroup|\/sys)/ && part[6] ~ /^rw/) print "rw", part[5]
        if (line ~ / - (ext4|xfs|btrfs|virtiofs|9p) /) print "disk", part[5]
        if (match(line, /upperdir=[^,]*/)) print "upper", length(substr(line, RSTART, RLENGTH))
    }
    close("/proc/self/mountinfo")
    print "core", (first("/proc/sys/kernel/core_pattern") ~ /^\|/) + writable("/proc/sys/kernel/core_pattern") * 2
    print "userns", first("/proc/sys/user/max_user_namespaces")
    print "ptrace", first("/proc/sys/kernel/yama/ptrace_scope")
    print "bpf", first("/proc/sys/kernel/unprivileged_bpf_disabled")
    print "label", first("/proc/self/attr/current")
    print "map", first("/proc/self/uid_map")
    print "kernel", first("/proc/sys/kernel/osrelease")
    print "v2", first("/proc/1/cgroup") ~ /^0::/
    n = split("/var/run/docker.sock /run/containerd/containerd.sock /run/crio/crio.sock /run/podman/podman.sock" \
              " /dev/mem /dev/kmsg /dev/fuse /dev/kvm /dev/sda /dev/nvme0n1 /dev/vda /dev/net/tun" \
              " /sys/fs/cgroup/release_agent /sys/fs/cgroup/rdma/release_agent /sys/kernel/uevent_helper" \
              " /proc/sysrq-trigger /var/lib/kubelet /host /rootfs", list, " ")
    for (i = 1; i <= n; i++) if (there(list[i])) print "has", list[i], writable(list[i])
}
