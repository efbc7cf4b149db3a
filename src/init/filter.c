/* SPDX-License-Identifier: Apache-2.0 */
/* arch first, then a binary search for the number, then the conditions of its rows.
 *
 * Conditional jumps reach 255 instructions; everything further goes by the unconditional one, which has 32 bits. */
#define _GNU_SOURCE
#include "filter.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>

#include "table.h"
#include "util.h"

#ifndef BPF_MAXINSNS
#define BPF_MAXINSNS 4096
#endif

#define LOAD (BPF_LD | BPF_W | BPF_ABS)
#define ARGUMENT_LOW(n) (offsetof(struct seccomp_data, args) + 8 * (n))
#define ARGUMENT_HIGH(n) (ARGUMENT_LOW(n) + 4)

static struct sock_filter code[BPF_MAXINSNS];
static size_t used;
static int16_t numbers[LAST_KNOWN_CALL + 1];
static size_t number_count;
static bool with_deep;

static size_t emit(unsigned op, unsigned if_true, unsigned if_false, uint32_t value)
{
    if (used == BPF_MAXINSNS || if_true > 255 || if_false > 255)
        die("the seccomp filter does not fit: the table has grown too large");
    code[used] = (struct sock_filter){(uint16_t)op, (uint8_t)if_true, (uint8_t)if_false, value};
    return used++;
}

static void jump(unsigned test, uint32_t value, unsigned if_true, unsigned if_false)
{
    emit(BPF_JMP | test | BPF_K, if_true, if_false, value);
}

static void finish(uint32_t action)
{
    emit(BPF_RET | BPF_K, 0, 0, action);
}

static uint32_t answer(const struct row *row)
{
    switch (row->class) {
    case CLASS_PASS:
        return SECCOMP_RET_ALLOW;
    case CLASS_REFUSE:
        return SECCOMP_RET_ERRNO | (uint32_t)row->error;
    default:
        return SECCOMP_RET_USER_NOTIF;
    }
}

/* Eleven loads and tests and a mask, then the answer; whatever fails jumps behind it. */
static void query_row(uint32_t action)
{
    emit(LOAD, 0, 0, ARGUMENT_LOW(4));
    jump(BPF_JEQ, 0, 0, 11);
    emit(LOAD, 0, 0, ARGUMENT_HIGH(4));
    jump(BPF_JEQ, 0, 0, 9);
    emit(LOAD, 0, 0, ARGUMENT_HIGH(2));
    jump(BPF_JEQ, 0, 0, 7);
    emit(LOAD, 0, 0, ARGUMENT_LOW(2));
    jump(BPF_JGE, 17, 0, 5);
    jump(BPF_JGT, 512, 4, 0);
    emit(LOAD, 0, 0, ARGUMENT_LOW(3));
    emit(BPF_ALU | BPF_AND | BPF_K, 0, 0, ~(uint32_t)MSG_NOSIGNAL);
    jump(BPF_JEQ, 0, 0, 1);
    finish(action);
}

static void pointer(unsigned argument)
{
    emit(LOAD, 0, 0, ARGUMENT_LOW(argument));
    jump(BPF_JEQ, 0, 0, 2);
    emit(LOAD, 0, 0, ARGUMENT_HIGH(argument));
    jump(BPF_JEQ, 0, 1, 0);
}

static void condition_row(const struct row *row)
{
    uint32_t action = answer(row);
    if (row->condition == IF_QUERY) {
        query_row(action);
        return;
    }
    if (row->condition == IF_POINTER) {
        pointer(row->argument);
        finish(action);
        return;
    }
    if (row->condition != IF_ANY)
        emit(LOAD, 0, 0, ARGUMENT_LOW(row->argument));
    switch (row->condition) {
    case IF_RANGE:
        jump(BPF_JGE, row->low, 0, 2);
        jump(BPF_JGT, row->high, 1, 0);
        break;
    case IF_BITS:
        jump(BPF_JSET, row->low, 0, 1);
        break;
    case IF_MASKED:
        emit(BPF_ALU | BPF_AND | BPF_K, 0, 0, row->low);
        jump(BPF_JEQ, row->high, 0, 1);
        break;
    case IF_TIMED:
        emit(BPF_ALU | BPF_AND | BPF_K, 0, 0, row->low);
        jump(BPF_JEQ, row->high, 0, 5);
        pointer(3);
        break;
    default:
        break;
    }
    finish(action);
}

