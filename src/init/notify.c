/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "notify.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "answers.h"
#include "clock.h"
#include "decode.h"
#include "filter.h"
#include "later.h"
#include "places.h"
#include "procs.h"
#include "ring.h"
#include "scripts.h"
#include "size.h"
#include "strings.h"
#include "waits.h"

#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, __u64)
#endif
#ifndef SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP (1UL << 0)
#endif

#define AFTER_LIMIT_NS 20000

static int listener;
static uint64_t started_ns;
static struct seccomp_notif_sizes sizes;
static _Alignas(8) char received[1024], response[1024];
static struct view view;
static struct wire_event event;
static uint64_t dice;
static _Atomic bool busy;
static _Atomic uint64_t answered, gone, quiet, unreadable, failures, ungiven;
static _Atomic(const char *) failure;
static char failure_text[128];

static void count(_Atomic uint64_t *counter)
{
    /* Only this thread writes. */
    atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + 1, memory_order_relaxed);
}

static void give_up(const char *what)
{
    snprintf(failure_text, sizeof failure_text, "%s: %s", what, strerror(errno));
    atomic_store(&failure, failure_text);
    ring_wake();
}

bool notify_sync(int fd)
{
    return ioctl(fd, SECCOMP_IOCTL_NOTIF_SET_FLAGS, (unsigned long)SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP) == 0;
}

/* What becomes of a held call. */
struct verdict {
    bool later; /* that is not known yet */
    bool done; /* the call returns at once: `error`, or 0 */
    int error;
    int file; /* one of our own that it returns a descriptor of, counted from 1 */
    int64_t value; /* what it returns when it is done without an error */
};

/* Give the held call's process an open file of our own, with which its call returns. Else say what is to become of
 * the call: it fails where the process may have no more descriptors. */
static bool give(const struct seccomp_notif *held, struct verdict *verdict)
{
    int fd = answers_open(verdict->file - 1);
    struct seccomp_notif_addfd file = {.id = held->id, .flags = SECCOMP_ADDFD_FLAG_SEND, .srcfd = (uint32_t)fd};
    file.newfd_flags = view.number & O_CLOEXEC ? O_CLOEXEC : 0;
    bool given = fd >= 0 && RETRY(ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &file)) >= 0;
    int error = errno;
    if (fd >= 0)
        close(fd);
    if (given)
        return true;
    bool full = fd >= 0 && (error == EMFILE || error == ENFILE);
    *verdict = (struct verdict){.done = full, .error = full ? error : 0};
    if (full)
        return false;
    view.flags &= ~(uint32_t)EVENT_ANSWERED;
    if (error != ENOENT && error != ESRCH)
        count(&ungiven);
    return false;
}

/* A call is gone with the thread that was to make it. */
static void count_gone(const struct seccomp_notif *held)
{
    count(&gone);
    procs_forget((pid_t)held->pid);
}

/* Answer the held call. False when its process has died, so that it was never made. A call that can be answered
 * was held all the time, so what was read about it is about it. */
static bool answer(const struct seccomp_notif *held, struct verdict *verdict)
{
    struct seccomp_notif_resp *reply = (struct seccomp_notif_resp *)response;
    if (verdict->file && give(held, verdict)) {
        count(&answered);
        return true;
    }
    memset(response, 0, sizes.seccomp_notif_resp);
    reply->id = held->id;
    reply->error = -verdict->error;
    reply->val = verdict->error ? 0 : verdict->value;
    reply->flags = verdict->done ? 0 : SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    if (RETRY(ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, reply)) == 0) {
        count(&answered);
        return true;
    }
    if (errno != ENOENT)
        give_up("cannot answer a system call");
    count_gone(held);
    return false;
}

static void pass_over(const struct seccomp_notif *held)
{
    if (answer(held, &(struct verdict){0}))
        count(&quiet);
}

static void book(const struct seccomp_notif *held, uint64_t ns)
{
    procs_will_exit((pid_t)held->pid, held->data.nr == SYS_exit_group, (int)(uint32_t)held->data.args[0], ns);
    pass_over(held);
}

/* Strings get their numbers, the event its last fields; then it is on its way. */
static void send_event(const struct process *process, const struct call *call, uint64_t ns, int error)
{
    strings_begin(4, view.object.size + view.base.size + view.object2.size + view.base2.size);
    event.ns = ns;
    event.tid = (uint32_t)call->tid;
    event.image = process->image;
    event.call = (uint16_t)(call->row - table);
    event.error = (int16_t)error;
    event.flags = view.flags;
    event.object = strings_number(view.object);
    event.base = strings_number(view.base);
    event.object2 = strings_number(view.object2);
    event.base2 = strings_number(view.base2);
    event.argument = view.number;
    if (view.flags & (EVENT_UNREADABLE | EVENT_OBJECT2_UNREADABLE))
        count(&unreadable);
    if (view.failures)
        count(&failures);
    ring_event(&event);
}

static int error_of(const struct seccomp_notif *held, const struct row *row)
{
    if (row == &table[ROW_FOREIGN_ABI] && held->data.arch == FILTER_ARCH)
        return ENOSYS;
    return row->error;
}

