/* SPDX-License-Identifier: Apache-2.0 */
/* Paths in every form: spelled, relative, odd, unreadable. */
#include "probe.h"

#include <linux/openat2.h>
#include <linux/stat.h>

static void openat2_forms(char **rest)
{
    struct open_how how = {.flags = O_RDONLY | O_CLOEXEC};
    char large[256] = {0};
    (void)rest;
    TRY("plain", syscall(SYS_openat2, AT_FDCWD, "/etc/hostname", &how, sizeof how));
    TRY("short", syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", &how, 8));
    memcpy(large, &how, sizeof how);
    TRY("large", syscall(SYS_openat2, AT_FDCWD, "/etc/group", large, sizeof large));
    how.resolve = RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH;
    int dir = open("/etc", O_PATH);
    TRY("beneath", syscall(SYS_openat2, dir, "host.conf", &how, sizeof how));
    TRY("no_how", syscall(SYS_openat2, AT_FDCWD, "/etc/shells", NULL, sizeof how));
}

static void create_forms(char **rest)
{
    (void)rest;
    TRY("creat", creat("/tmp/fpbox-probe-file", 0600));
    TRY("open", syscall(SYS_open, "/tmp/fpbox-probe-file", O_CREAT | O_WRONLY | O_TRUNC, 0600));
    TRY("openat", syscall(SYS_openat, AT_FDCWD, "/tmp/fpbox-probe-file", O_CREAT | O_WRONLY | O_TRUNC, 0600));
    unlink("/tmp/fpbox-probe-file");
}

static void empty_path(char **rest)
{
    struct stat about;
    struct statx wide;
    int dir = open("/etc", O_PATH | O_DIRECTORY);
    (void)rest;
    TRY("fstat", syscall(SYS_newfstatat, dir, "", &about, AT_EMPTY_PATH));
    TRY("real_path", syscall(SYS_newfstatat, dir, "/etc/machine-id", &about, AT_EMPTY_PATH));
    TRY("relative", syscall(SYS_newfstatat, dir, "hostname", &about, AT_EMPTY_PATH));
    TRY("statx", syscall(SYS_statx, dir, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &wide));
    TRY("statx_path", syscall(SYS_statx, AT_FDCWD, "/etc/passwd", AT_EMPTY_PATH, STATX_BASIC_STATS, &wide));
    TRY("readlinkat", syscall(SYS_readlinkat, dir, "", &about, 10));
    TRY("without_flag", syscall(SYS_newfstatat, dir, "", &about, 0));
}

static void upper_bits(char **rest)
{
    (void)rest;
    TRY("openat", syscall(SYS_openat, 0xdeadbeefffffff9c, "/etc/hostname", 0xdead000000000000));
    TRY("tiocsti", syscall(SYS_ioctl, 0, 0xdead000000005412, "x"));
    TRY("dumpable", syscall(SYS_prctl, 0xdead000000000004, 1, 0, 0, 0));
    TRY("netlink", syscall(SYS_socket, 0xdead000000000010, 0xdead000000000003, 0xbeef000000000000));
    TRY("packet", syscall(SYS_socket, 0xdead000000000011, 0xdead000000000003, 0));
    TRY("unshare", syscall(SYS_unshare, 0xdead000010000000));
}

static void odd_bytes(char **rest)
{
    static char longest[5000];
    (void)rest;
    TRY("not_utf8", open("/tmp/\xff\xfe", O_RDONLY));
    TRY("newline", open("/tmp/a\nb\x1b[31m", O_RDONLY));
    TRY("empty", open("", O_RDONLY));
    memset(longest, 'a', sizeof longest - 1);
    for (size_t i = 0; i < 4095; i += 100)
        longest[i] = '/';
    longest[4095] = '\0';
    TRY("longest", open(longest, O_RDONLY));
    longest[4095] = 'a';
    TRY("too_long", open(longest, O_RDONLY));
}

static void edges(char **rest)
{
    char *hole = page_before_hole();
    char *closed = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    (void)rest;
    memcpy(hole - 14, "/etc/hostname", 14);
    TRY("last_byte", open(hole - 14, O_RDONLY));
    memcpy(hole - 13, "/etc/hostname", 13);
    TRY("cut_by_hole", open(hole - 13, O_RDONLY));
    TRY("null", syscall(SYS_openat, AT_FDCWD, NULL, O_RDONLY));
    TRY("kernel", syscall(SYS_openat, AT_FDCWD, 0xffffffff81000000, O_RDONLY));
    TRY("prot_none", syscall(SYS_openat, AT_FDCWD, closed, O_RDONLY));
    TRY("hole", syscall(SYS_openat, AT_FDCWD, hole, O_RDONLY));
}

static void spellings(char **rest)
{
    char path[128];
    int etc = open("/etc", O_PATH | O_DIRECTORY);
    (void)rest;
    TRY("plain", open("/etc/hostname", O_RDONLY));
    TRY("dots", open("/usr/../etc/./hostname", O_RDONLY));
    TRY("slashes", open("//etc///hostname", O_RDONLY));
    TRY("self_root", open("/proc/self/root/etc/hostname", O_RDONLY));
    TRY("thread_root", open("/proc/thread-self/root/etc/hostname", O_RDONLY));
    snprintf(path, sizeof path, "/proc/%d/root/etc/hostname", getpid());
    TRY("pid_root", open(path, O_RDONLY));
    TRY("one_root", open("/proc/1/root/etc/hostname", O_RDONLY));
    TRY("dirfd", openat(etc, "hostname", O_RDONLY));
    snprintf(path, sizeof path, "/proc/self/fd/%d/hostname", etc);
    TRY("proc_fd", open(path, O_RDONLY));
    snprintf(path, sizeof path, "/dev/fd/%d/hostname", etc);
    TRY("dev_fd", open(path, O_RDONLY));
    snprintf(path, sizeof path, "/.//proc/./self/task/%d//fd/%d/hostname", gettid(), etc);
    TRY("odd_fd", open(path, O_RDONLY));
    snprintf(path, sizeof path, "%d/hostname", etc);
    TRY("in_fd", openat(open("/proc/self/fd", O_PATH), path, O_RDONLY));
    TRY("in_proc", openat(open("/proc/self", O_PATH), "root/etc/hostname", O_RDONLY));
    int name = open("/etc/hostname", O_PATH);
    snprintf(path, sizeof path, "/proc/self/fd/%d", name);
    TRY("again", open(path, O_RDONLY));
    snprintf(path, sizeof path, "/proc/self/fd/%d/moved", open("/tmp", O_PATH));
    TRY("moved", rename("/tmp/fpbox-no-such-file", path));
    unlink("/tmp/fpbox-probe-link");
    if (symlink("/etc", "/tmp/fpbox-probe-link") < 0)
        exit(97);
    TRY("symlink", open("/tmp/fpbox-probe-link/hostname", O_RDONLY));
    unlink("/tmp/fpbox-probe-link");
    if (chdir("/etc") < 0)
        exit(97);
    TRY("relative", open("hostname", O_RDONLY));
    TRY("relative_up", open("../etc/hostname", O_RDONLY));
    TRY("cwd", open("/proc/self/cwd/hostname", O_RDONLY));
}

static void *go_to_etc(void *unused)
{
    if (chdir("/etc") < 0)
        exit(97);
    return unused;
}

static void bases(char **rest)
{
    pthread_t thread;
    (void)rest;
    TRY("before", open("hostname", O_RDONLY));
    pthread_create(&thread, NULL, go_to_etc, NULL);
    pthread_join(thread, NULL);
    TRY("after", open("hostname", O_RDONLY));
    int dir = open("/proc", O_RDONLY | O_DIRECTORY);
    TRY("fchdir", fchdir(dir));
    TRY("in_proc", open("version", O_RDONLY));
    TRY("dirfd", openat(dir, "cpuinfo", O_RDONLY));
    close(dir);
    TRY("closed", openat(dir, "meminfo", O_RDONLY));
}

static void handles(char **rest)
{
    struct {
        struct file_handle head;
        char bytes[128];
    } handle = {.head = {.handle_bytes = 128}};
    int mount;
    char entries[1024];
    (void)rest;
    TRY("name_to_handle", name_to_handle_at(AT_FDCWD, "/etc/hostname", &handle.head, &mount, 0));
    TRY("open_by_handle", open_by_handle_at(AT_FDCWD, &handle.head, O_RDONLY));
    int proc = open("/proc", O_RDONLY | O_DIRECTORY);
    for (int i = 0; i < 3; i++)
        TRY("getdents", syscall(SYS_getdents64, proc, entries, sizeof entries));
}

static void pairs(char **rest)
{
    int tmp = open("/tmp", O_PATH | O_DIRECTORY);
    (void)rest;
    TRY("rename", rename("/tmp/fpbox-none-a", "/tmp/fpbox-none-b"));
    TRY("renameat2", renameat2(tmp, "fpbox-none-a", AT_FDCWD, "/tmp/fpbox-none-b", 0));
    TRY("link", link("/tmp/fpbox-none-a", "/tmp/fpbox-none-b"));
    TRY("linkat", linkat(tmp, "", AT_FDCWD, "/tmp/fpbox-none-b", AT_EMPTY_PATH));
    TRY("symlinkat", symlinkat("../etc/passwd", tmp, "fpbox-probe-two"));
    unlink("/tmp/fpbox-probe-two");
    TRY("chmod", chmod("/tmp/fpbox-none-a", 04755));
    TRY("chmod_plain", chmod("/tmp/fpbox-none-a", 0644));
}

static void sleeps(char **rest)
{
    struct timespec second = {1, 20000000}, tenth = {0, 100000000}, later;
    (void)rest;
    nanosleep(&tenth, NULL);
    nanosleep(&second, NULL);
    clock_gettime(CLOCK_MONOTONIC, &later);
    later.tv_sec += 2;
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &later, NULL);
    syscall(SYS_poll, NULL, 0, 1500);
    syscall(SYS_poll, NULL, 0, 10);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"openat2", openat2_forms}, {"create", create_forms}, {"empty", empty_path}, {"upper", upper_bits},
        {"odd", odd_bytes},         {"edges", edges},         {"spellings", spellings}, {"bases", bases},
        {"handles", handles},       {"pairs", pairs},         {"sleeps", sleeps},     {NULL, NULL},
    };
    (void)argc;
    return choose(scenarios, argv);
}
