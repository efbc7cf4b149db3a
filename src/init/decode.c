/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "decode.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

#include "memory.h"
#include "wire.h"

#define PATH_LIMIT 4096
#define PAGE 4096
#define FIRST_READ 256
#define ADDRESS_LIMIT sizeof(struct sockaddr_storage)
#define VECTOR_LIMIT 65536
#define POINTERS_AT_ONCE 256
#define MAX_POINTERS 131072
#define QUERY_LIMIT 512
#define NAME_LIMIT 256
#define LONG_SLEEP NS_PER_S
#define WORD 8
#define NUMBER_LIMIT 11
#define LINK_LIMIT 64

static const struct list *kept;
static char path_text[PATH_LIMIT], path2_text[PATH_LIMIT], again_text[PATH_LIMIT];
/* Where a path starts, and the path made whole, if it is relative to a directory of /proc. */
static struct start {
    char base[PATH_LIMIT], whole[2 * PATH_LIMIT];
} start_1, start_2;
static char vector_text[VECTOR_LIMIT], environment_text[VECTOR_LIMIT];

void decode_prepare(const struct list *keep_env)
{
    kept = keep_env;
}

static void failed(struct view *view, uint32_t flag)
{
    view->flags |= flag;
    view->failures += errno != EFAULT && errno != ESRCH && errno != ENOENT;
}

