/* SPDX-License-Identifier: Apache-2.0 */
/* Another time of day for the command. Programs read it in the vDSO, without a system call; there each program's copy
 * of these functions is replaced by the calls, and the calls are answered. */
#ifndef FPBOX_CLOCK_H
#define FPBOX_CLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* By how much the time of day is to differ from the real one; 0 for not at all. */
void clock_prepare(int64_t shift_s);

/* Whether the filter has to let this process see the calls that `clock_reads` and `clock_begins` know. */
bool clock_shifted(void);

/* A call that tells the time of day. */
bool clock_reads(int nr, const uint64_t arguments[6]);

/* A call that programs make before they can have asked for the time. */
bool clock_begins(int nr);

/* Replace the functions in a process that has just begun a program, and has one thread. */
void clock_set_up(pid_t pid);

/* Answer such a call of a held thread: an error, or 0 with what it returns in `value`. */
int clock_answer(pid_t tid, int nr, const uint64_t arguments[6], int64_t *value);

/* Programs that may see the real time, because theirs could not be replaced. */
uint64_t clock_failures(void);

#endif
