/* SPDX-License-Identifier: Apache-2.0 */
/* Threads against the tracer, signals, floods, things that block. */
#include "probe.h"

#include <sched.h>
#include <stdatomic.h>
#include <sys/time.h>

static char path[64] = "/tmp/fpbox-harmless";
static const char other[] = "/etc/fpbox-secret!!";
static _Atomic bool over;

/* On another processor than whoever is raced against, if there is one: else nobody could win. */
static void keep_to(bool first)
{
    cpu_set_t own, others;
    CPU_ZERO(&own);
    CPU_SET(0, &own);
    if (sched_getaffinity(0, sizeof others, &others) < 0 || !CPU_ISSET(0, &others) || CPU_COUNT(&others) < 2)
        return;
    CPU_CLR(0, &others);
    sched_setaffinity(0, sizeof own, first ? &own : &others);
}

static void *flip(void *unused)
{
    keep_to(false);
    while (!over) {
        memcpy(path, other, sizeof other);
        __asm__ volatile("" ::: "memory");
        memcpy(path, "/tmp/fpbox-harmless", sizeof other);
        __asm__ volatile("" ::: "memory");
    }
    return unused;
}

static void flips(char **rest)
{
    pthread_t thread;
    (void)rest;
    pthread_create(&thread, NULL, flip, NULL);
    keep_to(true);
    for (int i = 0; i < 20000; i++) {
        int fd = open(path, O_RDONLY);
        if (fd >= 0)
            close(fd);
    }
    over = true;
    pthread_join(thread, NULL);
}

static volatile sig_atomic_t alarms;

static void on_alarm(int number)
{
    (void)number;
    alarms++;
}

static void start_alarms(int flags)
{
    struct sigaction action = {.sa_handler = on_alarm, .sa_flags = flags};
    struct itimerval often = {{0, 1000}, {0, 1000}};
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
}

static void stop_alarms(void)
{
    struct itimerval never = {{0, 0}, {0, 0}};
    setitimer(ITIMER_REAL, &never, NULL);
}

static void restarting(char **rest)
{
    int failed = 0;
    (void)rest;
    start_alarms(SA_RESTART);
    for (int i = 0; i < 200; i++) {
        failed += open("/tmp/fpbox-none", O_RDONLY) >= 0 || errno != ENOENT;
        for (volatile int spin = 0; spin < 300000; spin++)
            ;
    }
    stop_alarms();
    printf("failed %d\nalarmed %d\n", failed, alarms > 10);
}

static void interrupting(char **rest)
{
    int closes = 0, forks = 0, opens = 0;
    (void)rest;
    start_alarms(0);
    for (int i = 0; i < 3000; i++) {
        int fd = open("/tmp", O_RDONLY);
        opens += fd < 0 && errno == EINTR;
        if (fd >= 0)
            closes += close(fd) < 0 && errno == EINTR;
    }
    for (int i = 0; i < 300; i++) {
        pid_t child = fork();
        if (child == 0)
            _exit(0);
        forks += child < 0;
        while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    stop_alarms();
    fprintf(stderr, "opens interrupted: %d\n", opens);
    printf("closes %d\nforks %d\n", closes, forks);
}

static void stopped(char **rest)
{
    (void)rest;
    for (int i = 0; i < 40; i++) {
        pid_t child = fork();
        if (child == 0)
            for (;;)
                close(open("/etc/hostname", O_RDONLY));
        usleep(1000);
        kill(child, SIGSTOP);
        usleep(200);
        kill(child, SIGCONT);
        usleep(200);
        kill(child, SIGKILL);
        int status;
        waitpid(child, &status, 0);
        if (!WIFSIGNALED(status))
            exit(94);
    }
}

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static _Atomic long opens;

static void *one_open(void *number)
{
    char name[64];
    snprintf(name, sizeof name, "/tmp/fpbox-thread-%ld", (long)(intptr_t)number);
    open(name, O_RDONLY);
    opens++;
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    return NULL;
}

static long fork_many(long wanted)
{
    long forked = 0;
    for (long i = 0; i < wanted; i++) {
        pid_t child = fork();
        if (child == 0) {
            open("/tmp/fpbox-child", O_RDONLY);
            pthread_mutex_lock(&gate);
            _exit(0);
        }
        forked += child > 0;
    }
    return forked;
}

/* Threads and children that all live at once, each with a call of its own. The children are killed. */
static void crowd(char **rest)
{
    long threads = 0, wanted = atol(rest[0]);
    pthread_attr_t small;
    pthread_mutex_lock(&gate);
    printf("forked %ld\n", fork_many(2000));
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 32768);
    for (pthread_t thread; threads < wanted; threads++)
        if (pthread_create(&thread, &small, one_open, (void *)(intptr_t)threads) != 0)
            break;
    printf("threads %ld\n", threads);
    fflush(stdout);
    while (opens < threads)
        usleep(1000);
    kill(-1, SIGKILL);
    exit(0);
}

static void flood(char **rest)
{
    long calls = atol(rest[0]);
    for (long i = 0; i < calls; i++)
        open(i % 2 ? "/tmp/fpbox-odd" : "/tmp/fpbox-even", O_RDONLY);
}

static void strings(char **rest)
{
    char name[128];
    long calls = atol(rest[0]);
    for (long i = 0; i < calls; i++) {
        snprintf(name, sizeof name, "/tmp/fpbox/%ld/%0*ld", i, 80, i);
        open(name, O_RDONLY);
    }
}

static void *open_fifo(void *unused)
{
    open("/tmp/fpbox-probe-fifo", O_RDONLY);
    return unused;
}

static void blocking(char **rest)
{
    pthread_t thread;
    (void)rest;
    unlink("/tmp/fpbox-probe-fifo");
    if (mkfifo("/tmp/fpbox-probe-fifo", 0600) < 0)
        exit(97);
    pthread_create(&thread, NULL, open_fifo, NULL);
    usleep(50000);
    open("/dev/tty", O_RDONLY);
    for (int i = 0; i < 50; i++)
        open("/tmp/fpbox-meanwhile", O_RDONLY);
    int writer = open("/tmp/fpbox-probe-fifo", O_WRONLY);
    close(writer);
    pthread_join(thread, NULL);
    unlink("/tmp/fpbox-probe-fifo");
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"flips", flips},     {"restarting", restarting}, {"interrupting", interrupting}, {"stopped", stopped},
        {"crowd", crowd},     {"flood", flood},           {"strings", strings},           {"blocking", blocking},
        {NULL, NULL},
    };
    (void)argc;
    return choose(scenarios, argv);
}
