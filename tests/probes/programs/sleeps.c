/* SPDX-License-Identifier: Apache-2.0 */
/* Ways to wait for long, and waits that the kernel refuses. */
#include "probe.h"

#include <poll.h>
#include <sys/select.h>
#include <time.h>

#define HOUR 3600

static void every_way(char **rest)
{
    struct timespec hour = {HOUR, 0}, until;
    struct timeval day = {24 * HOUR, 0};
    (void)rest;
    TRY("nanosleep", syscall(SYS_nanosleep, &hour, NULL));
    TRY("relative", clock_nanosleep(CLOCK_MONOTONIC, 0, &hour, NULL));
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += HOUR;
    TRY("absolute", clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &until, NULL));
    TRY("poll", poll(NULL, 0, HOUR * 1000));
    TRY("ppoll", ppoll(NULL, 0, &hour, NULL));
    TRY("select", syscall(SYS_select, 0, NULL, NULL, NULL, &day));
    TRY("pselect6", pselect(0, NULL, NULL, NULL, &hour, NULL));
}

static void refused(char **rest)
{
    struct timespec negative = {-1, 0}, odd = {2, 1000000000}, hour = {HOUR, 0};
    (void)rest;
    TRY("negative", syscall(SYS_nanosleep, &negative, NULL));
    TRY("odd", syscall(SYS_nanosleep, &odd, NULL));
    TRY("thread_clock", syscall(SYS_clock_nanosleep, CLOCK_THREAD_CPUTIME_ID, 0, &hour, NULL));
    TRY("no_clock", syscall(SYS_clock_nanosleep, 42, 0, &hour, NULL));
    TRY("nowhere", syscall(SYS_nanosleep, page_before_hole(), NULL));
}

/* Waits for descriptors are none of ours, however long. */
static void waits(char **rest)
{
    int ends[2];
    (void)rest;
    if (pipe(ends) < 0 || write(ends[1], "x", 1) != 1)
        exit(97);
    struct pollfd one = {.fd = ends[0], .events = POLLIN};
    TRY("ready", poll(&one, 1, HOUR * 1000) == 1 ? 0 : -1);
}

static void second(char **rest)
{
    struct timespec one = {1, 0};
    (void)rest;
    TRY("second", nanosleep(&one, NULL));
}

static void many(char **rest)
{
    struct timespec moment = {1, 1000000};
    for (int i = 0; i < atoi(rest[0]); i++)
        nanosleep(&moment, NULL);
    say("many", 0);
}

/* A daemon as it is made by the book: the one in between has ended when the last one sleeps. */
static void daemon_sleeps(char **rest)
{
    struct timespec hour = {HOUR, 0};
    int ends[2];
    (void)rest;
    if (pipe(ends) < 0)
        exit(97);
    if (fork() == 0) {
        setsid();
        if (fork() == 0) {
            close(ends[1]);
            if (read(ends[0], &ends, 1) != 0)
                _exit(1);
            TRY("daemon", nanosleep(&hour, NULL));
        }
        _exit(0);
    }
    wait(NULL);
    close(ends[1]);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"every_way", every_way}, {"refused", refused}, {"waits", waits},
        {"second", second},       {"many", many},       {"daemon", daemon_sleeps},
        {NULL, NULL},
    };
    (void)argc;
    return choose(scenarios, argv);
}
