/* SPDX-License-Identifier: Apache-2.0 */
/* Other clocks for the command: another time of day for all of it, and for a script whose waits were skipped clocks that
 * have gone on meanwhile. Programs read them in the vDSO, without a system call; there a process's copy of these
 * functions is replaced by the calls, and the calls are answered. */
#ifndef FPBOX_CLOCK_H
#define FPBOX_CLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* By how much the time of day is to differ from the real one, 0 for not at all; and whether clocks are to go on when
 * waits are skipped. */
void clock_prepare(int64_t shift_s, bool skipping);

/* Whether they can: where the kernel tells the time in the vDSO. */
bool clock_goes_on(void);

/* Whether the filter has to let this process see the calls that `clock_reads` and `clock_begins` know. */
bool clock_watched(void);

/* A call that tells the time. */
bool clock_reads(int nr, const uint64_t arguments[6]);

/* A call that programs make before they can have asked for the time. */
bool clock_begins(int nr);

/* By how much clocks are ahead of the real ones: those that tell the time of day, and those that do not. */
int64_t clock_ahead_ns(bool of_day, uint64_t skipped_ns);

/* Replace the functions in a process none of whose threads is just in one. False when that cannot be done. */
bool clock_set_up(pid_t pid);

/* Answer such a call of a held thread, where its clock is not the real one: an error, or 0 with what it returns in
 * `value`. False when the kernel's own answer is right. */
bool clock_answer(pid_t tid, int nr, const uint64_t arguments[6], uint64_t skipped_ns, int *error, int64_t *value);

/* Programs that may see the real time, because theirs could not be replaced. */
uint64_t clock_failures(void);

#endif
