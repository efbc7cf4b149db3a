/* SPDX-License-Identifier: Apache-2.0 */
/* Processes whose parents are gone: double forks, daemons, zombies. */
#include "probe.h"

#include <sys/prctl.h>

static void look(const char *who)
{
    open(who, O_RDONLY);
}

/* By a call that is not traced: the tracer would meet the process earlier than these scenarios want. */
static void pause_ms(int ms)
{
    struct timespec time = {ms / 1000, ms % 1000 * 1000000L};
    sigset_t none;
    sigemptyset(&none);
    sigtimedwait(&none, NULL, &time);
}

/* The middle process makes no traced call but its exit; the grandchild is first seen after that. */
static void double_fork(char **rest)
{
    (void)rest;
    look("/tmp/family-root");
    if (fork() == 0) {
        if (fork() == 0) {
            pause_ms(100);
            look("/tmp/family-grandchild");
            _exit(0);
        }
        _exit(3);
    }
    wait(NULL);
    pause_ms(200);
}

static void triple_fork(char **rest)
{
    (void)rest;
    if (fork() == 0) {
        if (fork() == 0) {
            if (fork() == 0) {
                setsid();
                pause_ms(150);
                look("/tmp/family-great-grandchild");
                _exit(0);
            }
            _exit(0);
        }
        _exit(0);
    }
    pause_ms(300);
}

static void killed_parent(char **rest)
{
    (void)rest;
    pid_t middle = fork();
    if (middle == 0) {
        if (fork() == 0) {
            usleep(150000); /* traced, so that the middle is known when it is killed */
            look("/tmp/family-orphan");
            _exit(0);
        }
        pause();
    }
    pause_ms(50);
    kill(middle, SIGKILL);
    waitpid(middle, NULL, 0);
    pause_ms(250);
}

/* The parent looks (so that it is known), then crashes; nothing tells of the child before. */
static void crashed_parent(char **rest)
{
    (void)rest;
    pid_t middle = fork();
    if (middle == 0) {
        setpgid(0, 0);
        look("/tmp/family-middle");
        if (fork() == 0) {
            pause_ms(150);
            look("/tmp/family-orphan");
            _exit(0);
        }
        __builtin_trap();
    }
    waitpid(middle, NULL, 0);
    pause_ms(250);
}

static void replaced_parent(char **rest)
{
    (void)rest;
    if (fork() == 0) {
        pause_ms(150);
        look("/tmp/family-child");
        _exit(0);
    }
    execl("/bin/sleep", "sleep", "0.3", NULL);
}

static void adopted(char **rest)
{
    (void)rest;
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    if (fork() == 0) {
        look("/tmp/family-middle");
        if (fork() == 0) {
            pause_ms(100);
            look("/tmp/family-adopted");
            _exit(0);
        }
        _exit(0);
    }
    pause_ms(250);
}

static void daemon_stays(char **rest)
{
    int forever = rest[0] && strcmp(rest[0], "forever") == 0;
    if (fork() == 0) {
        setsid();
        pause_ms(100);
        look("/tmp/family-daemon");
        if (forever)
            for (;;)
                pause();
        _exit(0);
    }
}

static void zombies(char **rest)
{
    (void)rest;
    for (int i = 0; i < 20; i++)
        if (fork() == 0) {
            look("/tmp/family-zombie");
            _exit(i);
        }
    pause_ms(100);
}

static void stubborn(char **rest)
{
    (void)rest;
    signal(SIGTERM, SIG_IGN);
    printf("ready\n");
    fflush(stdout);
    for (;;)
        pause();
}

static void writes(char **rest)
{
    char line[64];
    for (long i = 0; i < atol(rest[0]); i++) {
        int size = snprintf(line, sizeof line, "line %ld\n", i);
        if (write(i % 2 ? 2 : 1, line, (size_t)size) != size)
            exit(93);
    }
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"double_fork", double_fork}, {"triple_fork", triple_fork}, {"killed_parent", killed_parent},
        {"crashed_parent", crashed_parent}, {"replaced_parent", replaced_parent}, {"adopted", adopted},
        {"daemon", daemon_stays}, {"zombies", zombies}, {"stubborn", stubborn}, {"writes", writes}, {NULL, NULL},
    };
    (void)argc;
    return choose(scenarios, argv);
}
