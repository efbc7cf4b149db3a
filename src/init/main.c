/* SPDX-License-Identifier: Apache-2.0 */
/* fpbox-init: PID 1 of a traced container. Starts one command, sees how it and all that it starts look at the
 * machine, and writes that to standard output (docs/wire.md). */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "answers.h"
#include "clock.h"
#include "config.h"
#include "decode.h"
#include "filter.h"
#include "launch.h"
#include "memory.h"
#include "notify.h"
#include "output.h"
#include "places.h"
#include "procs.h"
#include "ring.h"
#include "routes.h"
#include "scripts.h"
#include "size.h"
#include "strings.h"
#include "supervise.h"
#include "table.h"
#include "util.h"
#include "wire.h"

#define CONFIG_PATH "/.fpbox-init.conf"
#define NAME "init"
#define COMMAND "/sbin/init"

static int block_signals(void)
{
    sigset_t all;
    sigfillset(&all);
    if (sigprocmask(SIG_SETMASK, &all, NULL) < 0)
        die_errno("cannot block signals");
    int fd = signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK);
    if (fd < 0)
        die_errno("cannot make a signalfd");
    return fd;
}

/* Remove what would tell a program that it is being watched. Returns how many files stayed. */
static uint64_t clean_up(const struct config *config, const char *config_path)
{
    uint64_t failures = 0;
    char own[4096];
    ssize_t size = readlink("/proc/self/exe", own, sizeof own - 1);
    own[size < 0 ? 0 : size] = '\0';
    failures += unlink(config_path) < 0;
    failures += unlink(own) < 0;
    for (size_t i = 0; i < config->hide.count; i++)
        failures += unlink(config->hide.items[i]) < 0 && errno != ENOENT;
    return failures;
}

/* /proc/1/cmdline ends at the first NUL as long as the last byte of the arguments is none. */
static void rename_self(int argc, char **argv)
{
    char *start = argv[0], *end = argv[argc - 1] + strlen(argv[argc - 1]);
    size_t room = (size_t)(end - start) + 1;
    if (room > sizeof COMMAND) {
        memset(start, ' ', room);
        memcpy(start, COMMAND, sizeof COMMAND);
    }
    prctl(PR_SET_NAME, NAME, 0, 0, 0);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/* Keep what the tracer needs: to look into other processes, to start the command as its user, to end it. */
static void keep_capabilities(void)
{
    static const int needed[] = {CAP_SYS_PTRACE, CAP_SETUID, CAP_SETGID, CAP_SETPCAP, CAP_KILL};
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2], want[2] = {{0, 0, 0}, {0, 0, 0}};
    if (syscall(SYS_capget, &header, data) < 0)
        die_errno("cannot read the own capabilities");
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        want[CAP_TO_INDEX(needed[i])].permitted |= CAP_TO_MASK(needed[i]);
    for (int i = 0; i < 2; i++) {
        if (want[i].permitted & ~data[i].permitted)
            die("a capability is missing: SYS_PTRACE, SETUID, SETGID, SETPCAP and KILL are needed");
        want[i].effective = want[i].permitted;
    }
    if (syscall(SYS_capset, &header, want) < 0)
        die_errno("cannot drop capabilities");
}

static void raise_file_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static uint64_t wall_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

static void say_hello(uint32_t features, uint64_t start_ns)
{
    struct utsname system;
    struct {
        struct wire_hello fixed;
        char kernel[sizeof system.release];
    } hello = {.fixed = {.magic = {'F', 'P', 'B', 'X'}}};
    uname(&system);
    hello.fixed.version = WIRE_VERSION;
    hello.fixed.arch = FILTER_ARCH == AUDIT_ARCH_X86_64 ? 1 : 2;
    hello.fixed.features = features;
    hello.fixed.table = table_checksum();
    hello.fixed.start_ns = start_ns;
    hello.fixed.wall_ns = wall_ns();
    memcpy(hello.kernel, system.release, sizeof hello.kernel);
    output_frame(WIRE_HELLO, &hello, sizeof hello.fixed + strlen(system.release));
}

static void write_all(void)
{
    while (output_flush() && output_pending())
        usleep(1000);
}

static int say_failure(const struct launch_failure *failure)
{
    static const char *const steps[] = {
        [LAUNCH_IDENTITY] = "the command's user cannot be taken on",
        [LAUNCH_CWD] = "the working directory cannot be entered",
        [LAUNCH_FILTER] = "the seccomp filter cannot be installed",
    };
    char text[200];
    struct wire_end end = {.status = 125, .reason = END_ERROR};
    snprintf(text, sizeof text, "%s: %s", steps[failure->step], strerror(failure->error));
    output_note(NOTE_ERROR, 1, text);
    write_all();
    output_end(&end);
    write_all();
    return 125;
}

static void say_notes(uint32_t features, uint64_t left_behind)
{
    if (!(features & FEATURE_WAIT_KILLABLE))
        output_note(NOTE_FEATURE, 1, "no WAIT_KILLABLE_RECV: signals may make traced calls appear twice");
    if (!(features & FEATURE_SYNC_WAKE_UP))
        output_note(NOTE_FEATURE, 1, "no SYNC_WAKE_UP: tracing is slower");
    if (!(features & FEATURE_SPEC_ALLOW))
        output_note(NOTE_FEATURE, 1, "no SPEC_ALLOW: the command may run slower");
    if (left_behind)
        output_note(NOTE_CLEAN_UP, left_behind, "the tracer's own files could not be removed");
}

int main(int argc, char **argv)
{
    static struct config config;
    struct supervised run = {.config = &config, .signals = block_signals()};
    struct launch_failure failure;
    if (getpid() != 1)
        die("this is the first process of a container, and works as nothing else");
    const char *path = argc > 1 ? argv[1] : CONFIG_PATH;
    config_read(&config, path);
    uint64_t left_behind = clean_up(&config, path);
    rename_self(argc, argv);
    routes_close(&config.closed);
    answers_prepare(&config);
    size_prepare(&config);
    keep_capabilities();
    table_prepare(config.deep);
    ring_prepare();
    scripts_prepare(config.skip);
    clock_prepare(config.clock_s, config.skip != SKIP_NONE);
    strings_prepare();
    output_prepare();
    run.deaths = epoll_create1(EPOLL_CLOEXEC);
    if (run.deaths < 0)
        die_errno("cannot make an epoll");
    run.start_ns = monotonic_ns();
    bool launched = launch(&run.launched, &config, &failure);
    uint32_t features = launched ? run.launched.features : 0;
    features |= config.deep ? FEATURE_DEEP : 0;
    features |= launched && notify_sync(run.launched.listener) ? FEATURE_SYNC_WAKE_UP : 0;
    raise_file_limit();
    features |= memory_prepare(config.uid) ? FEATURE_PROC_MEM : 0;
    say_hello(features, run.start_ns);
    if (!launched)
        return say_failure(&failure);
    say_notes(features, left_behind);
    procs_prepare(run.deaths, &config.keep);
    decode_prepare(&config.keep);
    places_prepare(config.cwd);
    procs_adopt(run.launched.pid);
    notify_start(run.launched.listener, run.start_ns);
    if (write(run.launched.go, "", 1) != 1)
        supervise_abandon("the command's process is gone");
    return supervise(&run);
}
