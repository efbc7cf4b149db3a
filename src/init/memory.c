/* SPDX-License-Identifier: Apache-2.0 */
/* The tracer is root without CAP_DAC_OVERRIDE. Directories like /proc/<pid>/fd belong to the tracee's user, or to
 * root when the tracee is not dumpable, so the reading thread takes that user's file system identity and goes back
 * to root's when it is refused. */
#define _GNU_SOURCE
#include "memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "util.h"

static uid_t tracee_uid;
static bool only_proc_mem;

bool memory_prepare(uid_t uid)
{
    char from = 1, to = 0;
    struct iovec local = {&to, 1}, remote = {&from, 1};
    tracee_uid = uid;
    setfsuid(uid);
    only_proc_mem = process_vm_readv(getpid(), &local, 1, &remote, 1, 0) < 0 && (errno == ENOSYS || errno == EPERM);
    return only_proc_mem;
}

static int open_to(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC | O_NOCTTY);
    if (fd >= 0 || (errno != EACCES && errno != EPERM))
        return fd;
    setfsuid(0);
    fd = open(path, flags | O_CLOEXEC | O_NOCTTY);
    int error = errno;
    setfsuid(tracee_uid);
    errno = error;
    return fd;
}

int memory_open(const char *path)
{
    return open_to(path, O_RDONLY);
}

ssize_t memory_readlink(const char *path, char *to, size_t size)
{
    ssize_t got = readlink(path, to, size);
    if (got >= 0 || errno != EACCES)
        return got;
    setfsuid(0);
    got = readlink(path, to, size);
    int error = errno;
    setfsuid(tracee_uid);
    errno = error;
    return got;
}

static ssize_t read_proc_mem(pid_t tid, uint64_t address, void *to, size_t size)
{
    char path[32];
    snprintf(path, sizeof path, "/proc/%d/mem", tid);
    int fd = memory_open(path);
    if (fd < 0)
        return -1;
    ssize_t got = RETRY(pread(fd, to, size, (off_t)address));
    int error = got == 0 || errno == EIO ? EFAULT : errno;
    close(fd);
    errno = error;
    return got > 0 ? got : -1;
}

ssize_t memory_read(pid_t tid, uint64_t address, void *to, size_t size)
{
    if (!only_proc_mem) {
        struct iovec local = {to, size}, remote = {(void *)(uintptr_t)address, size};
        ssize_t got = process_vm_readv(tid, &local, 1, &remote, 1, 0);
        if (got > 0 || (got < 0 && errno != EPERM && errno != ENOSYS))
            return got;
        if (got == 0) {
            errno = EFAULT;
            return -1;
        }
    }
    return read_proc_mem(tid, address, to, size);
}

bool memory_force(pid_t tid, uint64_t address, const void *from, size_t size)
{
    char path[32];
    snprintf(path, sizeof path, "/proc/%d/mem", tid);
    int fd = open_to(path, O_WRONLY);
    if (fd < 0)
        return false;
    ssize_t put = RETRY(pwrite(fd, from, size, (off_t)address));
    int error = put < 0 ? errno : EIO;
    close(fd);
    errno = error;
    return put == (ssize_t)size;
}

bool memory_write(pid_t tid, uint64_t address, const void *from, size_t size)
{
    if (only_proc_mem)
        return memory_force(tid, address, from, size);
    struct iovec local = {(void *)(uintptr_t)from, size}, remote = {(void *)(uintptr_t)address, size};
    return process_vm_writev(tid, &local, 1, &remote, 1, 0) == (ssize_t)size;
}

int memory_give(pid_t tid, uint64_t address, const void *from, size_t size)
{
    return memory_write(tid, address, from, size) ? 0 : EFAULT;
}

/* "/proc/<tid>/<what>", with a number behind it unless that is negative. Faster than snprintf, which the hot
 * path would feel. */
static void proc_path(char *to, pid_t tid, const char *what, int number)
{
    char digits[12];
    int values[2] = {tid, number};
    const char *parts[2] = {"/proc/", what};
    for (int i = 0; i < 2; i++) {
        to = stpcpy(to, parts[i]);
        if (values[i] < 0)
            continue;
        size_t count = 0;
        unsigned rest = (unsigned)values[i];
        do
            digits[count++] = (char)('0' + rest % 10);
        while (rest /= 10);
        while (count)
            *to++ = digits[--count];
    }
    *to = '\0';
}

ssize_t memory_link(pid_t tid, int descriptor, char *to, size_t size)
{
    char path[64];
    if (descriptor == AT_FDCWD) {
        proc_path(path, tid, "/cwd", -1);
    } else if (descriptor >= 0) {
        proc_path(path, tid, "/fd/", descriptor);
    } else {
        errno = EBADF;
        return -1;
    }
    return memory_readlink(path, to, size);
}

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

unsigned memory_socket_type(pid_t tid, int descriptor)
{
    char path[64], target[64], name[32] = "";
    if (descriptor < 0)
        return 0;
    proc_path(path, tid, "/fd/", descriptor);
    ssize_t size = memory_readlink(path, target, sizeof target - 1);
    if (size < 0)
        return 0;
    target[size] = '\0';
    if (!starts(target, "socket:"))
        return 0;
    /* Sockets tell their protocol's name as an extended attribute; nothing is opened or duplicated for it. */
    if (getxattr(path, "system.sockprotoname", name, sizeof name - 1) < 0) {
        setfsuid(0);
        if (getxattr(path, "system.sockprotoname", name, sizeof name - 1) < 0)
            name[0] = '\0';
        setfsuid(tracee_uid);
    }
    if (starts(name, "TCP") || starts(name, "MPTCP"))
        return 1;
    if (starts(name, "UDP") || starts(name, "PING"))
        return 2;
    return starts(name, "RAW") ? 3 : 0;
}