static void foreign(const struct seccomp_notif *held)
{
    view.flags |= held->data.arch == FILTER_ARCH && (uint32_t)held->data.nr <= LAST_KNOWN_CALL ? 0 : EVENT_FOREIGN_ABI;
    view.number = (uint64_t)held->data.arch << 32 | (uint32_t)held->data.nr;
}

static bool looks(const struct row *row)
{
    return row->action <= DO_EXEC;
}

static bool one_in(unsigned bits)
{
    dice = dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return dice >> (64 - bits) == 0;
}

/* Whether to read the argument again before the answer. That costs as much as a sixth of a traced call, so where
 * nothing speaks for a change it is done at random: nobody can know when he is not looked at. */
static bool look_twice(const struct process *process, const struct row *row, bool sensitive)
{
    if (sensitive || process->caught || row->action >= DO_EXEC || row->class == CLASS_DENY)
        return true;
    return one_in(process->threaded ? 2 : 4);
}

static void before_answer(struct process *process, const struct call *call)
{
    const struct row *row = call->row;
    bool sensitive = view.object.size && places_sensitive(view.object, view.base);
    if (row->action == DO_EXEC)
        procs_will_exec(process, call->tid, &view);
    else if (row->action == DO_SIGNAL)
        procs_will_be_killed((pid_t)(uint32_t)view.number);
    else if (row->decoder == AS_SYMLINK)
        answers_link(view.object2);
    else if (sensitive && looks(row) && view.address)
        view.flags |= places_probe(view.object, view.base, call->tgid, call->tid);
    if (look_twice(process, row, sensitive) && decode_changed(&view, call)) {
        view.flags |= EVENT_MUTATED;
        view.quiet = false;
        process->caught = true;
    }
}

/* The kernel may read the path a little after we did. Where another thread could have changed it in between, look
 * once more, at random as above; a change after the call had long been over means nothing. */
static void after_answer(const struct process *process, const struct call *call, uint64_t before_ns)
{
    struct bytes second = view.object2;
    if (view.flags & EVENT_MUTATED || !looks(call->row) || !(process->caught || (process->threaded && one_in(3))))
        return;
    if (!decode_changed(&view, call))
        return;
    if (monotonic_ns() - before_ns < AFTER_LIMIT_NS && places_sensitive(view.object2, view.base) &&
        !places_sensitive(view.object, view.base)) {
        view.flags |= EVENT_MUTATED_AFTER;
        view.quiet = false;
    } else {
        view.object2 = second;
    }
}

/* Who asks to be traced wants to know whether somebody does so already: the first time it has to work, and then no
 * more. */
static bool asks_for_tracer(struct process *process, const struct seccomp_notif *held)
{
    bool first = held->data.nr == SYS_ptrace && (uint32_t)held->data.args[0] == PTRACE_TRACEME && !process->traceme;
    process->traceme |= first;
    return first;
}

static struct verdict decide(const struct seccomp_notif *held, struct process *process, const struct call *call,
                             const struct waiting *waiting)
{
    bool native = call->row != &table[ROW_FOREIGN_ABI] && call->row != &table[ROW_UNKNOWN_CALL];
    if (native && asks_for_tracer(process, held)) {
        view.flags |= EVENT_SKIPPED;
        return (struct verdict){.done = true};
    }
    if (call->row->class == CLASS_DENY)
        return (struct verdict){.done = true, .error = error_of(held, call->row)};
    struct verdict told = {.done = true};
    if (native && size_answer(call->tid, held->data.nr, call->arguments, &told.error, &told.value))
        return told;
    int file = call->row->action == DO_OPEN ? answers_find(&view, call) : -1;
    if (file >= 0) {
        view.flags |= EVENT_ANSWERED;
        return (struct verdict){.done = true, .file = file + 1};
    }
    struct verdict verdict = {0};
    if (call->row->action == DO_SLEEP) {
        enum wait wait = waits_decide(process, &view, call, waiting, &verdict.error);
        verdict.later = wait == WAIT_LATER;
        verdict.done = wait == WAIT_OVER;
    }
    return verdict;
}

/* Whose the held call is; NULL when it is gone. */
static struct process *maker(const struct seccomp_notif *held, uint64_t ns)
{
    struct process *process = procs_of((pid_t)held->pid, ns);
    if (process)
        return process;
    bool still = RETRY(ioctl(listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &held->id)) == 0 || errno != ENOENT;
    return still ? procs_hidden((pid_t)held->pid, ns) : NULL;
}

/* A program that begins is seen to before it can ask for the time. */
static void tell_time(const struct seccomp_notif *held, uint64_t ns)
{
    const uint64_t *arguments = (const uint64_t *)held->data.args;
    struct verdict verdict = {0};
    struct process *process = maker(held, ns);
    if (!process) {
        count_gone(held);
        return;
    }
    if (!clock_begins(held->data.nr))
        verdict.done = waits_tell_time(process, (pid_t)held->pid, held->data.nr, arguments, &verdict.error, &verdict.value);
    if (answer(held, &verdict))
        count(&quiet);
}

