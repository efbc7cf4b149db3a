/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "clock.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "memory.h"
#include "util.h"

#define MOST 4
#define AUXV_LIMIT 2048
#define US_PER_S 1000000

#if defined __x86_64__
/* mov $number, %eax; syscall; ret */
#define CODE_BYTES 8
static void write_code(unsigned char code[CODE_BYTES], uint32_t number)
{
    const unsigned char parts[] = {0xb8, 0, 0, 0, 0, 0x0f, 0x05, 0xc3};
    memcpy(code, parts, sizeof parts);
    memcpy(code + 1, &number, sizeof number);
}
#else
/* mov x8, #number; svc #0; ret */
#define CODE_BYTES 12
static void write_code(unsigned char code[CODE_BYTES], uint32_t number)
{
    const uint32_t parts[] = {0xd2800008u | number << 5, 0xd4000001u, 0xd65f03c0u};
    memcpy(code, parts, sizeof parts);
}
#endif

static const struct {
    const char *name;
    uint32_t number;
} functions[] = {
    {"__vdso_clock_gettime", SYS_clock_gettime},   {"__vdso_gettimeofday", SYS_gettimeofday},
    {"__kernel_clock_gettime", SYS_clock_gettime}, {"__kernel_gettimeofday", SYS_gettimeofday},
#ifdef SYS_time
    {"__vdso_time", SYS_time},
#endif
};

/* Where the functions lie in every process's vDSO. */
struct place {
    uint64_t offset;
    uint32_t number;
};

static int64_t shift_s;
static struct place places[MOST];
static int place_count;
static _Atomic uint64_t failures;

static void keep_place(const char *name, const Elf64_Sym *symbol)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (strcmp(name, functions[i].name) == 0 && symbol->st_size >= CODE_BYTES && place_count < MOST)
            places[place_count++] = (struct place){symbol->st_value, functions[i].number};
}

/* The tracer's own vDSO is the same as everybody's. A kernel without one leaves the calls alone. */
static void find_places(void)
{
    const char *image = (const char *)(uintptr_t)getauxval(AT_SYSINFO_EHDR);
    if (!image)
        return;
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)image;
    const Elf64_Shdr *sections = (const Elf64_Shdr *)(image + header->e_shoff);
    for (int i = 0; i < header->e_shnum; i++) {
        if (sections[i].sh_type != SHT_DYNSYM)
            continue;
        const Elf64_Sym *symbols = (const Elf64_Sym *)(image + sections[i].sh_offset);
        const char *names = image + sections[sections[i].sh_link].sh_offset;
        for (size_t n = 0; n < sections[i].sh_size / sizeof *symbols; n++)
            keep_place(names + symbols[n].st_name, &symbols[n]);
    }
    if (!place_count)
        die("the clock cannot be set: this kernel's vDSO has none of the functions that tell the time");
}

void clock_prepare(int64_t shift)
{
    shift_s = shift;
    if (shift_s)
        find_places();
}

bool clock_shifted(void)
{
    return shift_s;
}

bool clock_reads(int nr, const uint64_t arguments[6])
{
    if (!shift_s)
        return false;
#ifdef SYS_time
    if (nr == SYS_time)
        return true;
#endif
    if (nr == SYS_gettimeofday)
        return true;
    clockid_t clock = (clockid_t)(uint32_t)arguments[0];
    return nr == SYS_clock_gettime && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE ||
                                       clock == CLOCK_REALTIME_ALARM || clock == CLOCK_TAI);
}

bool clock_begins(int nr)
{
    return shift_s && nr == SYS_set_tid_address;
}

/* Returns 0 when the process has no vDSO, or is gone. */
static uint64_t vdso_of(pid_t pid)
{
    char path[64];
    uint64_t pairs[AUXV_LIMIT / sizeof(uint64_t)];
    snprintf(path, sizeof path, "/proc/%d/auxv", pid);
    int fd = memory_open(path);
    ssize_t size = fd < 0 ? -1 : read_file(fd, (char *)pairs, sizeof pairs);
    if (fd >= 0)
        close(fd);
    for (ssize_t i = 0; i + 1 < size / (ssize_t)sizeof *pairs; i += 2)
        if (pairs[i] == AT_SYSINFO_EHDR)
            return pairs[i + 1];
    return 0;
}

/* The kernel gives a process a copy of its own of the page that is written to. */
void clock_set_up(pid_t pid)
{
    unsigned char code[CODE_BYTES];
    uint64_t vdso = shift_s && place_count ? vdso_of(pid) : 0;
    for (int i = 0; vdso && i < place_count; i++) {
        write_code(code, places[i].number);
        if (memory_force(pid, vdso + places[i].offset, code, sizeof code))
            continue;
        if (errno != ENOENT && errno != ESRCH)
            atomic_store(&failures, atomic_load(&failures) + 1);
        return;
    }
}

static int give(pid_t tid, uint64_t address, const void *value, size_t size)
{
    return memory_write(tid, address, value, size) ? 0 : EFAULT;
}

int clock_answer(pid_t tid, int nr, const uint64_t arguments[6], int64_t *value)
{
    struct timespec now;
    clockid_t clock = nr == SYS_clock_gettime ? (clockid_t)(uint32_t)arguments[0] : CLOCK_REALTIME;
    *value = 0;
    if (clock_gettime(clock, &now) < 0)
        return errno;
    now.tv_sec += shift_s;
#ifdef SYS_time
    if (nr == SYS_time) {
        int64_t seconds = now.tv_sec;
        *value = seconds;
        return arguments[0] ? give(tid, arguments[0], &seconds, sizeof seconds) : 0;
    }
#endif
    if (nr == SYS_clock_gettime)
        return give(tid, arguments[1], &now, sizeof now);
    struct timeval of_day = {now.tv_sec, now.tv_nsec / (NS_PER_S / US_PER_S)};
    static const struct timezone zone;
    int error = arguments[0] ? give(tid, arguments[0], &of_day, sizeof of_day) : 0;
    return error || !arguments[1] ? error : give(tid, arguments[1], &zone, sizeof zone);
}

uint64_t clock_failures(void)
{
    return atomic_load(&failures);
}
