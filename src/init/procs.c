/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "procs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "memory.h"
#include "ring.h"
#include "scripts.h"
#include "strings.h"

#define MAX_PROCESSES 16384
#define THREAD_SLOTS 65536
#define CHILD_SLOTS 16384
#define MAX_DEPTH 64
#define TEXT_LIMIT WIRE_STRING_LIMIT
#define ENVIRONMENT_LIMIT (256u << 10)

/* Which process a thread belongs to. One place per number modulo the size: a loser is looked up again. */
struct thread {
    pid_t tid;
    uint32_t process;
    uint32_t generation;
};

/* A child that was not seen before its parent went or changed, and the image it was forked from. */
struct child {
    pid_t pid;
    uint32_t image;
    uint64_t until_ticks;
};

/* A process that is gone: whoever led a group or a session can still be named by it. */
struct leader {
    pid_t pid;
    uint32_t image;
};

struct about {
    pid_t tgid, ppid, group, session;
    uid_t uid;
    uint64_t start_ticks, stack;
    bool readable;
};

static struct process processes[MAX_PROCESSES];
static struct thread threads[THREAD_SLOTS];
static struct child children[CHILD_SLOTS];
static struct leader leaders[CHILD_SLOTS];
static uint32_t process_count;
static uint32_t next_victim;
static uint32_t next_image = 1;
static uint64_t overflows;
static uint64_t ticks_per_s;
static int death_epoll;
static const struct list *kept;
static char text[TEXT_LIMIT + 2]; /* one byte more than may be sent shows that something was cut, and a NUL */
static char environment[ENVIRONMENT_LIMIT];

void procs_prepare(int epoll, const struct list *keep_env)
{
    death_epoll = epoll;
    kept = keep_env;
    ticks_per_s = (uint64_t)sysconf(_SC_CLK_TCK);
}

uint64_t procs_overflows(void)
{
    return overflows;
}

/* Read a file below /proc/<pid> into `text`. */
static ssize_t read_about(pid_t pid, const char *name, size_t limit)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
    int fd = memory_open(path);
    if (fd < 0)
        return -1;
    ssize_t size = read_file(fd, text, limit);
    close(fd);
    text[size < 0 ? 0 : size] = '\0';
    return size;
}

static long long field_of(const char *name)
{
    const char *at = strstr(text, name);
    return at ? strtoll(at + strlen(name), NULL, 10) : -1;
}

/* Fields of the stat file, whose second may hold anything, spaces and brackets too. The first thread's own file,
 * because that of the process counts over all its threads, and there may be ten thousand. */
static bool read_stat(pid_t pid, struct about *about)
{
    char name[32];
    snprintf(name, sizeof name, "task/%d/stat", pid);
    if (read_about(pid, name, TEXT_LIMIT) <= 0)
        return false;
    char *at = strrchr(text, ')');
    if (!at)
        return false;
    for (int field = 3; at && field <= 28; field++) {
        at = strchr(at, ' ');
        if (!at)
            return false;
        at++;
        if (field == 4)
            about->ppid = (pid_t)strtol(at, NULL, 10);
        else if (field == 5)
            about->group = (pid_t)strtol(at, NULL, 10);
        else if (field == 6)
            about->session = (pid_t)strtol(at, NULL, 10);
        else if (field == 22)
            about->start_ticks = strtoull(at, NULL, 10);
        else if (field == 28)
            about->stack = strtoull(at, NULL, 10);
    }
    return true;
}

/* The process a thread belongs to, 0 when it cannot be said. Only a first thread has a pidfd, and asking for one takes
 * a tenth of the time that the status file does. */
static pid_t group_of(pid_t tid)
{
    int pidfd = (int)syscall(SYS_pidfd_open, tid, 0);
    if (pidfd >= 0) {
        close(pidfd);
        return tid;
    }
    if (read_about(tid, "status", TEXT_LIMIT) <= 0)
        return 0;
    return (pid_t)field_of("\nTgid:");
}

static void bind_thread(pid_t tid, struct process *process)
{
    threads[(uint32_t)tid % THREAD_SLOTS] =
        (struct thread){tid, (uint32_t)(process - processes), process->generation};
}

static struct process *cached(pid_t tid)
{
    struct thread *thread = &threads[(uint32_t)tid % THREAD_SLOTS];
    if (thread->tid != tid)
        return NULL;
    struct process *process = &processes[thread->process];
    if (process->generation != thread->generation || atomic_load(&process->state) != PROCESS_LIVE)
        return NULL;
    return process;
}

struct process *procs_find(pid_t pid)
{
    for (uint32_t i = 0; i < process_count; i++)
        if (processes[i].pid == pid && atomic_load(&processes[i].state) == PROCESS_LIVE)
            return &processes[i];
    return NULL;
}

