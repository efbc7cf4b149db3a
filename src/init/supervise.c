/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "supervise.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "notify.h"
#include "output.h"
#include "procs.h"
#include "ring.h"
#include "util.h"
#include "wire.h"

#define FLUSH_EVERY_NS (50 * NS_PER_MS)
#define POURING_BYTES 32768
#define STOP_PATIENCE_NS (10 * NS_PER_S)
#define KILL_PATIENCE_NS (10 * NS_PER_S)
#define LAST_FLUSH_NS (30 * NS_PER_S)
#define NEVER UINT64_MAX

enum { ON_SIGNALS, ON_DEATHS, ON_RING, ON_STDOUT, ON_PIPE, POLLED = ON_PIPE + 2 };

static const struct supervised *the;
static int pipes[2];
static bool command_ended, everything_ended, killing;
static bool reap_due; /* children may have ended */
static bool pouring; /* the command writes so much that waiting with its output would hold it up */
static bool refused; /* standard output takes no more for now */
static int command_status;
static uint32_t reason = END_ALL_ENDED;
static uint32_t killed;
static uint64_t flush_due, linger_due = NEVER, limit_due = NEVER, stop_due = NEVER, kill_due = NEVER;
static char trouble_text[160];

void supervise_abandon(const char *why)
{
    kill(-1, SIGKILL);
    dprintf(STDERR_FILENO, "fpbox-init: %s\n", why);
    exit(125);
}

static int status_of(const siginfo_t *info)
{
    return info->si_code == CLD_EXITED ? info->si_status : 128 + info->si_status;
}

static void kill_all(uint32_t why)
{
    if (reason == END_ALL_ENDED)
        reason = why;
    if (!killing)
        kill_due = monotonic_ns() + KILL_PATIENCE_NS;
    killing = true;
    kill(-1, SIGKILL);
}

/* False when the process's image has still to be written: the reader has to know it first. */
static bool tell_exit(struct process *process, int status)
{
    struct wire_exit message = {
        .image = process->image,
        .pid = (uint32_t)process->pid,
        .ns = monotonic_ns() - the->start_ns,
        .status = status,
    };
    output_drain();
    if (message.image > output_last_image())
        return false;
    if (message.image)
        output_frame(WIRE_EXIT, &message, sizeof message);
    if (process->pidfd >= 0)
        close(process->pidfd);
    process->pidfd = -1;
    atomic_store(&process->state, PROCESS_DEAD);
    return true;
}

static void command_is_over(int status)
{
    struct launch_failure failure;
    command_ended = true;
    command_status = status;
    /* Whoever asked for the end does not wait for what ignores the signal. */
    linger_due = monotonic_ns() + (reason == END_TOLD ? 0 : the->config->linger_ms * NS_PER_MS);
    if (RETRY(read(the->launched.trouble, &failure, sizeof failure)) != sizeof failure)
        return;
    command_status = failure.error == ENOENT || failure.error == ENOTDIR ? 127 : 126;
    snprintf(trouble_text, sizeof trouble_text, "fpbox-init: cannot run %.64s: %s\n",
             the->config->arguments.items[0], strerror(failure.error));
}

static void reap(void)
{
    reap_due = false;
    for (;;) {
        siginfo_t info = {.si_pid = 0};
        /* Look first, reap later: until then the number cannot belong to another process. */
        if (RETRY(waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT)) < 0) {
            everything_ended = errno == ECHILD;
            return;
        }
        if (!info.si_pid)
            return;
        struct process *process = procs_find(info.si_pid);
        if (process && !tell_exit(process, status_of(&info))) {
            reap_due = true;
            return;
        }
        if (killing && info.si_code == CLD_KILLED && info.si_status == SIGKILL)
            killed++;
        if (info.si_pid == the->launched.pid)
            command_is_over(status_of(&info));
        if (RETRY(waitid(P_PID, (id_t)info.si_pid, &info, WEXITED)) < 0)
            return;
    }
}

