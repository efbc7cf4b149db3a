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
static bool goes_on;
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
}

/* Whether the kernel's source of time is one that the vDSO can read: with others each reading is a call, too many to
 * hold them all. */
static bool told_in_vdso(void)
{
    static const char *const known[] = {"tsc\n", "kvm-clock\n", "hyperv_clocksource_tsc_page\n", "arch_sys_counter\n"};
    char source[64] = "";
    int fd = open("/sys/devices/system/clocksource/clocksource0/current_clocksource", O_RDONLY | O_CLOEXEC);
    if (fd < 0 || read_file(fd, source, sizeof source - 1) < 0)
        source[0] = '\0';
    if (fd >= 0)
        close(fd);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(source, known[i]) == 0)
            return true;
    return false;
}

void clock_prepare(int64_t shift, bool skipping)
{
    shift_s = shift;
    if (!shift && !skipping)
        return;
    find_places();
    if (shift && !place_count)
        die("the clock cannot be set: this kernel's vDSO has none of the functions that tell the time");
    goes_on = skipping && place_count && told_in_vdso();
}

bool clock_goes_on(void)
{
    return goes_on;
}

bool clock_watched(void)
{
    return shift_s || goes_on;
}

static bool tells_time_since_start(clockid_t clock)
{
    return clock == CLOCK_MONOTONIC || clock == CLOCK_MONOTONIC_COARSE || clock == CLOCK_MONOTONIC_RAW ||
           clock == CLOCK_BOOTTIME || clock == CLOCK_BOOTTIME_ALARM;
}

static clockid_t clock_of(int nr, const uint64_t arguments[6])
{
    return nr == SYS_clock_gettime ? (clockid_t)(uint32_t)arguments[0] : CLOCK_REALTIME;
}

bool clock_reads(int nr, const uint64_t arguments[6])
{
    if (!clock_watched())
        return false;
#ifdef SYS_time
    if (nr == SYS_time)
        return true;
#endif
    if (nr == SYS_gettimeofday)
        return true;
    clockid_t clock = clock_of(nr, arguments);
    return nr == SYS_clock_gettime && (tells_time_of_day(clock) || tells_time_since_start(clock));
}

bool clock_begins(int nr)
{
    return nr == SYS_set_tid_address && clock_watched();
}

int64_t clock_ahead_ns(bool of_day, uint64_t skipped_ns)
{
    return (of_day ? shift_s * (int64_t)NS_PER_S : 0) + (int64_t)skipped_ns;
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

/* Hardened kernels let nobody write there. Then clocks stay as they are, and whoever was to see another time of day has
 * to be told of. */
static void set_up_failed(void)
{
    goes_on = false;
    if (shift_s)
        atomic_store(&failures, atomic_load(&failures) + 1);
}

/* The kernel gives a process a copy of its own of the page that is written to. */
bool clock_set_up(pid_t pid)
{
    unsigned char code[CODE_BYTES];
    uint64_t vdso = place_count ? vdso_of(pid) : 0;
    for (int i = 0; vdso && i < place_count; i++) {
        write_code(code, places[i].number);
        if (memory_force(pid, vdso + places[i].offset, code, sizeof code))
            continue;
        if (errno != ENOENT && errno != ESRCH)
            set_up_failed();
        return false;
    }
    return vdso;
}

static int tell(pid_t tid, int nr, const uint64_t arguments[6], struct timespec now, int64_t *value)
{
    *value = 0;
#ifdef SYS_time
    if (nr == SYS_time) {
        int64_t seconds = now.tv_sec;
        *value = seconds;
        return arguments[0] ? memory_give(tid, arguments[0], &seconds, sizeof seconds) : 0;
    }
#endif
    if (nr == SYS_clock_gettime)
        return memory_give(tid, arguments[1], &now, sizeof now);
    struct timeval of_day = {now.tv_sec, now.tv_nsec / (NS_PER_S / US_PER_S)};
    static const struct timezone zone;
    int error = arguments[0] ? memory_give(tid, arguments[0], &of_day, sizeof of_day) : 0;
    return error || !arguments[1] ? error : memory_give(tid, arguments[1], &zone, sizeof zone);
}

bool clock_answer(pid_t tid, int nr, const uint64_t arguments[6], uint64_t skipped_ns, int *error, int64_t *value)
{
    struct timespec now;
    clockid_t clock = clock_of(nr, arguments);
    bool of_day = tells_time_of_day(clock);
    if (!clock_ahead_ns(of_day, skipped_ns) || clock_gettime(clock, &now) < 0)
        return false;
    now.tv_sec += (of_day ? shift_s : 0) + (int64_t)(skipped_ns / NS_PER_S);
    now.tv_nsec += (long)(skipped_ns % NS_PER_S);
    if (now.tv_nsec >= (long)NS_PER_S) {
        now.tv_sec++;
        now.tv_nsec -= (long)NS_PER_S;
    }
    *error = tell(tid, nr, arguments, now, value);
    return true;
}

uint64_t clock_failures(void)
{
    return atomic_load(&failures);
}