static bool counts(const struct row *row)
{
    return row->nr >= 0 && (with_deep || !row->deep);
}

static void leaf(int16_t nr)
{
    jump(BPF_JEQ, (uint32_t)nr, 1, 0);
    finish(SECCOMP_RET_ALLOW);
    for (size_t i = 0; i < table_rows; i++) {
        if (table[i].nr != nr || !counts(&table[i]))
            continue;
        condition_row(&table[i]);
        if (table[i].condition == IF_ANY)
            return;
    }
    finish(SECCOMP_RET_ALLOW);
}

/* The numbers from `first` up to, not including, `end`. */
static void search(size_t first, size_t end)
{
    if (end - first == 1) {
        leaf(numbers[first]);
        return;
    }
    size_t middle = first + (end - first) / 2;
    jump(BPF_JGE, (uint32_t)numbers[middle], 0, 1);
    size_t right = emit(BPF_JMP | BPF_JA, 0, 0, 0);
    search(first, middle);
    code[right].k = (uint32_t)(used - right - 1);
    search(middle, end);
}

static void collect_numbers(void)
{
    number_count = 0;
    for (int16_t nr = 0; nr <= LAST_KNOWN_CALL; nr++)
        for (size_t i = 0; i < table_rows; i++)
            if (table[i].nr == nr && counts(&table[i])) {
                numbers[number_count++] = nr;
                break;
            }
}

/* As clock_reads and clock_begins tell. */
static void clock_rows(void)
{
    static const uint32_t clocks[] = {
        CLOCK_REALTIME,  CLOCK_REALTIME_COARSE,  CLOCK_REALTIME_ALARM, CLOCK_TAI,           CLOCK_MONOTONIC,
        CLOCK_MONOTONIC_RAW, CLOCK_MONOTONIC_COARSE, CLOCK_BOOTTIME,       CLOCK_BOOTTIME_ALARM,
    };
    static const uint32_t always[] = {
        SYS_gettimeofday,
        SYS_set_tid_address,
#ifdef SYS_time
        SYS_time,
#endif
    };
    for (size_t i = 0; i < sizeof always / sizeof *always; i++) {
        jump(BPF_JEQ, always[i], 0, 1);
        finish(SECCOMP_RET_USER_NOTIF);
    }
    size_t count = sizeof clocks / sizeof *clocks;
    jump(BPF_JEQ, SYS_clock_gettime, 0, (unsigned)(2 * count + 2));
    emit(LOAD, 0, 0, ARGUMENT_LOW(0));
    for (size_t i = 0; i < count; i++) {
        jump(BPF_JEQ, clocks[i], 0, 1);
        finish(SECCOMP_RET_USER_NOTIF);
    }
    finish(SECCOMP_RET_ALLOW);
}

struct sock_fprog filter_build(bool deep, bool clock)
{
    used = 0;
    with_deep = deep;
    collect_numbers();
    emit(LOAD, 0, 0, offsetof(struct seccomp_data, arch));
    jump(BPF_JEQ, FILTER_ARCH, 1, 0);
    finish(SECCOMP_RET_USER_NOTIF);
    emit(LOAD, 0, 0, offsetof(struct seccomp_data, nr));
    jump(BPF_JGT, LAST_KNOWN_CALL, 0, 1);
    finish(SECCOMP_RET_USER_NOTIF);
    if (clock)
        clock_rows();
    search(0, number_count);
    return (struct sock_fprog){(unsigned short)used, code};
}