static bool is_of_clock(const struct seccomp_notif *held)
{
    return held->data.arch == FILTER_ARCH &&
           (clock_begins(held->data.nr) || clock_reads(held->data.nr, (const uint64_t *)held->data.args));
}

/* Tell of a call, and answer it. False when that has to wait. */
static bool see_to(const struct seccomp_notif *held, const struct row *row, struct process *process, uint64_t ns,
                   const struct waiting *waiting)
{
    struct call call = {(pid_t)held->pid, process->pid, (const uint64_t *)held->data.args, row, 0, 0};
    waits_show_clock(process, call.tid);
    waits_look(process, &call);
    decode(&view, &call);
    if (!process->image) {
        if (row->action == DO_EXEC)
            procs_will_exec(process, call.tid, &view);
        pass_over(held);
        return true;
    }
    if (row <= &table[ROW_UNKNOWN_CALL])
        foreign(held);
    before_answer(process, &call);
    struct verdict verdict = decide(held, process, &call, waiting);
    if (verdict.later)
        return false;
    /* Counted from before the answer: the other side may run on before we do. */
    uint64_t before_ns = process->threaded || process->caught ? monotonic_ns() : 0;
    if (!answer(held, &verdict))
        return true;
    if (!verdict.done)
        after_answer(process, &call, before_ns);
    if (view.quiet)
        count(&quiet);
    else
        send_event(process, &call, ns, view.flags & EVENT_SKIPPED ? 0 : verdict.error);
    return true;
}

static const struct row *row_of(const struct seccomp_notif *held)
{
    int found = table_find(held->data.arch, held->data.nr, (const uint64_t *)held->data.args);
    return found < 0 ? NULL : &table[found];
}

/* Look at a call again that has been kept. */
static bool look_again(const struct seccomp_notif *held, struct moment made, int epoll)
{
    struct process *process = maker(held, made.ns);
    struct waiting waiting = {monotonic_ns() - started_ns - made.ns, made.skipped_ns, epoll};
    if (process)
        return !see_to(held, row_of(held), process, made.ns, &waiting);
    count_gone(held);
    return false;
}

static void handle(const struct seccomp_notif *held)
{
    uint64_t ns = monotonic_ns() - started_ns;
    if (is_of_clock(held)) {
        tell_time(held, ns);
        return;
    }
    const struct row *row = row_of(held);
    if (!row) {
        pass_over(held);
        return;
    }
    if (row->class == CLASS_BOOK) {
        book(held, ns);
        return;
    }
    struct process *process = maker(held, ns);
    if (!process) {
        count_gone(held);
        return;
    }
    struct moment made = {ns, scripts_skipped_ns(process->image)};
    int epoll = waits_epoll(row, (const uint64_t *)held->data.args);
    struct waiting waiting = {0, made.skipped_ns, -1};
    if (!see_to(held, row, process, ns, &waiting) && !later_keep(held, made, process->pid, epoll))
        pass_over(held);
}

/* Before Linux 6.11 the call waits for ever once nobody is left to be traced. */
static bool nobody_left(void)
{
    struct pollfd poller = {.fd = listener};
    return poll(&poller, 1, 0) == 1 && poller.revents & POLLHUP;
}

static void *run(void *unused)
{
    (void)unused;
    while (!atomic_load_explicit(&failure, memory_order_relaxed)) {
        bool come = later_wait(listener);
        later_do(look_again);
        if (!come)
            continue;
        memset(received, 0, sizes.seccomp_notif);
        if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, received) < 0) {
            if (errno == ENOENT && nobody_left())
                break;
            if (errno != EINTR && errno != ENOENT)
                give_up("cannot receive system calls");
            continue;
        }
        atomic_store_explicit(&busy, true, memory_order_release);
        handle((const struct seccomp_notif *)received);
        atomic_store_explicit(&busy, false, memory_order_release);
    }
    return NULL;
}

void notify_start(int fd, uint64_t start_ns)
{
    pthread_t thread;
    listener = fd;
    started_ns = start_ns;
    if (syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes) < 0)
        die_errno("this kernel has no seccomp notification");
    if (sizes.seccomp_notif > sizeof received || sizes.seccomp_notif_resp > sizeof response)
        die("this kernel's seccomp notifications are larger than expected");
    if (getrandom(&dice, sizeof dice, 0) != sizeof dice)
        die_errno("cannot get random numbers");
    int error = pthread_create(&thread, NULL, run, NULL);
    if (error) {
        errno = error;
        die_errno("cannot start the tracing thread");
    }
    pthread_detach(thread);
}

bool notify_busy(void)
{
    return atomic_load_explicit(&busy, memory_order_acquire) && !atomic_load(&failure);
}

const char *notify_failure(void)
{
    return atomic_load(&failure);
}

struct totals notify_totals(void)
{
    return (struct totals){
        .answered = atomic_load(&answered),
        .gone = atomic_load(&gone),
        .quiet = atomic_load(&quiet),
        .unreadable = atomic_load(&unreadable),
        .failures = atomic_load(&failures),
        .ungiven = atomic_load(&ungiven),
        .unshifted = clock_failures(),
        .overflows = procs_overflows(),
    };
}