struct process *procs_at(uint64_t ticket)
{
    struct process *process = &processes[(uint32_t)ticket % MAX_PROCESSES];
    return process->birth == ticket >> 32 ? process : NULL;
}

static void remember_leader(const struct process *process)
{
    leaders[(uint32_t)process->pid % CHILD_SLOTS] = (struct leader){process->pid, process->image};
}

static struct process *take_place(void)
{
    for (uint32_t i = 0; i < process_count; i++)
        if (atomic_load(&processes[i].state) != PROCESS_LIVE) {
            remember_leader(&processes[i]);
            return &processes[i];
        }
    if (process_count < MAX_PROCESSES)
        return &processes[process_count++];
    overflows++;
    struct process *victim = &processes[next_victim++ % MAX_PROCESSES];
    victim->birth++;
    if (victim->pidfd >= 0)
        close(victim->pidfd);
    return victim;
}

/* The kernel tells of the process's death through a pidfd. */
static void watch(struct process *process)
{
    uint64_t ticket = (uint64_t)process->birth << 32 | (uint64_t)(process - processes);
    struct epoll_event event = {.events = EPOLLIN | EPOLLONESHOT, .data.u64 = ticket};
    process->pidfd = (int)syscall(SYS_pidfd_open, process->pid, 0);
    if (process->pidfd >= 0 && epoll_ctl(death_epoll, EPOLL_CTL_ADD, process->pidfd, &event) == 0)
        return;
    if (process->pidfd < 0 && errno == ESRCH)
        atomic_store(&process->state, PROCESS_DEAD);
    else
        overflows++;
}

static struct process *new_process(pid_t pid, const struct about *about)
{
    struct process *process = take_place();
    process->pid = pid;
    process->image = 0;
    process->birth++;
    process->generation++;
    process->start_ticks = about->start_ticks;
    process->stack = about->stack;
    process->exec_tid = 0;
    process->threaded = process->caught = process->traceme = process->clocked = false;
    process->clock_tries = 0;
    atomic_store(&process->exit_code, -1);
    atomic_store(&process->state, PROCESS_LIVE);
    watch(process);
    bind_thread(pid, process);
    return process;
}

void procs_adopt(pid_t pid)
{
    struct about about = {0};
    if (!read_stat(pid, &about))
        die_errno("cannot read /proc/%d/stat: is /proc mounted for this process namespace?", pid);
    new_process(pid, &about)->exec_tid = pid;
}

static uint64_t ticks_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (uint64_t)now.tv_sec * ticks_per_s + (uint64_t)now.tv_nsec * ticks_per_s / NS_PER_S;
}

static void remember_child(pid_t pid, uint32_t image, uint64_t ticks)
{
    if (image && !procs_find(pid))
        children[(uint32_t)pid % CHILD_SLOTS] = (struct child){pid, image, ticks};
}

static void remember_children_of_task(pid_t pid, pid_t tid, uint32_t image)
{
    char name[64];
    snprintf(name, sizeof name, "task/%d/children", tid);
    if (read_about(pid, name, TEXT_LIMIT) <= 0)
        return;
    uint64_t ticks = ticks_now();
    for (char *at = text, *end;; at = end) {
        pid_t child = (pid_t)strtol(at, &end, 10);
        if (end == at)
            return;
        remember_child(child, image, ticks);
    }
}

struct directory_entry {
    uint64_t inode, offset;
    uint16_t size;
    uint8_t type;
    char name[];
};

static void remember_children(pid_t pid, uint32_t image)
{
    static _Alignas(8) char entries[32768];
    char path[64];
    long size;
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    int fd = memory_open(path);
    if (fd < 0)
        return;
    while ((size = syscall(SYS_getdents64, fd, entries, sizeof entries)) > 0)
        for (long at = 0; at < size;) {
            const struct directory_entry *entry = (const struct directory_entry *)(entries + at);
            pid_t tid = (pid_t)strtol(entry->name, NULL, 10);
            at += entry->size;
            if (tid > 0)
                remember_children_of_task(pid, tid, image);
        }
    close(fd);
}

static uint32_t remembered_parent(pid_t pid, uint64_t start_ticks)
{
    struct child *child = &children[(uint32_t)pid % CHILD_SLOTS];
    if (child->pid != pid || start_ticks > child->until_ticks)
        return 0;
    child->pid = 0;
    return child->image;
}

/* The image of a process that led a group or a session, dead or alive. */
static uint32_t led_by(pid_t pid)
{
    for (uint32_t i = 0; i < process_count; i++)
        if (processes[i].pid == pid)
            return processes[i].image;
    struct leader *leader = &leaders[(uint32_t)pid % CHILD_SLOTS];
    return leader->pid == pid ? leader->image : 0;
}

static struct process *first_sight(pid_t pid, uint64_t ns, int depth);

