/* SPDX-License-Identifier: Apache-2.0 */
/* Opens and closes one file in a loop and prints the nanoseconds for one turn, the median of seven rounds.
 *
 *     openloop [CALLS] [PATH] */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS 7

static uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static uint64_t round_ns(const char *path, long calls)
{
    uint64_t start = now_ns();
    for (long i = 0; i < calls; i++) {
        int fd = openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
        if (fd >= 0)
            close(fd);
    }
    return (now_ns() - start) / (uint64_t)calls;
}

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    long calls = argc > 1 ? atol(argv[1]) : 100000;
    const char *path = argc > 2 ? argv[2] : "/usr/share/nothing/like/this.json";
    uint64_t rounds[ROUNDS];
    if (calls < 1)
        return 2;
    for (int i = 0; i < ROUNDS; i++)
        rounds[i] = round_ns(path, calls);
    qsort(rounds, ROUNDS, sizeof *rounds, ascending);
    printf("%llu\n", (unsigned long long)rounds[ROUNDS / 2]);
    return 0;
}
