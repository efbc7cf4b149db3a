/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clock.h"
#include "filter.h"
#include "util.h"
#include "wire.h"

#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif

#define LAST_CAPABILITY_EVER 63
#define OUTPUT_PIPE_BYTES (1 << 20)
#define DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* What the command's process tells once its filter stands. */
struct ready {
    int32_t listener;
    uint32_t features;
};

struct pipes {
    int output[2][2];
    int ready[2];
    int go[2];
    int trouble[2];
};

static void open_pipes(struct pipes *pipes)
{
    int *all[] = {pipes->output[0], pipes->output[1], pipes->ready, pipes->go, pipes->trouble};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (pipe2(all[i], O_CLOEXEC) < 0)
            die_errno("cannot make a pipe");
    for (int i = 0; i < 2; i++)
        fcntl(pipes->output[i][1], F_SETPIPE_SZ, OUTPUT_PIPE_BYTES);
}

_Noreturn static void fail(int fd, int32_t step)
{
    struct launch_failure failure = {step, errno};
    if (write(fd, &failure, sizeof failure) < 0)
        _exit(124);
    _exit(125);
}

static void drop_privileges(const struct config *config, int trouble)
{
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[2] = {{0, 0, 0}, {0, 0, 0}};
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    for (int capability = 0; capability <= LAST_CAPABILITY_EVER; capability++)
        if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) < 0 && errno != EINVAL)
            fail(trouble, LAUNCH_IDENTITY);
    if (setgroups(config->group_count, config->groups) < 0 || setresgid(config->gid, config->gid, config->gid) < 0 ||
        setresuid(config->uid, config->uid, config->uid) < 0 || syscall(SYS_capset, &header, none) < 0)
        fail(trouble, LAUNCH_IDENTITY);
}

/* A kernel that does not know a flag refuses the call: leave them out one by one, the dearest last. */
static int install(struct sock_fprog *program, uint32_t *features)
{
    static const struct {
        unsigned long flag;
        uint32_t feature;
    } optional[] = {
        {SECCOMP_FILTER_FLAG_SPEC_ALLOW, FEATURE_SPEC_ALLOW},
        {SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, FEATURE_WAIT_KILLABLE},
    };
    for (unsigned leave_out = 0; leave_out < 4; leave_out++) {
        unsigned long flags = SECCOMP_FILTER_FLAG_NEW_LISTENER;
        *features = 0;
        for (unsigned i = 0; i < 2; i++)
            if (!(leave_out & 1u << i)) {
                flags |= optional[i].flag;
                *features |= optional[i].feature;
            }
        int fd = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, program);
        if (fd >= 0 || errno != EINVAL)
            return fd;
    }
    return -1;
}

static void reset_signals(void)
{
    struct sigaction standard = {.sa_handler = SIG_DFL};
    sigset_t none;
    for (int number = 1; number < NSIG; number++)
        sigaction(number, &standard, NULL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* As execvpe(3) does: the first failure that says more than "not here" counts. */
static int run_command(const struct config *config)
{
    char *const *argv = config->arguments.items;
    char *const *env = config->environment.items;
    const char *search = config_variable(config, "PATH");
    char candidate[8192];
    int error = ENOENT;
    if (strchr(argv[0], '/')) {
        execve(argv[0], argv, env);
        return errno;
    }
    for (const char *at = search ? search : DEFAULT_PATH; at;) {
        const char *end = strchrnul(at, ':');
        int size =
            snprintf(candidate, sizeof candidate, "%.*s%s%s", (int)(end - at), at, end > at ? "/" : "./", argv[0]);
        if (size > 0 && (size_t)size < sizeof candidate) {
            execve(candidate, argv, env);
            if (errno != ENOENT && errno != ENOTDIR)
                error = errno;
            if (error == ENOEXEC)
                return error;
        }
        at = *end ? end + 1 : NULL;
    }
    return error;
}

_Noreturn static void be_command(const struct config *config, const struct pipes *pipes)
{
    int trouble = pipes->trouble[1];
    struct ready ready = {-1, 0};
    char go;
    /* A group of its own, but no session: the scheduler would take that for another task group and the hand-over of
     * the CPU between tracer and tracee would cost half as much again. */
    setpgid(0, 0);
    if (dup2(pipes->output[0][1], STDOUT_FILENO) < 0 || dup2(pipes->output[1][1], STDERR_FILENO) < 0)
        fail(trouble, LAUNCH_IDENTITY);
    struct sock_fprog program = filter_build(config->deep, clock_watched());
    drop_privileges(config, trouble);
    umask(config->umask);
    if (chdir(config->cwd) < 0)
        fail(trouble, LAUNCH_CWD);
    reset_signals();
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        fail(trouble, LAUNCH_FILTER);
    ready.listener = install(&program, &ready.features);
    if (ready.listener < 0)
        fail(trouble, LAUNCH_FILTER);
    if (write(pipes->ready[1], &ready, sizeof ready) != sizeof ready || read(pipes->go[0], &go, 1) != 1)
        _exit(125);
    errno = run_command(config);
    fail(trouble, LAUNCH_EXEC);
}

static int take_listener(pid_t pid, int number)
{
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (pidfd < 0)
        die_errno("cannot open a pidfd");
    int listener = (int)syscall(SYS_pidfd_getfd, pidfd, number, 0);
    if (listener < 0)
        die_errno("cannot take the seccomp listener over (is CAP_SYS_PTRACE missing?)");
    close(pidfd);
    return listener;
}

bool launch(struct launched *launched, const struct config *config, struct launch_failure *failure)
{
    struct pipes pipes;
    struct ready ready;
    open_pipes(&pipes);
    launched->pid = fork();
    if (launched->pid < 0)
        die_errno("cannot fork");
    if (launched->pid == 0)
        be_command(config, &pipes);
    launched->output[0] = pipes.output[0][0];
    launched->output[1] = pipes.output[1][0];
    launched->go = pipes.go[1];
    launched->trouble = pipes.trouble[0];
    int own[] = {pipes.output[0][1], pipes.output[1][1], pipes.ready[1], pipes.go[0], pipes.trouble[1]};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        close(own[i]);
    bool prepared = RETRY(read(pipes.ready[0], &ready, sizeof ready)) == sizeof ready;
    close(pipes.ready[0]);
    if (!prepared) {
        if (RETRY(read(launched->trouble, failure, sizeof *failure)) != sizeof *failure)
            *failure = (struct launch_failure){LAUNCH_FILTER, ECHILD};
        return false;
    }
    launched->features = ready.features;
    launched->listener = take_listener(launched->pid, ready.listener);
    return true;
}
