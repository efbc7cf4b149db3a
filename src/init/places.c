/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "places.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "wire.h"

#define ROOM (2 * 4096 + 64)

static const char *const sensitive[] = {"/proc/", "/sys/", "/etc/", "/root/", "/home/", "/var/",
                                        "/run/",  "/dev/", "/boot/"};
static char joined[ROOM];

static const char *project;
static size_t project_size;

void places_prepare(const char *cwd)
{
    project = cwd;
    project_size = strlen(cwd);
    while (project_size && project[project_size - 1] == '/')
        project_size--;
}

static bool in_project(void)
{
    return project_size > 1 && strncmp(joined, project, project_size) == 0 && joined[project_size] == '/' &&
           joined[project_size + 1] != '.';
}

/* Write an absolute path to `joined` with `.`, `..` and `//` taken out. False when there is no absolute path. */
static bool join(struct bytes path, struct bytes base)
{
    size_t used = 0;
    struct bytes parts[2] = {base, path};
    if (path.size && path.at[0] == '/')
        parts[0].size = 0;
    else if (!base.size || base.at[0] != '/')
        return false;
    for (int i = 0; i < 2; i++)
        for (const char *at = parts[i].at, *end = parts[i].size ? at + parts[i].size : at; at < end;) {
            const char *slash = memchr(at, '/', (size_t)(end - at));
            size_t size = (size_t)((slash ? slash : end) - at);
            if (size == 2 && at[0] == '.' && at[1] == '.') {
                while (used && joined[--used] != '/')
                    ;
            } else if (size && !(size == 1 && at[0] == '.')) {
                joined[used++] = '/';
                memcpy(joined + used, at, size);
                used += size;
            }
            at += size + 1;
        }
    if (!used)
        joined[used++] = '/';
    joined[used] = '\0';
    return true;
}

bool places_sensitive(struct bytes path, struct bytes base)
{
    if (!join(path, base))
        return false;
    if (joined[0] == '/' && joined[1] == '.')
        return true;
    for (size_t i = 0; i < sizeof sensitive / sizeof *sensitive; i++) {
        size_t size = strlen(sensitive[i]) - 1;
        if (strncmp(joined, sensitive[i], size) == 0 && (joined[size] == '/' || !joined[size]))
            return !in_project();
    }
    return false;
}

/* The path as the tracee means it: self is the tracee, not the one who looks. */
static void as_tracee(char *to, size_t size, pid_t tgid, pid_t tid)
{
    static const char self[] = "/proc/self", thread[] = "/proc/thread-self", fds[] = "/dev/fd/";
    if (strncmp(joined, self, sizeof self - 1) == 0 && joined[sizeof self - 1] == '/')
        snprintf(to, size, "/proc/%d%s", tgid, joined + sizeof self - 1);
    else if (strncmp(joined, thread, sizeof thread - 1) == 0 && joined[sizeof thread - 1] == '/')
        snprintf(to, size, "/proc/%d/task/%d%s", tgid, tid, joined + sizeof thread - 1);
    else if (strncmp(joined, fds, sizeof fds - 1) == 0)
        snprintf(to, size, "/proc/%d/fd/%s", tgid, joined + sizeof fds - 1);
    else
        memcpy(to, joined, strlen(joined) + 1);
}

uint32_t places_probe(struct bytes path, struct bytes base, pid_t tgid, pid_t tid)
{
    static char probed[ROOM + 64];
    struct stat ignored;
    if (!join(path, base))
        return 0;
    as_tracee(probed, sizeof probed, tgid, tid);
    if (fstatat(AT_FDCWD, probed, &ignored, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) == 0)
        return EVENT_EXISTS;
    return errno == ENOENT || errno == ENOTDIR ? EVENT_MISSING : 0;
}