static size_t to_page_end(uint64_t address)
{
    return PAGE - (size_t)(address & (PAGE - 1));
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Read a string that ends with a NUL. Returns its length, or -1 when not even its first byte can be read; `cut`
 * says that there was no NUL within `limit` bytes or before the memory ended. */
static ssize_t read_string(pid_t tid, uint64_t address, char *to, size_t limit, bool *cut)
{
    size_t used = 0;
    *cut = false;
    while (used < limit) {
        size_t want = least(least(used ? PAGE : FIRST_READ, to_page_end(address + used)), limit - used);
        ssize_t got = memory_read(tid, address + used, to + used, want);
        if (got <= 0) {
            *cut = true;
            return used ? (ssize_t)used : -1;
        }
        char *end = memchr(to + used, '\0', (size_t)got);
        if (end)
            return end - to;
        used += (size_t)got;
    }
    *cut = true;
    return (ssize_t)used;
}

static int descriptor_of(const struct call *call)
{
    return call->row->dir < 0 ? AT_FDCWD : (int)(uint32_t)call->arguments[call->row->dir];
}

static struct bytes link_of(const struct call *call, int descriptor, char *to)
{
    ssize_t size = memory_link(call->tid, descriptor, to, PATH_LIMIT);
    return (struct bytes){to, size < 0 ? 0 : (size_t)size};
}

static bool empty_allowed(const struct call *call)
{
    int8_t at = call->row->empty;
    return at == EVER || (at >= 0 && (uint32_t)call->arguments[at] & AT_EMPTY_PATH);
}

/* The call names a descriptor, not a path. Of calls that only look, that is what fstat(2) does. */
static void name_descriptor(struct view *view, const struct call *call, int descriptor)
{
    view->flags |= EVENT_EMPTY_PATH;
    view->quiet = call->row->action == DO_STAT && call->row->deep;
    if (view->quiet)
        return;
    view->object = link_of(call, descriptor, path_text);
    if (!view->object.size)
        view->flags |= EVENT_BASE_UNKNOWN;
}

static void relative_to(struct view *view, const struct call *call, int descriptor, struct bytes *base, char *text)
{
    view->flags |= EVENT_RELATIVE;
    *base = link_of(call, descriptor, text);
    if (!base->size)
        view->flags |= EVENT_BASE_UNKNOWN;
}

/* Take the next name of a path; no bytes at its end. */
static struct bytes next_name(const char **at)
{
    while (**at == '/' || (**at == '.' && ((*at)[1] == '/' || !(*at)[1])))
        (*at)++;
    struct bytes name = {*at, strcspn(*at, "/")};
    *at += name.size;
    return name;
}

static bool is(struct bytes name, const char *text)
{
    return name.size == strlen(text) && memcmp(name.at, text, name.size) == 0;
}

static bool is_number(struct bytes name)
{
    return name.size > 0 && name.size < NUMBER_LIMIT && strspn(name.at, "0123456789") >= name.size;
}

/* Write down the link of /proc that a path goes through, if it does: /proc/<pid>/cwd, /proc/<pid>/fd/<number>, the
 * same of a thread, or /dev/fd/<number>. */
static bool find_magic_link(const char *path, pid_t pid, char link[LINK_LIMIT])
{
    struct bytes name = next_name(&path);
    bool in_proc = is(name, "proc");
    if (!in_proc && !is(name, "dev"))
        return false;
    name = next_name(&path);
    if (in_proc) {
        if (is_number(name))
            pid = (pid_t)strtol(name.at, NULL, 10);
        else if (!is(name, "self") && !is(name, "thread-self"))
            return false;
        name = next_name(&path);
        if (is(name, "task") && is_number(name = next_name(&path))) {
            pid = (pid_t)strtol(name.at, NULL, 10);
            name = next_name(&path);
        }
        if (is(name, "cwd"))
            return snprintf(link, LINK_LIMIT, "/proc/%d/cwd", pid) > 0;
    }
    if (!is(name, "fd") || !is_number(name = next_name(&path)))
        return false;
    return snprintf(link, LINK_LIMIT, "/proc/%d/fd/%.*s", pid, (int)name.size, name.at) > 0;
}

/* A path through such a link starts from where it leads. The path itself does not tell, so the base does. */
static void through_magic_link(const struct call *call, const char *path, struct bytes *base, char *text)
{
    char link[LINK_LIMIT];
    if (!find_magic_link(path, call->tid, link))
        return;
    ssize_t got = memory_readlink(link, text, PATH_LIMIT);
    *base = (struct bytes){text, got < 0 ? 0 : (size_t)got};
}

/* Find out where a path starts; one that is relative to a directory of /proc is made whole if it goes on by a link. */
static void start_of(struct view *view, const struct call *call, int descriptor, struct bytes *path,
                     struct bytes *base, struct start *start, bool cut)
{
    if (path->at[0] == '/') {
        if (!cut)
            through_magic_link(call, path->at, base, start->base);
        return;
    }
    relative_to(view, call, descriptor, base, start->base);
    if (cut || base->size < sizeof "/proc/" - 1 || memcmp(base->at, "/proc/", sizeof "/proc/" - 1) != 0)
        return;
    char link[LINK_LIMIT];
    int size = snprintf(start->whole, sizeof start->whole, "%.*s/%s", (int)base->size, base->at, path->at);
    if (size < 0 || (size_t)size >= sizeof start->whole || !find_magic_link(start->whole, call->tid, link))
        return;
    *path = (struct bytes){start->whole, (size_t)size};
    through_magic_link(call, start->whole, base, start->base);
}

static void first_path(struct view *view, const struct call *call, int descriptor, uint64_t address)
{
    bool cut;
    if (!address && empty_allowed(call)) {
        name_descriptor(view, call, descriptor);
        return;
    }
    ssize_t size = read_string(call->tid, address, path_text, PATH_LIMIT, &cut);
    if (size < 0) {
        failed(view, EVENT_UNREADABLE);
        return;
    }
    if (cut)
        view->flags |= EVENT_TRUNCATED;
    view->object = (struct bytes){path_text, least((size_t)size, PATH_LIMIT - 1)};
    view->address = address;
    view->held = size ? path_text : "";
    view->held_bytes = (size_t)size + !cut;
    if (size)
        start_of(view, call, descriptor, &view->object, &view->base, &start_1, cut);
    else if (empty_allowed(call))
        name_descriptor(view, call, descriptor);
    else
        view->flags |= EVENT_MISSING;
}

static void second_path(struct view *view, const struct call *call, int descriptor, uint64_t address)
{
    bool cut;
    ssize_t size = read_string(call->tid, address, path2_text, PATH_LIMIT, &cut);
    if (size < 0) {
        failed(view, EVENT_OBJECT2_UNREADABLE);
        return;
    }
    if (cut)
        view->flags |= EVENT_TRUNCATED;
    view->object2 = (struct bytes){path2_text, least((size_t)size, PATH_LIMIT - 1)};
    if (size && call->row->decoder != AS_XATTR)
        start_of(view, call, descriptor, &view->object2, &view->base2, &start_2, cut);
}

static void plain_path(struct view *view, const struct call *call)
{
    first_path(view, call, descriptor_of(call), call->arguments[call->row->path]);
}

static void two_paths(struct view *view, const struct call *call)
{
    bool with_dir = call->row->dir >= 0;
    int at = call->row->path;
    plain_path(view, call);
    second_path(view, call, with_dir ? (int)(uint32_t)call->arguments[at + 1] : AT_FDCWD,
                call->arguments[at + 1 + with_dir]);
}

/* The link that is made is the object; the text it will hold stands where a second path would. */
static void symlink_paths(struct view *view, const struct call *call)
{
    int text_at = call->row->path;
    int place_at = text_at + (call->row->dir < 0 ? 1 : 2);
    bool cut;
    first_path(view, call, descriptor_of(call), call->arguments[place_at]);
    ssize_t size = read_string(call->tid, call->arguments[text_at], path2_text, PATH_LIMIT, &cut);
    if (size < 0) {
        failed(view, EVENT_OBJECT2_UNREADABLE);
        return;
    }
    view->object2 = (struct bytes){path2_text, least((size_t)size, PATH_LIMIT - 1)};
}

static void xattr(struct view *view, const struct call *call)
{
    static const char family[] = "security.";
    plain_path(view, call);
    second_path(view, call, AT_FDCWD, call->arguments[call->row->path + 1]);
    view->quiet = view->object2.size < sizeof family - 1 || memcmp(path2_text, family, sizeof family - 1) != 0;
}

static void name(struct view *view, const struct call *call)
{
    bool cut;
    ssize_t size = read_string(call->tid, call->arguments[call->row->path], path2_text, NAME_LIMIT, &cut);
    if (size < 0)
        failed(view, EVENT_OBJECT2_UNREADABLE);
    else
        view->object2 = (struct bytes){path2_text, (size_t)size};
}

/* Reads many small things that lie close together with few calls. What it has may be changed by the tracee
 * meanwhile; so may anything else that is read. */
struct window {
    pid_t tid;
    uint64_t start;
    size_t size;
    char bytes[PAGE];
};

static const char *look(struct window *window, uint64_t address, size_t *available)
{
    if (address < window->start || address >= window->start + window->size) {
        ssize_t got = memory_read(window->tid, address, window->bytes, to_page_end(address));
        window->start = address;
        window->size = got > 0 ? (size_t)got : 0;
        if (!window->size)
            return NULL;
    }
    *available = window->size - (size_t)(address - window->start);
    return window->bytes + (address - window->start);
}

static struct window words, texts;

static bool read_pointer(pid_t tid, uint64_t address, uint64_t *pointer)
{
    size_t available;
    words.tid = tid;
    const char *at = look(&words, address, &available);
    if (at && available >= WORD) {
        memcpy(pointer, at, WORD);
        return true;
    }
    /* The pointer crosses the end of a page. */
    return at && memory_read(tid, address, pointer, WORD) == WORD;
}

/* Append a string of the tracee's and its NUL. Returns the bytes used, 0 when it could not be read; `cut` says that
 * it is not whole. */
static size_t append_string(uint64_t address, char *to, size_t room, bool *cut)
{
    size_t used = 0;
    while (used < room) {
        size_t available;
        const char *at = look(&texts, address + used, &available);
        if (!at) {
            *cut = true;
            return 0;
        }
        const char *end = memchr(at, '\0', available);
        size_t size = least(end ? (size_t)(end - at) + 1 : available, room - used);
        memcpy(to + used, at, size);
        used += size;
        if (end && to[used - 1] == '\0')
            return used;
    }
    *cut = true;
    if (room)
        to[room - 1] = '\0';
    return room;
}

static bool is_kept(uint64_t address)
{
    char start[NAME_LIMIT];
    size_t used = 0;
    while (used < sizeof start) {
        size_t available;
        const char *at = look(&texts, address + used, &available);
        if (!at)
            return false;
        size_t size = least(available, sizeof start - used);
        memcpy(start + used, at, size);
        used += size;
        if (memchr(start, '=', used) || memchr(start, '\0', used))
            break;
    }
    for (size_t i = 0; i < kept->count; i++) {
        size_t size = strlen(kept->items[i]);
        if (size < used && memcmp(start, kept->items[i], size) == 0 && start[size] == '=')
            return true;
    }
    return false;
}

/* The strings of argv or envp, each followed by a NUL. */
static struct bytes vector(const struct call *call, uint64_t address, char *to, bool only_kept, bool *cut,
                           bool *unreadable)
{
    size_t used = 0;
    for (size_t i = 0; address; i++) {
        uint64_t pointer;
        if (i == MAX_POINTERS) {
            *cut = true;
            break;
        }
        if (!read_pointer(call->tid, address + i * WORD, &pointer)) {
            *unreadable = true;
            break;
        }
        if (!pointer)
            break;
        if (only_kept && !is_kept(pointer))
            continue;
        size_t size = append_string(pointer, to + used, VECTOR_LIMIT - used, cut);
        used += size;
        if (!size)
            break;
    }
    return (struct bytes){to, used};
}

static void program(struct view *view, const struct call *call)
{
    const uint64_t *arguments = call->arguments + call->row->path;
    bool unreadable = false, cut = false, env_unreadable = false;
    plain_path(view, call);
    words.size = texts.size = 0;
    texts.tid = call->tid;
    view->object2 = vector(call, arguments[1], vector_text, false, &cut, &unreadable);
    view->base2 = vector(call, arguments[2], environment_text, true, &view->cut_env, &env_unreadable);
    if (unreadable)
        failed(view, EVENT_OBJECT2_UNREADABLE);
    if (cut)
        view->flags |= EVENT_TRUNCATED;
    view->cut_env |= env_unreadable;
}

static uint16_t family_of(struct bytes address)
{
    uint16_t family = AF_UNSPEC;
    if (address.size >= sizeof family)
        memcpy(&family, address.at, sizeof family);
    return family;
}

/* How much of an address counts: what follows is padding, and may hold anything. */
static size_t said_by_address(const char *address, size_t size)
{
    switch (family_of((struct bytes){address, size})) {
    case AF_INET:
        return least(size, offsetof(struct sockaddr_in, sin_zero));
    case AF_INET6:
        return least(size, sizeof(struct sockaddr_in6));
    case AF_UNIX:
        return size > 2 && address[2] ? 2 + strnlen(address + 2, size - 2) : size;
    default:
        return size;
    }
}

static void read_address(struct view *view, const struct call *call, uint64_t address, uint64_t size, char *to)
{
    size_t want = least((size_t)(uint32_t)size, ADDRESS_LIMIT);
    if (!want)
        return;
    ssize_t got = memory_read(call->tid, address, to, want);
    if (got <= 0) {
        failed(view, EVENT_UNREADABLE);
        return;
    }
    if ((uint32_t)size > ADDRESS_LIMIT || (size_t)got < want)
        view->flags |= EVENT_TRUNCATED;
    view->object = (struct bytes){to, said_by_address(to, (size_t)got)};
    view->address = address;
    view->held = to;
    view->held_bytes = view->object.size;
    if (family_of(view->object) == AF_UNIX && got > 2 && to[2] != '/' && to[2] != '\0')
        relative_to(view, call, AT_FDCWD, &view->base, start_1.base);
}

static void read_query(struct view *view, const struct call *call, uint64_t address, uint64_t size)
{
    if (!address || !size)
        return;
    ssize_t got = memory_read(call->tid, address, path2_text, size < QUERY_LIMIT ? (size_t)size : QUERY_LIMIT);
    if (got > 0)
        view->object2 = (struct bytes){path2_text, (size_t)got};
    else
        failed(view, EVENT_OBJECT2_UNREADABLE);
}

static bool to_name_server(struct bytes address)
{
    uint16_t family = family_of(address), port;
    if (address.size < 4 || (family != AF_INET && family != AF_INET6))
        return false;
    memcpy(&port, address.at + 2, sizeof port);
    return ntohs(port) == 53;
}

/* Sockets that were connected to a name server: what is sent over them is worth a look. Small, because a process
 * that asks has one or two at a time; the oldest makes room. */
struct asked {
    pid_t tgid;
    int descriptor;
    size_t size;
    char address[sizeof(struct sockaddr_in6)];
};
static struct asked asked[256];
static unsigned next_asked;

static struct asked *find_asked(pid_t tgid, int descriptor)
{
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        if (asked[i].tgid == tgid && asked[i].descriptor == descriptor)
            return &asked[i];
    return NULL;
}

static void remember_connection(const struct view *view, const struct call *call, int descriptor)
{
    struct asked *entry = find_asked(call->tgid, descriptor);
    if (!to_name_server(view->object)) {
        if (entry)
            entry->tgid = 0;
        return;
    }
    if (!entry)
        entry = &asked[next_asked++ % (sizeof asked / sizeof *asked)];
    *entry = (struct asked){call->tgid, descriptor, least(view->object.size, sizeof entry->address), {0}};
    memcpy(entry->address, view->object.at, entry->size);
}

/* A message without an address goes where the socket is connected: an event when that is a name server. */
static void connected(struct view *view, const struct call *call, int descriptor, uint64_t text, uint64_t size)
{
    const struct asked *entry = find_asked(call->tgid, descriptor);
    if (!entry) {
        view->quiet = true;
        return;
    }
    view->object = (struct bytes){entry->address, entry->size};
    read_query(view, call, text, size);
}

static void socket_address(struct view *view, const struct call *call)
{
    const uint64_t *arguments = call->arguments;
    int descriptor = descriptor_of(call);
    bool sends = call->row->action == DO_SEND;
    if (sends && !arguments[call->row->path]) {
        connected(view, call, descriptor, arguments[1], arguments[2]);
    } else {
        read_address(view, call, arguments[call->row->path], arguments[call->row->number], path_text);
        if (sends && to_name_server(view->object))
            read_query(view, call, arguments[1], arguments[2]);
    }
    if (call->row->action == DO_CONNECT)
        remember_connection(view, call, descriptor);
    if (!view->quiet)
        view->number = (uint64_t)memory_socket_type(call->tid, descriptor) << 16;
}

struct tracee_message {
    uint64_t name;
    uint32_t name_size, padding;
    uint64_t parts, part_count, control, control_size;
    uint32_t flags, padding2;
};

static void one_message(struct view *view, const struct call *call, uint64_t address)
{
    struct tracee_message message;
    struct {
        uint64_t at, size;
    } part = {0, 0};
    int descriptor = descriptor_of(call);
    if (memory_read(call->tid, address, &message, sizeof message) != sizeof message) {
        failed(view, EVENT_UNREADABLE);
        return;
    }
    if (message.part_count && memory_read(call->tid, message.parts, &part, sizeof part) != sizeof part)
        view->flags |= EVENT_OBJECT2_UNREADABLE;
    if (!message.name || !message.name_size) {
        connected(view, call, descriptor, part.at, part.size);
    } else {
        read_address(view, call, message.name, message.name_size, path_text);
        if (to_name_server(view->object))
            read_query(view, call, part.at, part.size);
    }
    if (!view->quiet)
        view->number = (uint64_t)memory_socket_type(call->tid, descriptor) << 16;
}

/* sendmmsg: the first message that carries an address, or asks a name server, stands for all. */
static void messages(struct view *view, const struct call *call)
{
    enum { LOOK_AT = 8, STRIDE = sizeof(struct tracee_message) + 8 };
    uint64_t address = call->arguments[call->row->path];
    uint32_t count = (uint32_t)call->arguments[call->row->number];
    view->quiet = true;
    for (uint32_t i = 0; i < count && i < LOOK_AT && view->quiet; i++) {
        view->quiet = false;
        one_message(view, call, address + (uint64_t)i * STRIDE);
    }
}

static void sleep_for(struct view *view, uint64_t ns)
{
    view->number = ns;
    view->quiet = ns < LONG_SLEEP;
}

static uint64_t as_ns(uint64_t seconds, uint64_t rest, uint64_t unit)
{
    if (seconds > INT64_MAX / NS_PER_S || rest >= NS_PER_S)
        return INT64_MAX;
    return seconds * NS_PER_S + rest * unit;
}

/* How long it is until then. Where the process's clock is not the real one its deadline is brought over to that, which
 * C libraries may show once more when they wait again: that it is by the real clock is seen from how far it is. */
static uint64_t until(struct view *view, const struct call *call, clockid_t clock, uint64_t deadline_ns)
{
    struct timespec now;
    uint64_t already = 0;
    view->absolute = true;
    if (clock_gettime(clock, &now) == 0)
        already = as_ns((uint64_t)now.tv_sec, (uint64_t)now.tv_nsec, 1);
    int64_t ahead = tells_time_of_day(clock) ? call->ahead_ns : call->steady_ahead_ns;
    int64_t real_left = (int64_t)(deadline_ns - already), left = real_left - ahead;
    if (!already || deadline_ns >= INT64_MAX)
        return deadline_ns;
    bool brought_over = ahead > 0 ? left < -ahead / 2 : ahead < 0 && left > -ahead / 2;
    if (ahead && !brought_over) {
        view->deadline = call->arguments[call->row->path];
        view->deadline_ns = (int64_t)deadline_ns - ahead;
    }
    left = brought_over ? real_left : left;
    return left > 0 ? (uint64_t)left : 0;
}

/* The clock of a time until which to wait, or -1 where the time is a length. */
static clockid_t deadline_clock(const struct call *call)
{
    const struct row *row = call->row;
    uint32_t how = row->number < 0 ? 0 : (uint32_t)call->arguments[row->number];
    if (row->decoder == AS_FUTEX)
        return (how & FUTEX_CMD_MASK) == FUTEX_WAIT ? -1 : how & FUTEX_CLOCK_REALTIME ? CLOCK_REALTIME : CLOCK_MONOTONIC;
    return row->decoder == AS_TIMESPEC && how & TIMER_ABSTIME ? (clockid_t)(uint32_t)call->arguments[row->dir] : -1;
}

static void timed(struct view *view, const struct call *call, uint64_t unit)
{
    uint64_t value[2], address = call->arguments[call->row->path];
    if (!address) {
        view->quiet = true;
        return;
    }
    if (memory_read(call->tid, address, value, sizeof value) != sizeof value) {
        failed(view, EVENT_UNREADABLE);
        return;
    }
    uint64_t ns = as_ns(value[0], value[1], unit);
    clockid_t clock = deadline_clock(call);
    sleep_for(view, clock < 0 ? ns : until(view, call, clock, ns));
}

static void millis(struct view *view, const struct call *call)
{
    int32_t timeout = (int32_t)(uint32_t)call->arguments[call->row->number];
    sleep_for(view, timeout < 0 ? 0 : (uint64_t)timeout * NS_PER_MS);
}

static void how_to_open(struct view *view, const struct call *call)
{
    uint64_t how[3] = {0};
    plain_path(view, call);
    ssize_t got = memory_read(call->tid, call->arguments[call->row->number], how, sizeof how);
    if (got < (ssize_t)sizeof how[0])
        failed(view, EVENT_OBJECT2_UNREADABLE);
    view->number = how[0];
    view->resolve = how[2];
}

static uint64_t low(const struct call *call, int at)
{
    return at < 0 ? 0 : (uint32_t)call->arguments[at];
}

/* Who is meant. A signal to oneself is nobody's business. */
static void target(struct view *view, const struct call *call)
{
    pid_t pid = (pid_t)low(call, call->row->path);
    view->number = low(call, call->row->path) | low(call, call->row->number) << 32;
    if (pid == 1)
        view->flags |= EVENT_PID_ONE;
    if (call->row->decoder == AS_SIGNAL)
        view->quiet = pid == call->tgid || pid == call->tid;
}

static void descriptor(struct view *view, const struct call *call)
{
    view->object = link_of(call, descriptor_of(call), path_text);
    if (!view->object.size)
        view->flags |= EVENT_BASE_UNKNOWN;
}

static void by_table(struct view *view, const struct call *call)
{
    const struct row *row = call->row;
    switch ((enum decoder)row->decoder) {
    case AS_NONE:
        break;
    case AS_PATH:
    case AS_OPEN:
    case AS_CREATE:
        plain_path(view, call);
        break;
    case AS_HOW:
        how_to_open(view, call);
        break;
    case AS_PATH2:
        two_paths(view, call);
        break;
    case AS_SYMLINK:
        symlink_paths(view, call);
        break;
    case AS_EXEC:
        program(view, call);
        break;
    case AS_ADDRESS:
        socket_address(view, call);
        break;
    case AS_MESSAGE:
        one_message(view, call, call->arguments[row->path]);
        break;
    case AS_MESSAGES:
        messages(view, call);
        break;
    case AS_SOCKET:
        view->number = (low(call, 0) & 0xFFFF) | (low(call, 1) & 0xFFFF) << 16 | low(call, 2) << 32;
        break;
    case AS_SIGNAL:
    case AS_TARGET:
        target(view, call);
        break;
    case AS_TIMESPEC:
    case AS_FUTEX:
        timed(view, call, 1);
        break;
    case AS_EPOLL:
        if (row->path < 0)
            millis(view, call);
        else
            timed(view, call, 1);
        break;
    case AS_TIMEVAL:
        timed(view, call, 1000);
        break;
    case AS_MILLIS:
        millis(view, call);
        break;
    case AS_DESCRIPTOR:
        descriptor(view, call);
        break;
    case AS_XATTR:
        xattr(view, call);
        break;
    case AS_NAME:
        name(view, call);
        break;
    case AS_PAIR:
        view->number = low(call, row->number) | low(call, row->number + 1) << 32;
        break;
    }
}

void decode(struct view *view, const struct call *call)
{
    const struct row *row = call->row;
    memset(view, 0, sizeof *view);
    if (row->decoder == AS_CREATE)
        view->number = O_CREAT | O_WRONLY | O_TRUNC;
    else if (row->number >= 0)
        view->number = low(call, row->number);
    by_table(view, call);
}

bool decode_changed(struct view *view, const struct call *call)
{
    bool cut = false;
    if (!view->address)
        return false;
    ssize_t got = memory_read(call->tid, view->address, again_text, view->held_bytes);
    if (got == (ssize_t)view->held_bytes && memcmp(again_text, view->held, view->held_bytes) == 0)
        return false;
    if (call->row->decoder != AS_ADDRESS && call->row->decoder != AS_MESSAGE && call->row->decoder != AS_MESSAGES)
        got = read_string(call->tid, view->address, again_text, PATH_LIMIT, &cut);
    view->object2 = (struct bytes){again_text, got > 0 ? least((size_t)got, PATH_LIMIT - 1) : 0};
    return true;
}
