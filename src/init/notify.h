/* SPDX-License-Identifier: Apache-2.0 */
/* The tracing thread: receive, read, answer, enqueue. */
#ifndef FPBOX_NOTIFY_H
#define FPBOX_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

struct totals {
    uint64_t answered, gone, quiet, unreadable, failures, ungiven, unshifted, overflows;
};

/* Make the listener hand the CPU over to whom it wakes; false when the kernel cannot. */
bool notify_sync(int listener);

/* Start the thread. */
void notify_start(int listener, uint64_t start_ns);

/* Whether the thread is between a notification and its event. */
bool notify_busy(void);

/* Why the thread had to give up, or NULL. */
const char *notify_failure(void);

struct totals notify_totals(void);

#endif
