/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "size.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "memory.h"

#define BITS 8

static uint64_t processors, memory_kb, uptime_s;

void size_prepare(const struct config *config)
{
    processors = config->processors;
    memory_kb = config->memory_kb;
    uptime_s = config->uptime_s;
}

/* A third is in use, and none of it is swapped. */
static bool tell_of_system(pid_t tid, uint64_t address, int *error)
{
    struct sysinfo info;
    if ((!memory_kb && !uptime_s) || sysinfo(&info) < 0)
        return false;
    if (uptime_s)
        info.uptime = (long)uptime_s;
    if (memory_kb) {
        info.mem_unit = 1;
        info.totalram = memory_kb << 10;
        info.freeram = info.totalram / 3 * 2;
        info.sharedram = info.bufferram = info.totalram / 64;
        info.totalswap = info.freeswap = info.totalhigh = info.freehigh = 0;
    }
    *error = memory_give(tid, address, &info, sizeof info);
    return true;
}

/* As the kernel does it: as many bytes as its masks have, whole words of them. A process that is not there has none. */
static bool tell_processors(pid_t tid, const uint64_t arguments[6], int *error, int64_t *value)
{
    unsigned char mask[MAX_PROCESSORS / BITS] = {0};
    cpu_set_t real;
    pid_t asked = (pid_t)(uint32_t)arguments[0];
    uint64_t length = (uint32_t)arguments[1];
    size_t bytes = (processors + sizeof(long) * BITS - 1) / (sizeof(long) * BITS) * sizeof(long);
    if (!processors || sched_getaffinity(asked ? asked : tid, sizeof real, &real) < 0)
        return false;
    for (uint64_t i = 0; i < processors; i++)
        mask[i / BITS] |= (unsigned char)(1u << i % BITS);
    *error = length < bytes || length % sizeof(long) ? EINVAL : memory_give(tid, arguments[2], mask, bytes);
    *value = (int64_t)bytes;
    return true;
}

bool size_answer(pid_t tid, int nr, const uint64_t arguments[6], int *error, int64_t *value)
{
    if (nr == SYS_sysinfo)
        return tell_of_system(tid, arguments[0], error);
    return nr == SYS_sched_getaffinity && tell_processors(tid, arguments, error, value);
}