static void collect_deaths(void)
{
    struct epoll_event events[64];
    int count = epoll_wait(the->deaths, events, 64, 0);
    for (int i = 0; i < count; i++) {
        siginfo_t info = {.si_pid = 0};
        struct process *process = procs_at(events[i].data.u64);
        if (!process || atomic_load(&process->state) != PROCESS_LIVE)
            continue;
        /* Our own children tell more when they are reaped. */
        bool own = waitid(P_PIDFD, (id_t)process->pidfd, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid;
        struct epoll_event again = {.events = EPOLLIN | EPOLLONESHOT, .data.u64 = events[i].data.u64};
        if (!tell_exit(process, own ? status_of(&info) : atomic_load(&process->exit_code)))
            epoll_ctl(the->deaths, EPOLL_CTL_MOD, process->pidfd, &again);
    }
}

/* To the whole group, as a terminal does: npm and shells wait for children that would not hear of it otherwise. */
static void pass_on(int number)
{
    if (!command_ended)
        kill(-the->launched.pid, number);
}

static void told_to_stop(int number)
{
    reason = END_TOLD;
    if (command_ended) {
        kill_all(END_TOLD);
        return;
    }
    pass_on(number);
    if (stop_due == NEVER)
        stop_due = monotonic_ns() + STOP_PATIENCE_NS;
}

/* A sender within the container is no one to be told by: the traced command might be root there. */
static void read_signals(void)
{
    struct signalfd_siginfo info;
    while (read(the->signals, &info, sizeof info) == sizeof info) {
        switch (info.ssi_signo) {
        case SIGCHLD:
            break;
        case SIGTERM:
        case SIGINT:
        case SIGHUP:
        case SIGQUIT:
            if (!info.ssi_pid)
                told_to_stop((int)info.ssi_signo);
            break;
        default:
            if (!info.ssi_pid)
                pass_on((int)info.ssi_signo);
        }
    }
    reap_due = true;
}

static void copy_output(void)
{
    pouring = false;
    for (int i = 0; i < 2; i++) {
        ssize_t got = -1;
        if (pipes[i] < 0)
            continue;
        while ((got = output_copy(pipes[i], (uint8_t)(i + 1))) > 0)
            pouring |= got >= POURING_BYTES;
        if (got == 0 || errno != EAGAIN) {
            close(pipes[i]);
            pipes[i] = -1;
        }
    }
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static void keep_limits(uint64_t now)
{
    if (now >= limit_due)
        kill_all(END_TIME_LIMIT);
    if (now >= stop_due)
        kill_all(END_TOLD);
    if (now >= linger_due && !everything_ended)
        kill_all(END_LINGER);
    if (now >= kill_due && !everything_ended)
        supervise_abandon("processes cannot be killed");
    if (killing && !everything_ended)
        kill(-1, SIGKILL);
    if (notify_failure() && !killing)
        kill_all(END_ERROR);
}

static int timeout_until(uint64_t due, uint64_t now)
{
    if (due == NEVER)
        return -1;
    return due <= now ? 0 : (int)least((due - now + NS_PER_MS - 1) / NS_PER_MS, 1000);
}

static void set_up(struct pollfd polled[POLLED], bool output)
{
    polled[ON_SIGNALS] = (struct pollfd){.fd = the->signals, .events = POLLIN};
    polled[ON_DEATHS] = (struct pollfd){.fd = output_full() ? -1 : the->deaths, .events = POLLIN};
    polled[ON_RING] = (struct pollfd){.fd = ring_wake_fd(), .events = POLLIN};
    polled[ON_STDOUT] = (struct pollfd){.fd = STDOUT_FILENO, .events = refused ? POLLOUT : 0};
    for (int i = 0; i < 2; i++)
        polled[ON_PIPE + i] = (struct pollfd){.fd = output ? pipes[i] : -1, .events = POLLIN};
}

/* Sleep until there is something to do. While something waits to be written that is until it is due; neither events
 * nor a little output wake us before: they go out together, because each time costs those who pass it on as well. */
static void wait_for_work(uint64_t now)
{
    struct pollfd polled[POLLED];
    bool idle = !output_pending() && ring_empty();
    uint64_t due = least(least(linger_due, limit_due), least(stop_due, kill_due));
    if (killing)
        due = least(due, now + 20 * NS_PER_MS);
    if (!refused && !idle)
        due = least(due, flush_due);
    if (reap_due && !output_full())
        due = now;
    set_up(polled, !output_full() && (idle || pouring));
    if (!ring_sleep(idle ? WRITER_IDLE : output_full() ? WRITER_AWAKE : WRITER_TIMED))
        return;
    poll(polled, POLLED, timeout_until(due, now));
    ring_awake();
    if (polled[ON_STDOUT].revents & (POLLERR | POLLNVAL))
        supervise_abandon("nobody reads the trace any more: everything was stopped");
    if (polled[ON_DEATHS].revents)
        collect_deaths();
    if (polled[ON_SIGNALS].revents)
        read_signals();
}

static void write_out(uint64_t now)
{
    if (!output_pending() || (now < flush_due && !refused && !output_full()))
        return;
    if (!output_flush())
        supervise_abandon("nobody reads the trace any more: everything was stopped");
    refused = output_pending();
    flush_due = now + FLUSH_EVERY_NS;
}

static void turn(void)
{
    if (output_drain())
        copy_output();
    if (reap_due && !output_full())
        reap();
    uint64_t now = monotonic_ns();
    write_out(now);
    keep_limits(now);
    wait_for_work(now);
}

static void wait_until_written(size_t at_most)
{
    uint64_t give_up = monotonic_ns() + LAST_FLUSH_NS;
    while (output_flush() && output_pending() > at_most) {
        struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};
        if (monotonic_ns() > give_up || poll(&out, 1, 1000) < 0)
            supervise_abandon("nobody reads the trace any more");
    }
}

static void drain_everything(void)
{
    while (notify_busy() || !ring_empty()) {
        output_drain();
        wait_until_written(0);
        if (notify_busy())
            poll(NULL, 0, 1);
    }
    for (int i = 0; i < 2; i++)
        while (pipes[i] >= 0 && output_copy(pipes[i], (uint8_t)(i + 1)) > 0)
            wait_until_written(0);
}

static void last_notes(const struct totals *totals)
{
    if (totals->overflows)
        output_note(NOTE_TABLE_FULL, totals->overflows, "processes could not be followed: too many at once");
    if (totals->failures)
        output_note(NOTE_UNREADABLE, totals->failures, "arguments could not be read by the tracer");
    if (totals->ungiven)
        output_note(NOTE_FEATURE, totals->ungiven, "files could not be answered: the real ones were shown");
    if (totals->unshifted)
        output_note(NOTE_FEATURE, totals->unshifted, "programs may have seen the real time: their clock could not be set");
    if (notify_failure())
        output_note(NOTE_ERROR, 1, notify_failure());
    if (*trouble_text) {
        char message[sizeof trouble_text + 1] = "\2";
        memcpy(message + 1, trouble_text, strlen(trouble_text));
        output_frame(WIRE_OUTPUT, message, strlen(trouble_text) + 1);
    }
}

static int say_end(void)
{
    struct totals totals = notify_totals();
    last_notes(&totals);
    wait_until_written(0);
    struct wire_end end = {
        .last_seq = totals.answered - totals.quiet,
        .calls = totals.answered + totals.gone,
        .answered = totals.answered,
        .gone = totals.gone,
        .quiet = totals.quiet,
        .unreadable = totals.unreadable,
        .status = command_status,
        .reason = reason,
        .killed = killed,
    };
    output_end(&end);
    wait_until_written(0);
    return command_status;
}

int supervise(const struct supervised *supervised)
{
    the = supervised;
    for (int i = 0; i < 2; i++) {
        pipes[i] = the->launched.output[i];
        fcntl(pipes[i], F_SETFL, O_NONBLOCK);
    }
    if (the->config->time_limit_ms)
        limit_due = the->start_ns + the->config->time_limit_ms * NS_PER_MS;
    while (!everything_ended)
        turn();
    drain_everything();
    return say_end();
}
