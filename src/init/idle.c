/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "idle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "memory.h"
#include "peer.h"
#include "util.h"

#define MOST_THREADS 128
#define MOST_WATCHED 64
#define MOST_DESCRIPTORS 1024
#define TEXT_BYTES 8192
#define LINK_BYTES 64
#define SOCKET "socket:["

static char text[TEXT_BYTES + 1];
static _Alignas(8) char entries[32768];
static int listed[MOST_DESCRIPTORS];

/* Read a file below /proc/<pid>; false when it cannot be read, or is longer than anything ordinary. */
static bool read_about(pid_t pid, const char *name)
{
    char path[96];
    snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
    int fd = memory_open(path);
    ssize_t size = fd < 0 ? -1 : read_file(fd, text, TEXT_BYTES);
    if (fd >= 0)
        close(fd);
    text[size < 0 ? 0 : size] = '\0';
    return size >= 0 && size < TEXT_BYTES;
}

struct directory_entry {
    uint64_t inode, offset;
    uint16_t size;
    uint8_t type;
    char name[];
};

/* The numbers that a directory below /proc/<pid> lists; -1 when it cannot be read or there are too many. */
static int list(pid_t pid, const char *name, int *numbers, int most)
{
    char path[64];
    int count = 0;
    long size = -1;
    snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
    int fd = memory_open(path);
    while (fd >= 0 && (size = syscall(SYS_getdents64, fd, entries, sizeof entries)) > 0)
        for (long at = 0; at < size;) {
            const struct directory_entry *entry = (const struct directory_entry *)(entries + at);
            at += entry->size;
            if (entry->name[0] == '.')
                continue;
            if (count < most)
                numbers[count] = (int)strtol(entry->name, NULL, 10);
            count++;
        }
    if (fd >= 0)
        close(fd);
    return size < 0 || count > most ? -1 : count;
}

/* The call that a thread is in, with its first argument; -1 when it is in none. */
static long call_of(pid_t pid, pid_t tid, int *first)
{
    char name[64], *end;
    snprintf(name, sizeof name, "task/%d/syscall", tid);
    if (!read_about(pid, name))
        return -1;
    long number = strtol(text, &end, 10);
    if (end == text)
        return -1;
    *first = (int)(uint32_t)strtoull(end, NULL, 16);
    return number;
}

static bool childless(pid_t pid, pid_t tid)
{
    char name[64];
    snprintf(name, sizeof name, "task/%d/children", tid);
    return read_about(pid, name) && !text[0];
}

static bool starts(const char *at, const char *with)
{
    return strncmp(at, with, strlen(with)) == 0;
}

static bool link_is(pid_t pid, int descriptor, char link[LINK_BYTES])
{
    ssize_t size = memory_link(pid, descriptor, link, LINK_BYTES - 1);
    link[size < 0 ? 0 : size] = '\0';
    return size > 0;
}

static bool writes(pid_t pid, int descriptor)
{
    char name[64];
    snprintf(name, sizeof name, "fdinfo/%d", descriptor);
    const char *flags = read_about(pid, name) ? strstr(text, "flags:") : NULL;
    return flags && (strtoul(flags + strlen("flags:"), NULL, 8) & 3) == 1;
}

/* A descriptor of the process's points there, and is written to if that is asked. */
static bool holds(pid_t pid, const char *what, bool written)
{
    char other[LINK_BYTES];
    int count = list(pid, "fd", listed, MOST_DESCRIPTORS);
    for (int i = 0; i < count; i++)
        if (link_is(pid, listed[i], other) && strcmp(what, other) == 0 && (!written || writes(pid, listed[i])))
            return true;
    return false;
}

/* Event loops tell themselves of signals and of other threads' doings through an eventfd, a pipe or a pair of sockets of
 * which the process holds both ends. */
