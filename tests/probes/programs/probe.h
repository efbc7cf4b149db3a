/* SPDX-License-Identifier: Apache-2.0 */
/* Shared by the probes: small programs whose calls are known. Each takes a scenario's name, marks where its own calls
 * begin, and prints one line `name result` for each thing it tries, so that a test sees both sides. */
#ifndef PROBE_H
#define PROBE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MARK "/probe-begins"
#define PAGE 4096

static inline void mark(void)
{
    if (access(MARK, F_OK) == 0)
        exit(99);
}

static inline void say(const char *name, long result)
{
    printf("%s %s\n", name, result < 0 ? strerrorname_np(errno) : "ok");
    fflush(stdout);
}
#define TRY(name, expression) say(name, (long)(expression))

struct scenario {
    const char *name;
    void (*run)(char **rest);
};

static inline int choose(const struct scenario *scenarios, char **argv)
{
    for (; argv[1] && scenarios->name; scenarios++)
        if (strcmp(scenarios->name, argv[1]) == 0) {
            mark();
            scenarios->run(argv + 2);
            return 0;
        }
    return 98;
}

/* A readable page before one that is not there; returns the end of the first. */
static inline char *page_before_hole(void)
{
    char *pages = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(pages + PAGE, PAGE);
    return pages + PAGE;
}

#endif
