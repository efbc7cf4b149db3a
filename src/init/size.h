/* SPDX-License-Identifier: Apache-2.0 */
/* How large the machine looks, for calls that ask the kernel: how many processors and how much memory it has, and for
 * how long it has been up. What files say of it, answers.c answers. */
#ifndef FPBOX_SIZE_H
#define FPBOX_SIZE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "config.h"

void size_prepare(const struct config *config);

/* Answer a native call that asks how large the machine is: with an error, or with what it returns. False when it is
 * another call, or nothing else than the truth is to be told. */
bool size_answer(pid_t tid, int nr, const uint64_t arguments[6], int *error, int64_t *value);

#endif