static bool own_wake_up(pid_t pid, int descriptor)
{
    char link[LINK_BYTES], other[LINK_BYTES];
    if (!link_is(pid, descriptor, link))
        return false;
    if (starts(link, "pipe:["))
        return holds(pid, link, true);
    if (!starts(link, SOCKET))
        return strcmp(link, "anon_inode:[eventfd]") == 0;
    uint32_t peer = peer_of((uint32_t)strtoul(link + strlen(SOCKET), NULL, 10));
    snprintf(other, sizeof other, SOCKET "%u]", peer);
    return peer && holds(pid, other, false);
}

static bool only_wake_ups(pid_t pid, int epoll)
{
    int watched[MOST_WATCHED], count = 0;
    char name[64];
    snprintf(name, sizeof name, "fdinfo/%d", epoll);
    if (!read_about(pid, name))
        return false;
    for (const char *at = text; (at = strstr(at, "tfd:")); at++) {
        if (count == MOST_WATCHED)
            return false;
        watched[count++] = (int)strtol(at + strlen("tfd:"), NULL, 10);
    }
    for (int i = 0; i < count; i++)
        if (!own_wake_up(pid, watched[i]))
            return false;
    return true;
}

static bool is_epoll(long number)
{
#ifdef SYS_epoll_wait
    if (number == SYS_epoll_wait)
        return true;
#endif
    return number == SYS_epoll_pwait || number == SYS_epoll_pwait2;
}

static bool waits_for_others(pid_t pid, pid_t tid)
{
    int first = -1;
    long number = call_of(pid, tid, &first);
    return number == SYS_futex || (is_epoll(number) && only_wake_ups(pid, first));
}

static enum idle look(pid_t pid, pid_t tid, int epoll)
{
    int threads[MOST_THREADS], count = list(pid, "task", threads, MOST_THREADS);
    enum idle found = IDLE;
    if (count < 0 || (epoll >= 0 && !only_wake_ups(pid, epoll)))
        return IDLE_NEVER;
    for (int i = 0; i < count; i++) {
        if (!childless(pid, threads[i]))
            return IDLE_NEVER;
        if (threads[i] != tid && !waits_for_others(pid, threads[i]))
            found = IDLE_NOT_YET;
    }
    return found;
}

static uint64_t number_after(const char *name, int base)
{
    const char *at = strstr(text, name);
    return at ? strtoull(at + strlen(name), NULL, base) : 0;
}

/* How often the process's threads have stopped running, taken together. */
static uint64_t stops(pid_t pid)
{
    int threads[MOST_THREADS], count = list(pid, "task", threads, MOST_THREADS);
    uint64_t sum = 0;
    char name[64];
    for (int i = 0; i < count; i++) {
        snprintf(name, sizeof name, "task/%d/status", threads[i]);
        if (read_about(pid, name))
            sum += number_after("\nvoluntary_ctxt_switches:", 10) + number_after("\nnonvoluntary_ctxt_switches:", 10);
    }
    return sum;
}

/* Threads are looked at one after the other: one that has been looked at may be woken by one that then goes to sleep. */
enum idle idle_but_for_time(pid_t pid, pid_t tid, int epoll)
{
    enum idle found = look(pid, tid, epoll);
    if (found != IDLE)
        return found;
    uint64_t before = stops(pid);
    found = look(pid, tid, epoll);
    return found == IDLE && stops(pid) != before ? IDLE_NOT_YET : found;
}

bool idle_outside_calls(pid_t pid, pid_t tid)
{
    int threads[MOST_THREADS], first, count = list(pid, "task", threads, MOST_THREADS);
    for (int i = 0; i < count; i++)
        if (threads[i] != tid && call_of(pid, threads[i], &first) < 0)
            return false;
    return count > 0;
}

bool idle_is_signalled(pid_t tid)
{
    if (!read_about(tid, "status"))
        return true;
    uint64_t pending = number_after("\nSigPnd:", 16) | number_after("\nShdPnd:", 16);
    return pending & ~number_after("\nSigBlk:", 16);
}
