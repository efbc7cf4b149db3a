/* SPDX-License-Identifier: Apache-2.0 */
/* The least a seccomp notifier can cost on this machine: it is told of the calls of seccomp/trace.def that fpbox
 * watches whatever their arguments, and does next to nothing.
 *
 *     floor bare COMMAND...   receive, go on
 *     floor path COMMAND...   receive, read up to 256 bytes of the path, go on */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, __u64)
#endif
#define SYNC_WAKE_UP 1UL
#define WAIT_KILLABLE_RECV (1UL << 5)

enum { WATCH, BOOK, DENY, REFUSE, PASS };
enum { ANY, RANGE, BITS, MASKED, POINTER, QUERY, TIMED };
enum { NO = -1 };
#ifdef __x86_64__
#define NUMBER(x86_64, aarch64) x86_64
#else
#define NUMBER(x86_64, aarch64) aarch64
#endif

static const struct {
    int number, class, condition, path;
} calls[] = {
#define CALL(name, x86_64, aarch64, class, error, action, condition, argument, low, high, decoder, dir, path, empty, \
             shown, level)                                                                                           \
    {NUMBER(x86_64, aarch64), class, condition, path},
#include "../../seccomp/trace.def"
};
static int path_at[1024];

static void die(const char *what)
{
    perror(what);
    exit(125);
}

static int install(void)
{
    static struct sock_filter code[4096] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    };
    unsigned short size = 1;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        if (calls[i].number < 0 || calls[i].class > BOOK || calls[i].condition != ANY)
            continue;
        code[size++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)calls[i].number, 0, 1);
        code[size++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
    }
    code[size++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = {size, code};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                        SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_SPEC_ALLOW | WAIT_KILLABLE_RECV,
                        &program);
}

static void serve(int listener, int with_path)
{
    struct seccomp_notif held;
    struct seccomp_notif_resp reply;
    char path[256];
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (calls[i].number >= 0)
            path_at[calls[i].number] = calls[i].path;
    for (;;) {
        memset(&held, 0, sizeof held);
        if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &held) < 0) {
            struct pollfd poller = {.fd = listener};
            if (errno == ENOENT && poll(&poller, 1, 0) == 1 && poller.revents & POLLHUP)
                return;
            continue;
        }
        int argument = path_at[held.data.nr];
        if (with_path && argument >= 0) {
            uint64_t at = held.data.args[argument];
            size_t size = 4096 - (at & 4095);
            struct iovec local = {path, size < sizeof path ? size : sizeof path};
            struct iovec remote = {(void *)(uintptr_t)at, local.iov_len};
            if (process_vm_readv((pid_t)held.pid, &local, 1, &remote, 1, 0) < 0)
                path[0] = '\0';
        }
        reply = (struct seccomp_notif_resp){.id = held.id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
        ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &reply);
    }
}

int main(int argc, char **argv)
{
    int ready[2], status;
    if (argc < 3 || pipe(ready) < 0)
        return 2;
    pid_t pid = fork();
    if (pid == 0) {
        int listener = install();
        if (listener < 0 || write(ready[1], &listener, sizeof listener) < 0)
            die("seccomp");
        usleep(50000);
        close(listener);
        close(ready[0]);
        close(ready[1]);
        execvp(argv[2], argv + 2);
        die(argv[2]);
    }
    int number, pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (read(ready[0], &number, sizeof number) != sizeof number)
        return 125;
    int listener = (int)syscall(SYS_pidfd_getfd, pidfd, number, 0);
    if (listener < 0)
        die("pidfd_getfd");
    ioctl(listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, SYNC_WAKE_UP);
    serve(listener, strcmp(argv[1], "path") == 0);
    return waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}
