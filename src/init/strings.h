/* SPDX-License-Identifier: Apache-2.0 */
/* Every distinct string goes over the wire once; afterwards its number stands for it. */
#ifndef FPBOX_STRINGS_H
#define FPBOX_STRINGS_H

#include "util.h"

void strings_prepare(void);

/* The number of a string, 0 for the empty one. A new string's frame is in the ring when this returns. When the
 * store is full everything is forgotten: numbers got before are void, so get all of an event's numbers between
 * strings_begin() and the event. */
uint32_t strings_number(struct bytes string);

/* Make sure that `count` strings of at most WIRE_STRING_LIMIT bytes in all fit without forgetting any. */
void strings_begin(size_t count, size_t bytes);

/* Grows with every time the store was emptied. */
uint32_t strings_epoch(void);

#endif
