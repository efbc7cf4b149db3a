/* SPDX-License-Identifier: Apache-2.0 */
#include "waits.h"

#include <errno.h>
#include <poll.h>

#include "clock.h"
#include "idle.h"
#include "memory.h"
#include "scripts.h"
#include "wire.h"

/* How often to try with a process whose threads are never all in a call. */
#define MOST_TRIES 64

/* Most waits are over before it is worth while to look what the process does. */
#define QUIET_NS (10 * NS_PER_MS)
#define SIGNALS_AFTER_NS (2 * NS_PER_MS)

static uint64_t skipped_ns(const struct process *process)
{
    return process->clocked ? scripts_skipped_ns(process->image) : 0;
}

void waits_look(const struct process *process, struct call *call)
{
    call->ahead_ns = clock_ahead_ns(true, skipped_ns(process));
    call->steady_ahead_ns = clock_ahead_ns(false, skipped_ns(process));
}

static bool show_clock(struct process *process, pid_t tid)
{
    if (!process->clocked)
        process->clocked = idle_outside_calls(process->pid, tid) && clock_set_up(process->pid);
    return process->clocked;
}

void waits_show_clock(struct process *process, pid_t tid)
{
    if (process->clocked || !scripts_skipped_ns(process->image) || process->clock_tries == MOST_TRIES)
        return;
    process->clock_tries++;
    show_clock(process, tid);
}

static bool is_epoll(const struct call *call)
{
    return call->row->decoder == AS_EPOLL;
}

/* Something else than time may end it. */
static bool is_of_loop(const struct call *call)
{
    return is_epoll(call) || call->row->decoder == AS_FUTEX;
}

static void bring_over(const struct view *view, const struct call *call)
{
    int64_t value[2] = {view->deadline_ns / (int64_t)NS_PER_S, view->deadline_ns % (int64_t)NS_PER_S};
    if (view->deadline && view->deadline_ns >= 0)
        memory_write(call->tid, view->deadline, value, sizeof value);
}

static enum wait end(const struct call *call, int *error)
{
    *error = call->row->decoder == AS_FUTEX ? ETIMEDOUT : 0;
    return WAIT_OVER;
}

static enum wait over(struct process *process, struct view *view, const struct call *call, uint64_t skipped_ns,
                      int *error)
{
    scripts_skip(process->image, skipped_ns);
    waits_show_clock(process, call->tid);
    view->flags |= EVENT_SKIPPED;
    return end(call, error);
}

int waits_epoll(const struct row *row, const uint64_t arguments[6])
{
    return row->decoder == AS_EPOLL ? (int)(uint32_t)arguments[row->dir] : -1;
}

/* What it waits for has come while it was held: the kernel sees that, too. */
static bool was_woken(const struct call *call, const struct waiting *waiting)
{
    struct pollfd polled = {.fd = waiting->epoll, .events = POLLIN};
    uint32_t value;
    if (poll(&polled, 1, 0) > 0 || (waiting->held_ns > SIGNALS_AFTER_NS && idle_is_signalled(call->tid)))
        return true;
    return !is_epoll(call) && (memory_read(call->tid, call->arguments[0], &value, sizeof value) != sizeof value ||
                               value != (uint32_t)call->arguments[2]);
}

/* It is held until nothing but time can end it, or something has, or its time has come, by the script's clock as well.
 * Whoever waited asks the clock then whether that is so: without another clock it would wait again. */
static enum wait of_loop(struct process *process, struct view *view, const struct call *call,
                         const struct waiting *waiting, int *error)
{
    uint64_t passed_ns = waiting->held_ns + scripts_skipped_ns(process->image) - waiting->ahead_then_ns;
    if (was_woken(call, waiting))
        return WAIT_ON;
    if (waiting->held_ns < QUIET_NS)
        return WAIT_LATER;
    enum idle idle = idle_but_for_time(process->pid, call->tid, waits_epoll(call->row, call->arguments));
    if (idle == IDLE_NEVER)
        return WAIT_ON;
    if (!view->absolute && waiting->held_ns >= view->number) {
        view->quiet = true;
        return end(call, error);
    }
    bool is_over = !view->absolute && passed_ns >= view->number;
    if ((!is_over && idle != IDLE) || !show_clock(process, call->tid))
        return WAIT_LATER;
    if (was_woken(call, waiting)) /* by a thread that went idle after the first look */
        return WAIT_ON;
    return over(process, view, call, is_over ? 0 : view->number, error);
}

enum wait waits_decide(struct process *process, struct view *view, const struct call *call,
                       const struct waiting *waiting, int *error)
{
    enum wait wait = WAIT_ON;
    bool inner = is_of_loop(call), may = scripts_may_skip(process->image, view, call);
    if (may && !inner)
        wait = over(process, view, call, view->number, error);
    else if (may && clock_goes_on())
        wait = of_loop(process, view, call, waiting, error);
    if (wait != WAIT_ON)
        return wait;
    view->quiet |= inner;
    bring_over(view, call);
    return WAIT_ON;
}

/* A child has its parent's copy of the functions: whoever is seen to ask was shown the clock, or asks past them. */
bool waits_tell_time(struct process *process, pid_t tid, int nr, const uint64_t arguments[6], int *error,
                     int64_t *value)
{
    waits_show_clock(process, tid);
    return clock_answer(tid, nr, arguments, scripts_skipped_ns(process->image), error, value);
}
