/* SPDX-License-Identifier: Apache-2.0 */
/* Waits as event loops and threads make them. */
#include "probe.h"

#include <linux/futex.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>

#define HOUR 3600
#define NS 1000000000L

static struct timespec began;

static double now(clockid_t clock)
{
    struct timespec time = {0};
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / NS;
}

static void begin(void)
{
    clock_gettime(CLOCK_MONOTONIC, &began);
}

/* How many whole hours have gone by. */
static void hours(const char *name)
{
    printf("%s %d\n", name, (int)((now(CLOCK_MONOTONIC) - (double)began.tv_sec) / HOUR));
    fflush(stdout);
}

static int watch(int epoll, int descriptor)
{
    struct epoll_event event = {.events = EPOLLIN};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

/* A loop's own wake-ups: an eventfd, both ends of a pipe, both of a pair of sockets. */
static int loop(void)
{
    int epoll = epoll_create1(0), ends[2], pair[2];
    if (pipe(ends) < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0 || watch(epoll, eventfd(0, 0)) < 0 ||
        watch(epoll, ends[0]) < 0 || watch(epoll, pair[0]) < 0)
        exit(97);
    return epoll;
}

static long wait_hour(int epoll)
{
    struct epoll_event event;
    return epoll_wait(epoll, &event, 1, HOUR * 1000);
}

static long wait_on_word(int operation, const struct timespec *until)
{
    static uint32_t word;
    return syscall(SYS_futex, &word, operation, 0, until, NULL, FUTEX_BITSET_MATCH_ANY);
}

static struct timespec in_an_hour(clockid_t clock)
{
    struct timespec until;
    clock_gettime(clock, &until);
    until.tv_sec += HOUR;
    return until;
}

static void every_way(char **rest)
{
    struct timespec hour = {HOUR, 0}, until;
    struct epoll_event event;
    int epoll = loop();
    (void)rest;
    begin();
    TRY("epoll_wait", wait_hour(epoll));
    TRY("epoll_pwait", epoll_pwait(epoll, &event, 1, HOUR * 1000, NULL));
    TRY("epoll_pwait2", syscall(SYS_epoll_pwait2, epoll, &event, 1, &hour, NULL, 0));
    TRY("futex", wait_on_word(FUTEX_WAIT_PRIVATE, &hour));
    until = in_an_hour(CLOCK_MONOTONIC);
    TRY("until", wait_on_word(FUTEX_WAIT_BITSET_PRIVATE, &until));
    until = in_an_hour(CLOCK_REALTIME);
    TRY("of_day", wait_on_word(FUTEX_WAIT_BITSET_PRIVATE | FUTEX_CLOCK_REALTIME, &until));
    hours("hours");
}

/* Every clock has gone on by as much, and a child and a new program see it. */
static void clocks(char **rest)
{
    static const clockid_t asked[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_MONOTONIC_RAW, CLOCK_BOOTTIME,
                                      CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE};
    double before[6], after[6], real = now(CLOCK_REALTIME);
    char text[32];
    (void)rest;
    for (int i = 0; i < 6; i++)
        before[i] = now(asked[i]);
    wait_hour(loop());
    for (int i = 0; i < 6; i++)
        after[i] = now(asked[i]);
    for (int i = 0; i < 6; i++)
        TRY("clock", after[i] - before[i] > HOUR - 1 && after[i] - before[i] < HOUR + 60 ? 0 : -1);
    if (fork() == 0) {
        TRY("child", now(CLOCK_REALTIME) - real > HOUR - 1 ? 0 : -1);
        _exit(0);
    }
    wait(NULL);
    snprintf(text, sizeof text, "%ld", (long)real);
    if (fork() == 0) {
        execl("/proc/self/exe", "loops", "told", text, NULL);
        _exit(96);
    }
    wait(NULL);
}

static void told(char **rest)
{
    double ahead = now(CLOCK_REALTIME) - atof(rest[0]);
    TRY("program", ahead > HOUR - 1 && ahead < HOUR + 60 ? 0 : -1);
}

/* Until a time by a clock that has gone on: that long, and no longer. */
static void shortly(char **rest)
{
    struct timespec until;
    (void)rest;
    wait_hour(loop());
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += 50000000;
    if (until.tv_nsec >= NS) {
        until.tv_sec++;
        until.tv_nsec -= NS;
    }
    struct timespec again = until;
    TRY("slept", clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == 0 ? 0 : -1);
    TRY("waited", wait_on_word(FUTEX_WAIT_BITSET_PRIVATE, &again));
    begin();
    TRY("past", wait_on_word(FUTEX_WAIT_BITSET_PRIVATE, &again));
    hours("hours");
}

static void *write_late(void *to)
{
    usleep(300000);
    if (write(*(int *)to, "12345678", 8) != 8)
        exit(97);
    return NULL;
}

/* Another process's end, a thread that is busy, a child: whatever they wait for comes. */
static void real(char **rest)
{
    int epoll = loop(), other[2], wake = eventfd(0, 0);
    pthread_t thread;
    struct epoll_event event;
    (void)rest;
    begin();
    if (pipe(other) < 0)
        exit(97);
    if (fork() == 0) {
        write_late(&other[1]);
        _exit(0);
    }
    close(other[1]);
    watch(epoll, other[0]);
    TRY("process", wait_hour(epoll) == 1 ? 0 : -1);
    wait(NULL);
    epoll_ctl(epoll, EPOLL_CTL_DEL, other[0], &event);
    watch(epoll, wake);
    pthread_create(&thread, NULL, write_late, &wake);
    TRY("thread", wait_hour(epoll) == 1 ? 0 : -1);
    pthread_join(thread, NULL);
    epoll = loop();
    if (fork() == 0) {
        usleep(100000);
        _exit(0);
    }
    TRY("children", epoll_wait(epoll, &event, 1, 1500));
    wait(NULL);
    hours("hours");
}

static uint32_t word;

static void *wake_late(void *unused)
{
    (void)unused;
    usleep(300000);
    __atomic_store_n(&word, 1, __ATOMIC_SEQ_CST);
    syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1);
    return NULL;
}

