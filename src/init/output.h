/* SPDX-License-Identifier: Apache-2.0 */
/* Frames on their way out: collected, and written to standard output without ever waiting for its reader. */
#ifndef FPBOX_OUTPUT_H
#define FPBOX_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "wire.h"

void output_prepare(void);

/* Append one frame. There is always room for the tracer's own small ones. */
void output_frame(uint16_t type, const void *payload, size_t size);
void output_note(uint16_t code, uint64_t count, const char *text);

/* Append END, with the checksum of the whole stream: everything before it must have been written. */
void output_end(struct wire_end *frame);

/* Move frames from the ring as long as there is room; true when the ring is empty. */
bool output_drain(void);

/* The number of the last process image that was taken from there; 0 none. */
uint32_t output_last_image(void);

/* Pass on what the command wrote; 0 at its end, -1 with EAGAIN when there is nothing or no room. */
ssize_t output_copy(int fd, uint8_t stream);

/* Write what there is; false when nobody reads any more. */
bool output_flush(void);
size_t output_pending(void);
bool output_full(void);

#endif
