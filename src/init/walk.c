/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "walk.h"

#include <ctype.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define ROOM (4 * 4096)
#define MOST_LINKS 8
#define PROC "/proc/"

static char walked[ROOM], named[ROOM + 64], target[4096];
static size_t used, floor_at;
static unsigned links;
static bool too_long;

static const struct {
    const char *from, *to;
} aliases[] = {
    {"/proc/thread-self", "/proc/self/task/[tid]"},
    {"/proc/mounts", "/proc/self/mounts"},
    {"/etc/mtab", "/proc/self/mounts"},
    {"/dev/fd", "/proc/self/fd"},
    {"/sys/class/dmi/id", "/sys/devices/virtual/dmi/id"},
};

static void set(const char *path, size_t size)
{
    used = size < ROOM ? size : 0;
    memcpy(walked, path, used);
    walked[used] = '\0';
}

static size_t digits(const char *at)
{
    size_t size = 0;
    while (isdigit((unsigned char)at[size]))
        size++;
    return size;
}

/* What follows /proc/<process> and /task/<thread> in what was walked, or NULL. */
static const char *after_process(void)
{
    if (strncmp(walked, PROC, sizeof PROC - 1) != 0)
        return NULL;
    const char *at = walked + sizeof PROC - 1;
    size_t size = strncmp(at, "self", 4) == 0 ? 4 : digits(at);
    at += size;
    if (!size || (*at && *at != '/'))
        return NULL;
    if (strncmp(at, "/task/", 6) != 0)
        return at;
    const char *thread = at + 6;
    size = strncmp(thread, "[tid]", 5) == 0 ? 5 : digits(thread);
    return size && (!thread[size] || thread[size] == '/') ? thread + size : at;
}

static pid_t process_of(const struct call *call)
{
    const char *at = walked + sizeof PROC - 1;
    return *at == 's' ? call->tgid : (pid_t)strtol(at, NULL, 10);
}

static bool is_descriptor(const char *rest)
{
    return strncmp(rest, "/fd/", 4) == 0 && digits(rest + 4) && !rest[4 + digits(rest + 4)];
}

/* Every process has the same root. */
static void follow(const struct call *call)
{
    char link[64];
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (strcmp(walked, aliases[i].from) == 0) {
            set(aliases[i].to, strlen(aliases[i].to));
            return;
        }
    const char *rest = after_process();
    if (!rest)
        return;
    if (strcmp(rest, "/root") == 0) {
        set("", 0);
    } else if ((strcmp(rest, "/cwd") == 0 || is_descriptor(rest)) && links < MOST_LINKS) {
        links++;
        snprintf(link, sizeof link, PROC "%d%.24s", process_of(call), rest);
        ssize_t size = memory_readlink(link, target, sizeof target);
        if (size > 0 && target[0] == '/')
            set(target, size > 1 ? (size_t)size : 0);
    }
}

static void step(const char *part, size_t size, const struct call *call)
{
    if (!size || (size == 1 && part[0] == '.'))
        return;
    if (size == 2 && part[0] == '.' && part[1] == '.') {
        while (used > floor_at && walked[--used] != '/')
            ;
        walked[used] = '\0';
        return;
    }
    if (used + size + 2 > ROOM) {
        too_long = true;
        return;
    }
    walked[used++] = '/';
    memcpy(walked + used, part, size);
    used += size;
    walked[used] = '\0';
    follow(call);
}

static void steps(struct bytes path, const struct call *call)
{
    for (const char *at = path.at, *end = path.size ? at + path.size : at; at < end && !too_long;) {
        const char *slash = memchr(at, '/', (size_t)(end - at));
        size_t size = (size_t)((slash ? slash : end) - at);
        step(at, size, call);
        at += size + 1;
    }
}

/* Whether the path starts from somewhere, and that could be walked. */
static bool begin(struct bytes path, const struct view *view, const struct call *call)
{
    static char root[4096];
    bool absolute = path.size && path.at[0] == '/';
    struct bytes base = view->base;
    set("", 0);
    floor_at = 0;
    links = 0;
    too_long = false;
    if (view->resolve & RESOLVE_IN_ROOT) {
        ssize_t size = memory_link(call->tid, (int)(uint32_t)call->arguments[call->row->dir], root, sizeof root);
        base = (struct bytes){root, size > 0 ? (size_t)size : 0};
    } else if (absolute) {
        return true;
    }
    if (!base.size || base.at[0] != '/')
        return false;
    steps(base, call);
    floor_at = view->resolve & RESOLVE_IN_ROOT ? used : 0;
    return true;
}

const char *walk_path(struct bytes path, const struct view *view, const struct call *call)
{
    if (!begin(path, view, call))
        return NULL;
    steps(path, call);
    const char *rest = after_process();
    if (too_long)
        return NULL;
    if (!rest)
        return walked;
    snprintf(named, sizeof named, PROC "%s%s", process_of(call) == 1 ? "1" : "[pid]", rest);
    snprintf(target, sizeof target, PROC "%d%s", process_of(call), rest);
    return named;
}

const char *walk_numbered(void)
{
    return target;
}
