/* SPDX-License-Identifier: Apache-2.0 */
/* What a held call says: its path, address, arguments, read from the tracee's memory by the table's columns. */
#ifndef FPBOX_DECODE_H
#define FPBOX_DECODE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "config.h"
#include "table.h"
#include "util.h"

struct call {
    pid_t tid, tgid;
    const uint64_t *arguments;
    const struct row *row;
    int64_t ahead_ns;        /* of the real time: what its process takes for the time of day, */
    int64_t steady_ahead_ns; /* and for the time since the start */
};

/* The texts lie in buffers that the next decode() overwrites. */
struct view {
    uint32_t flags;
    uint64_t number;
    uint64_t resolve; /* of openat2 */
    struct bytes object, base, object2, base2;
    bool quiet;        /* nothing worth an event */
    bool cut_env;      /* not all of the kept environment could be taken */
    uint64_t address;  /* of `object` in the tracee, 0 when it did not come from there */
    const char *held;  /* what was there, `held_bytes` of it with the NUL */
    size_t held_bytes;
    unsigned failures; /* reads that failed for a reason of the tracer's own */
    bool absolute; /* it waits until a time, and not for one */
    uint64_t deadline; /* where the time stands until which to wait, by a clock that is not the real one; else 0 */
    int64_t deadline_ns; /* that time by the real one */
};

void decode_prepare(const struct list *keep_env);
void decode(struct view *view, const struct call *call);

/* Read the object again; when it has changed, put what it is now into `object2` and say so. */
bool decode_changed(struct view *view, const struct call *call);

#endif
