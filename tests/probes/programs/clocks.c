/* SPDX-License-Identifier: Apache-2.0 */
/* Asks for the time in every way. */
#include "probe.h"

#include <sys/time.h>
#include <time.h>

extern char **environ;

static void seconds(const char *name, long long value)
{
    printf("%s %lld\n", name, value);
    fflush(stdout);
}

static void of_clock(const char *name, clockid_t clock)
{
    struct timespec now = {0}, called = {0};
    char label[64];
    clock_gettime(clock, &now);
    syscall(SYS_clock_gettime, clock, &called);
    seconds(name, now.tv_sec);
    snprintf(label, sizeof label, "%s_called", name);
    seconds(label, called.tv_sec);
}

static void read_all(char **rest)
{
    struct timeval now = {0}, called = {0};
    time_t stored = 0;
    (void)rest;
    of_clock("real", CLOCK_REALTIME);
    of_clock("coarse", CLOCK_REALTIME_COARSE);
    of_clock("tai", CLOCK_TAI);
    of_clock("monotonic", CLOCK_MONOTONIC);
    gettimeofday(&now, NULL);
    syscall(SYS_gettimeofday, &called, NULL);
    seconds("of_day", now.tv_sec);
    seconds("of_day_called", called.tv_sec);
    seconds("time", time(&stored));
    seconds("time_stored", stored);
#ifdef SYS_time
    seconds("time_called", syscall(SYS_time, NULL));
#endif
    TRY("nowhere", syscall(SYS_clock_gettime, CLOCK_REALTIME, 8));
    TRY("nothing", syscall(SYS_gettimeofday, NULL, NULL));
    TRY("no_clock", syscall(SYS_clock_gettime, 77, &now));
}

static void *in_thread(void *rest)
{
    read_all(rest);
    return NULL;
}

static void forked(char **rest)
{
    pthread_t thread;
    if (fork() == 0) {
        pthread_create(&thread, NULL, in_thread, rest);
        pthread_join(thread, NULL);
        _exit(0);
    }
    wait(NULL);
}

/* A million times, and how often it went back. */
static void often(char **rest)
{
    struct timespec now, last = {0};
    long back = 0;
    for (int i = 0, count = atoi(rest[0]); i < count; i++) {
        clock_gettime(CLOCK_REALTIME, &now);
        back += now.tv_sec < last.tv_sec || (now.tv_sec == last.tv_sec && now.tv_nsec < last.tv_nsec);
        last = now;
    }
    seconds("back", back);
}

static void run_it(char **rest)
{
    execve(rest[0], rest, environ);
    exit(95);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"all", read_all}, {"forked", forked}, {"often", often}, {"run", run_it}, {NULL, NULL},
    };
    (void)argc;
    return choose(scenarios, argv);
}