static uint32_t parent_of(pid_t pid, const struct about *about, uint64_t ns, uint8_t *flags, int depth)
{
    uint32_t image = remembered_parent(pid, about->start_ticks);
    if (image) {
        *flags |= IMAGE_PARENT_REMEMBERED;
        return image;
    }
    if (about->ppid > 1) {
        struct process *parent = procs_find(about->ppid);
        if (!parent && depth < MAX_DEPTH)
            parent = first_sight(about->ppid, ns, depth + 1);
        if (parent && parent->image)
            return parent->image;
    }
    *flags |= IMAGE_PARENT_UNKNOWN;
    image = about->group != pid ? led_by(about->group) : 0;
    if (!image && about->session != pid)
        image = led_by(about->session);
    if (image)
        *flags |= IMAGE_PARENT_GUESSED;
    return image;
}

static uint32_t link_string(pid_t pid, const char *name, uint8_t *flags)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
    ssize_t size = memory_readlink(path, text, 4096);
    if (size < 0)
        *flags |= IMAGE_UNREADABLE;
    return strings_number((struct bytes){text, size < 0 ? 0 : (size_t)size});
}

static uint32_t argv_string(pid_t pid, uint8_t *flags)
{
    ssize_t size = read_about(pid, "cmdline", TEXT_LIMIT + 1);
    if (size < 0) {
        *flags |= IMAGE_UNREADABLE;
        return 0;
    }
    if (size > TEXT_LIMIT) {
        *flags |= IMAGE_CUT;
        size = TEXT_LIMIT;
    }
    if (size && text[size - 1] != '\0') {
        size -= size == TEXT_LIMIT;
        text[size++] = '\0';
    }
    return strings_number((struct bytes){text, (size_t)size});
}

/* /proc/<pid> belongs to the process's user, what lies in it to root while the process is not dumpable. */
static bool undumpable(pid_t pid)
{
    char path[64];
    struct stat outside, inside;
    snprintf(path, sizeof path, "/proc/%d", pid);
    if (stat(path, &outside) < 0)
        return false;
    snprintf(path, sizeof path, "/proc/%d/environ", pid);
    return stat(path, &inside) == 0 && inside.st_uid != outside.st_uid;
}

/* Name the process's program as it is now, and tell of it. */
static void send_image(struct process *process, struct wire_image *image, bool begins)
{
    image->image = next_image++;
    scripts_image(image->image, image->parent, image->kind == IMAGE_COMMAND, begins);
    image->pid = (uint32_t)process->pid;
    image->start_ticks = process->start_ticks;
    image->exe = link_string(process->pid, "exe", &image->flags);
    image->cwd = link_string(process->pid, "cwd", &image->flags);
    image->argv = argv_string(process->pid, &image->flags);
    if (undumpable(process->pid))
        image->flags |= IMAGE_UNDUMPABLE;
    process->image = image->image;
    memcpy(ring_reserve(WIRE_IMAGE, sizeof *image), image, sizeof *image);
    ring_commit();
}

static struct process *introduce(pid_t pid, const struct about *about, struct wire_image *image, int depth)
{
    image->kind = IMAGE_FORKED;
    image->parent = parent_of(pid, about, image->ns, &image->flags, depth);
    image->ppid = (uint32_t)about->ppid;
    struct process *process = new_process(pid, about);
    strings_begin(4, 2 * 4096 + 2 * TEXT_LIMIT);
    send_image(process, image, false);
    return process;
}

/* NULL when /proc does not show the process. */
static struct process *first_sight(pid_t pid, uint64_t ns, int depth)
{
    struct about about = {0};
    struct wire_image image = {.ns = ns};
    return read_stat(pid, &about) ? introduce(pid, &about, &image, depth) : NULL;
}

struct process *procs_hidden(pid_t tid, uint64_t ns)
{
    struct about about = {0};
    struct wire_image image = {.ns = ns, .flags = IMAGE_UNREADABLE};
    return introduce(tid, &about, &image, 0);
}

static bool is_kept(const char *variable)
{
    for (size_t i = 0; i < kept->count; i++) {
        size_t size = strlen(kept->items[i]);
        if (strncmp(variable, kept->items[i], size) == 0 && variable[size] == '=')
            return true;
    }
    return false;
}

/* The kept variables of a program that has just begun, from /proc: what it has by now, not what it was given. */
static uint32_t present_environment(pid_t pid, uint8_t *flags)
{
    char path[64];
    size_t used = 0;
    snprintf(path, sizeof path, "/proc/%d/environ", pid);
    int fd = memory_open(path);
    ssize_t size = fd < 0 ? -1 : read_file(fd, environment, sizeof environment - 1);
    close(fd);
    if (size < 0) {
        *flags |= IMAGE_UNREADABLE;
        return 0;
    }
    environment[size] = '\0';
    for (const char *at = environment; at < environment + size; at += strlen(at) + 1) {
        size_t bytes = strlen(at) + 1;
        if (!is_kept(at) || used + bytes > TEXT_LIMIT)
            continue;
        memcpy(text + used, at, bytes);
        used += bytes;
    }
    return strings_number((struct bytes){text, used});
}

