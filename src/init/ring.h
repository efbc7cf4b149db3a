/* SPDX-License-Identifier: Apache-2.0 */
/* Frames on their way from the tracing thread to the one that writes them: one producer, one consumer, 8 MiB. */
#ifndef FPBOX_RING_H
#define FPBOX_RING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "wire.h"

/* Whoever writes frames sleeps in one of these ways. */
enum { WRITER_AWAKE, WRITER_TIMED, WRITER_IDLE };

void ring_prepare(void);

/* The producer's side. ring_reserve waits while there is no room; what it returns counts after ring_commit. */
void *ring_reserve(uint16_t type, uint32_t size);
void ring_commit(void);
void ring_event(struct wire_event *event);
/* The next event is not to be merged with the last. */
void ring_part(void);

/* The consumer's side. */
struct ring_frame {
    uint16_t type;
    uint32_t size;
    void *payload;
};
bool ring_next(struct ring_frame *frame);
void ring_release(void);
bool ring_empty(void);
int ring_wake_fd(void);
/* Say that the writer is about to sleep; false when it had better not, because there is something to do. */
bool ring_sleep(int how);
void ring_awake(void);
/* Wake the writer from any thread. */
void ring_wake(void);

#endif
