/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "answers.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cpuinfo.h"
#include "util.h"
#include "walk.h"
#include "wire.h"

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x8u
#endif

#define MOST 64
#define TEXT_LIMIT (4u << 20)
#define READABLE 0444
#define SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)
#define OF_A_PROCESS "/proc/[pid]/"
#define HOW_BYTES 24

struct answer {
    const char *path, *name;
    char link[32];
    bool of_process; /* there is one for each, and it has no number of its own */
    dev_t device;
    ino_t inode;
};

static struct answer answers[MOST];
static int count;
static bool linked;

/* Newer kernels may refuse one that could be executed, older ones do not know that it could not. */
static int make_file(void)
{
    int fd = memfd_create("", MFD_CLOEXEC | MFD_NOEXEC_SEAL);
    return fd < 0 && errno == EINVAL ? memfd_create("", MFD_CLOEXEC | MFD_ALLOW_SEALING) : fd;
}

static void keep(const char *path, const char *text, size_t size)
{
    struct answer *answer = &answers[count];
    struct stat real = {0};
    bool of_process = strncmp(path, OF_A_PROCESS, sizeof OF_A_PROCESS - 1) == 0;
    if (!of_process && stat(path, &real) < 0)
        return;
    if (count == MOST)
        die("configuration: more than %d files to answer", MOST);
    int fd = make_file();
    if (fd < 0 || RETRY(write(fd, text, size)) != (ssize_t)size || fchmod(fd, READABLE) < 0 ||
        fcntl(fd, F_ADD_SEALS, SEALS) < 0)
        die_errno("cannot make the file to answer %s with", path);
    *answer = (struct answer){path, strrchr(path, '/') + 1, {0}, of_process, real.st_dev, real.st_ino};
    snprintf(answer->link, sizeof answer->link, "/proc/self/fd/%d", fd);
    count++;
}

static void keep_given(char *line)
{
    char *space = strchr(line, ' ');
    if (line[0] != '/' || !space)
        die("configuration: answer %s is no path with a text", line);
    *space = '\0';
    keep(line, space + 1, strlen(space + 1));
}

static void keep_processor(const struct config *config)
{
    char *text = malloc(TEXT_LIMIT + 1), *made = NULL;
    size_t made_size = 0;
    int fd = open(CPUINFO, O_RDONLY | O_CLOEXEC);
    ssize_t size = fd < 0 || !text ? -1 : read_file(fd, text, TEXT_LIMIT);
    FILE *to = open_memstream(&made, &made_size);
    if (size < 0 || !to)
        die_errno("cannot read %s", CPUINFO);
    text[size] = '\0';
    size_t replaced = cpuinfo_write(to, text, config);
    if (fclose(to) < 0)
        die_errno("cannot write another %s", CPUINFO);
    if (replaced)
        keep(CPUINFO, made, made_size);
    free(made);
    free(text);
    close(fd);
}

void answers_prepare(const struct config *config)
{
    for (size_t i = 0; i < config->answers.count; i++)
        keep_given(config->answers.items[i]);
    if (config->processor.count || config->processors)
        keep_processor(config);
}

static bool is(const char *at, size_t size, const char *name)
{
    return size == strlen(name) && memcmp(at, name, size) == 0;
}

void answers_link(struct bytes text)
{
    for (const char *at = text.at, *end = text.size ? at + text.size : at; at < end;) {
        const char *slash = memchr(at, '/', (size_t)(end - at));
        size_t size = (size_t)((slash ? slash : end) - at);
        linked |= is(at, size, "proc") || is(at, size, "sys");
        at += size + 1;
    }
}

static bool only_reads(const struct view *view, const struct call *call)
{
    static const uint64_t other = O_ACCMODE | O_CREAT | O_TRUNC | O_PATH | O_DIRECTORY;
    uint32_t unknown = EVENT_UNREADABLE | EVENT_TRUNCATED | EVENT_OBJECT2_UNREADABLE;
    if (call->row->decoder == AS_HOW && call->arguments[call->row->number + 1] < HOW_BYTES)
        return false;
    return (call->row->decoder == AS_OPEN || call->row->decoder == AS_HOW) && !(view->number & other) &&
           !(view->flags & unknown);
}

/* Most paths end in something else, or in the number of a descriptor. */
static bool may_be_one(struct bytes path)
{
    const char *slash = memrchr(path.at, '/', path.size);
    const char *name = slash ? slash + 1 : path.at;
    size_t size = path.size - (size_t)(name - path.at);
    if (!size)
        return false;
    if (linked || (name[0] >= '0' && name[0] <= '9'))
        return true;
    for (int i = 0; i < count; i++)
        if (is(name, size, answers[i].name))
            return true;
    return is(name, size, "mtab");
}

static int by_path(struct bytes path, const struct view *view, const struct call *call)
{
    struct stat ignored;
    const char *walked = walk_path(path, view, call);
    for (int i = 0; walked && i < count; i++)
        if (strcmp(answers[i].path, walked) == 0)
            return answers[i].of_process && stat(walk_numbered(), &ignored) < 0 ? -1 : i;
    return -1;
}

/* What a link of the tracee's own leads to. */
static int by_identity(struct bytes path, const struct view *view, const struct call *call)
{
    static char full[2 * 4096];
    struct stat found;
    int descriptor = call->row->dir < 0 ? AT_FDCWD : (int)(uint32_t)call->arguments[call->row->dir];
    if (view->resolve & RESOLVE_NO_SYMLINKS)
        return -1;
    bool absolute = path.at[0] == '/' && !(view->resolve & RESOLVE_IN_ROOT);
    if (absolute)
        snprintf(full, sizeof full, "%.*s", (int)path.size, path.at);
    else if (descriptor == AT_FDCWD)
        snprintf(full, sizeof full, "/proc/%d/cwd/%.*s", call->tid, (int)path.size, path.at);
    else
        snprintf(full, sizeof full, "/proc/%d/fd/%d/%.*s", call->tid, descriptor, (int)path.size, path.at);
    if (fstatat(AT_FDCWD, full, &found, view->number & O_NOFOLLOW ? AT_SYMLINK_NOFOLLOW : 0) < 0)
        return -1;
    for (int i = 0; i < count; i++)
        if (!answers[i].of_process && answers[i].inode == found.st_ino && answers[i].device == found.st_dev)
            return i;
    return -1;
}

static int find(struct bytes path, const struct view *view, const struct call *call)
{
    bool refused = path.size && path.at[0] == '/' && view->resolve & RESOLVE_BENEATH;
    if (!path.size || refused || !may_be_one(path))
        return -1;
    int found = by_path(path, view, call);
    return found < 0 ? by_identity(path, view, call) : found;
}

/* Of a path that changed while the call was held both count: which one the kernel would have taken nobody knows. */
int answers_find(const struct view *view, const struct call *call)
{
    if (!count || !view->address || !only_reads(view, call))
        return -1;
    int found = find(view->object, view, call);
    return found < 0 && view->flags & EVENT_MUTATED ? find(view->object2, view, call) : found;
}

int answers_open(int which)
{
    return open(answers[which].link, O_RDONLY | O_CLOEXEC);
}