/* The kept variables as they were when exec was asked for, unless their string was forgotten meanwhile. */
static uint32_t exec_environment(const struct process *process, uint8_t *flags)
{
    if (process->exec_epoch == strings_epoch())
        return process->exec_env;
    return present_environment(process->pid, flags);
}

static void new_program(struct process *process, const struct about *about, uint64_t ns)
{
    bool command = process->image == 0;
    struct wire_image image = {
        .parent = process->image,
        .ppid = (uint32_t)about->ppid,
        .ns = ns,
        .kind = command ? IMAGE_COMMAND : IMAGE_EXEC,
        .flags = process->exec_env_cut ? IMAGE_CUT : 0,
    };
    process->stack = about->stack;
    process->exec_tid = 0;
    process->threaded = process->caught = false;
    process->generation++;
    bind_thread(process->pid, process);
    strings_begin(4, 2 * 4096 + 2 * TEXT_LIMIT);
    image.env = exec_environment(process, &image.flags);
    send_image(process, &image, process->exec_begins);
    process->clock_tries = 0;
    process->clocked = clock_ahead_ns(true, scripts_skipped_ns(process->image)) && clock_set_up(process->pid);
}

/* An exec was asked for. Its success shows in the place of the stack, its failure in the thread's going on. */
static void after_exec(struct process *process, pid_t tid, uint64_t ns)
{
    struct about about = {0};
    if (!read_stat(process->pid, &about))
        return;
    /* A first thread that has ended, while others go on, has no stack to show. */
    if (about.stack && about.stack != process->stack)
        new_program(process, &about, ns);
    else if (tid == process->exec_tid && process->image)
        process->exec_tid = 0;
}

static struct process *look_up(pid_t tid, pid_t pid)
{
    struct process *process = pid > 0 ? procs_find(pid) : NULL;
    if (!process)
        return NULL;
    struct about about = {0};
    if (!read_stat(pid, &about) || about.start_ticks != process->start_ticks)
        return NULL;
    process->threaded |= pid != tid;
    bind_thread(tid, process);
    return process;
}

static struct process *known(pid_t tid)
{
    struct process *process = cached(tid);
    return process ? process : look_up(tid, group_of(tid));
}

static struct process *meet(pid_t tid, pid_t pid, uint64_t ns)
{
    struct process *process = pid > 0 ? first_sight(pid, ns, 0) : NULL;
    if (process && pid != tid) {
        process->threaded = true;
        bind_thread(tid, process);
    }
    return process;
}

struct process *procs_of(pid_t tid, uint64_t ns)
{
    struct process *process = cached(tid);
    if (!process) {
        pid_t pid = group_of(tid);
        process = look_up(tid, pid);
        if (!process)
            process = meet(tid, pid, ns);
    }
    if (process && process->exec_tid)
        after_exec(process, tid, ns);
    return process;
}

void procs_will_exec(struct process *process, pid_t tid, const struct view *exec)
{
    remember_children(process->pid, process->image);
    process->exec_tid = tid;
    strings_begin(1, exec->base2.size);
    process->exec_env = strings_number(exec->base2);
    process->exec_epoch = strings_epoch();
    process->exec_env_cut = exec->cut_env;
    process->exec_begins = scripts_begins(exec);
}

/* A process that makes no other call before it ends matters only when it leaves children behind. */
static struct process *of_ending(pid_t tid, uint64_t ns)
{
    char name[64];
    struct process *process = known(tid);
    if (process && process->exec_tid)
        return procs_of(tid, ns);
    snprintf(name, sizeof name, "task/%d/children", tid);
    return process || read_about(tid, name, TEXT_LIMIT) <= 0 ? process : procs_of(tid, ns);
}

void procs_will_exit(pid_t tid, bool whole, int code, uint64_t ns)
{
    struct process *process = of_ending(tid, ns);
    if (!process)
        return;
    if (whole || tid == process->pid)
        atomic_store(&process->exit_code, code & 0xFF);
    if (whole)
        remember_children(process->pid, process->image);
    else
        remember_children_of_task(process->pid, tid, process->image);
    if (tid != process->pid)
        procs_forget(tid);
}

void procs_will_be_killed(pid_t pid)
{
    struct process *process = pid > 1 ? procs_find(pid) : NULL;
    if (process)
        remember_children(pid, process->image);
}

void procs_forget(pid_t tid)
{
    threads[(uint32_t)tid % THREAD_SLOTS].tid = 0;
}