static void on_alarm(int number)
{
    (void)number;
}

static void woken(char **rest)
{
    struct timespec hour = {HOUR, 0};
    struct sigaction act = {.sa_handler = on_alarm};
    struct itimerval soon = {{0, 0}, {0, 200000}};
    pthread_t thread;
    (void)rest;
    begin();
    pthread_create(&thread, NULL, wake_late, NULL);
    while (__atomic_load_n(&word, __ATOMIC_SEQ_CST) == 0)
        syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, &hour);
    pthread_join(thread, NULL);
    hours("threads");
    sigaction(SIGALRM, &act, NULL);
    setitimer(ITIMER_REAL, &soon, NULL);
    pthread_create(&thread, NULL, wake_late, NULL);
    TRY("alarm", syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 1, &hour));
    pthread_join(thread, NULL);
    hours("hours");
}

static void *wait_long(void *unused)
{
    struct timespec hour = {HOUR, 0};
    static uint32_t never;
    syscall(SYS_futex, &never, FUTEX_WAIT_PRIVATE, 0, &hour);
    return unused;
}

/* A crowd that waits beside one that works: its calls go on, and so do the waits, because it works. */
static void crowd(char **rest)
{
    pthread_t thread;
    (void)rest;
    begin();
    for (int i = 0; i < 120; i++)
        if (pthread_create(&thread, NULL, wait_long, NULL) != 0)
            exit(97);
    for (int i = 0; i < 20000; i++)
        open("/tmp/fpbox-beside", O_RDONLY);
    hours("hours");
    _exit(0);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"every_way", every_way}, {"clocks", clocks}, {"told", told},   {"shortly", shortly},
        {"real", real},           {"woken", woken},   {"crowd", crowd},
        {NULL, NULL},
    };
    (void)argc;
    return choose(scenarios, argv);
}
