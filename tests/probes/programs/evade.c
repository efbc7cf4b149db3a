/* SPDX-License-Identifier: Apache-2.0 */
/* Attempts to go past the tracer, or to find it. */
#include "probe.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>

static void io_uring(char **rest)
{
    char parameters[256] = {0};
    (void)rest;
    TRY("setup", syscall(SYS_io_uring_setup, 8, parameters));
    TRY("enter", syscall(SYS_io_uring_enter, 3, 1, 0, 0, NULL, 0));
    TRY("register", syscall(SYS_io_uring_register, 3, 0, NULL, 0));
}

static long int80(long number, long a, long b, long c)
{
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c) : "memory", "r8", "r9", "r10", "r11");
    if (result < 0 && result > -4096) {
        errno = (int)-result;
        return -1;
    }
    return result;
}

static void foreign(char **rest)
{
    char *low = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    (void)rest;
    strcpy(low, "/etc/shadow");
    TRY("open", int80(5, (long)low, O_RDONLY, 0));
    TRY("execve", int80(11, (long)low, 0, 0));
    TRY("socketcall", int80(102, 1, (long)low, 0));
}

static void x32(char **rest)
{
    (void)rest;
    TRY("open", syscall(0x40000000 | SYS_open, "/etc/shadow", O_RDONLY));
    TRY("execve", syscall(0x40000000 | 520, "/bin/true", NULL, NULL));
}

static void unknown(char **rest)
{
    (void)rest;
    TRY("new", syscall(470, 1, 2, 3));
    TRY("far", syscall(5000));
}

static int filter_on(unsigned call, uint32_t action, unsigned flags)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, action),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof code / sizeof *code, code};
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
}

static volatile sig_atomic_t trapped;

static void on_trap(int number)
{
    (void)number;
    trapped++;
}

static void own_filter(char **rest)
{
    (void)rest;
    signal(SIGSYS, on_trap);
    TRY("errno_filter", filter_on(SYS_uname, SECCOMP_RET_ERRNO | EPERM, 0));
    TRY("uname", syscall(SYS_uname, page_before_hole() - PAGE));
    TRY("trap_filter", filter_on(SYS_sysinfo, SECCOMP_RET_TRAP, 0));
    syscall(SYS_sysinfo, page_before_hole() - PAGE);
    TRY("trapped", trapped == 1 ? 0 : -1);
    TRY("trace_filter", filter_on(SYS_getcpu, SECCOMP_RET_TRACE, 0));
    TRY("getcpu", syscall(SYS_getcpu, NULL, NULL, NULL));
    TRY("open", open("/etc/hostname", O_RDONLY));
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        filter_on(SYS_openat, SECCOMP_RET_KILL_PROCESS, 0);
        syscall(SYS_openat, AT_FDCWD, "/etc/never-seen", O_RDONLY);
        _exit(0);
    }
    int status;
    waitpid(child, &status, 0);
    TRY("killed", WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS ? 0 : -1);
}

static void listener(char **rest)
{
    (void)rest;
    TRY("listener", filter_on(SYS_uname, SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER));
    uint32_t action = SECCOMP_RET_USER_NOTIF;
    TRY("available", syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action));
    TRY("mode", prctl(PR_GET_SECCOMP));
}

static void denied(char **rest)
{
    char attribute[128] = {0};
    (void)rest;
    TRY("mount", mount("none", "/mnt", "tmpfs", 0, NULL));
    TRY("umount", umount2("/proc", 0));
    TRY("ptrace", ptrace(PTRACE_ATTACH, 1, NULL, NULL));
    TRY("readv", syscall(SYS_process_vm_readv, 1, NULL, 0, NULL, 0, 0));
    TRY("bpf", syscall(SYS_bpf, 0, attribute, sizeof attribute));
    TRY("keyctl", syscall(SYS_keyctl, 0, -3, 0));
    TRY("chroot", chroot("/tmp"));
    TRY("userfaultfd", syscall(SYS_userfaultfd, 1));
    TRY("perf", syscall(SYS_perf_event_open, attribute, 0, -1, -1, 0));
    TRY("kernel_log", syscall(SYS_syslog, 10, NULL, 0));
    TRY("personality", syscall(SYS_personality, 0x40000));
    TRY("personality_read", syscall(SYS_personality, 0xffffffff));
    TRY("raw", syscall(SYS_socket, 2, 3, 1));
}

static void namespaces(char **rest)
{
    struct clone_args arguments = {.flags = CLONE_NEWUSER, .exit_signal = SIGCHLD};
    (void)rest;
    TRY("clone3", syscall(SYS_clone3, &arguments, sizeof arguments));
    TRY("unshare", syscall(SYS_unshare, CLONE_NEWUSER | CLONE_NEWPID));
    TRY("unshare_fs", syscall(SYS_unshare, CLONE_FS));
    TRY("setns", syscall(SYS_setns, open("/proc/self/ns/net", O_RDONLY), 0));
    TRY("clone", syscall(SYS_clone, CLONE_NEWPID | CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, NULL));
    pid_t child = fork();
    if (child == 0) {
        if (open("/etc/hostname", O_RDONLY) < 0)
            _exit(1);
        _exit(0);
    }
    waitpid(child, NULL, 0);
}

static void undumpable(char **rest)
{
    (void)rest;
    TRY("dumpable", prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
    TRY("open", open("/etc/hostname", O_RDONLY));
    if (chdir("/etc") < 0)
        exit(97);
    TRY("relative", open("passwd", O_RDONLY));
    int dir = open("/proc", O_RDONLY | O_DIRECTORY);
    TRY("dirfd", openat(dir, "version", O_RDONLY));
    fflush(stdout);
    if (fork() == 0) {
        open("/etc/group", O_RDONLY);
        _exit(0);
    }
    wait(NULL);
}

static void tracer_itself(char **rest)
{
    (void)rest;
    TRY("kill", kill(1, SIGKILL));
    TRY("term", kill(1, SIGTERM));
    TRY("fds", open("/proc/1/fd", O_RDONLY));
    TRY("exe", readlink("/proc/1/exe", page_before_hole() - PAGE, PAGE));
    TRY("mem", open("/proc/1/mem", O_RDWR));
    TRY("self", kill(getpid(), 0));
    char text[256] = {0};
    int fd = open("/proc/1/cmdline", O_RDONLY);
    ssize_t size = read(fd, text, sizeof text - 1);
    printf("cmdline %zd %s\n", size, text);
    printf("fds_left %d\n", dup(0) - 1);
}

static void traceme(char **rest)
{
    (void)rest;
    TRY("first", ptrace(PTRACE_TRACEME, 0, NULL, NULL));
    TRY("second", ptrace(PTRACE_TRACEME, 0, NULL, NULL));
    raise(SIGWINCH); /* would stop a process that is traced */
    fflush(stdout);
    if (fork() == 0) {
        TRY("child", ptrace(PTRACE_TRACEME, 0, NULL, NULL));
        _exit(0);
    }
    wait(NULL);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"io_uring", io_uring},     {"foreign", foreign},       {"x32", x32},
        {"unknown", unknown},       {"own_filter", own_filter}, {"listener", listener},
        {"denied", denied},         {"namespaces", namespaces}, {"undumpable", undumpable},
        {"tracer", tracer_itself},  {"traceme", traceme},       {NULL, NULL},
    };
    (void)argc;
    return choose(scenarios, argv);
}
