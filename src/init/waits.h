/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of a call that waits. */
#ifndef FPBOX_WAITS_H
#define FPBOX_WAITS_H

#include <stdbool.h>
#include <stdint.h>

#include "decode.h"
#include "procs.h"

/* Fill in by how much the process's clocks are ahead. */
void waits_look(const struct process *process, struct call *call);

enum wait {
    WAIT_ON,    /* the kernel waits, until what is right by its own clock */
    WAIT_OVER,  /* it returns at once, with an error or 0 */
    WAIT_LATER, /* ask again soon: until then the call is held */
};

/* A call that waits, as it is by now. */
struct waiting {
    uint64_t held_ns;       /* how long ago it was made */
    uint64_t ahead_then_ns; /* by how much its script's clocks were ahead then */
    int epoll;              /* a descriptor of our own for the one that it waits for, or -1 */
};

/* What becomes of it. */
enum wait waits_decide(struct process *process, struct view *view, const struct call *call,
                       const struct waiting *waiting, int *error);

/* The epoll that the call waits for, or -1. */
int waits_epoll(const struct row *row, const uint64_t arguments[6]);

/* A call that tells the time: false when the kernel's answer is right. */
bool waits_tell_time(struct process *process, pid_t tid, int nr, const uint64_t arguments[6], int *error,
                     int64_t *value);

/* Let the process see its script's clock, if that has gone on and can be shown just now. */
void waits_show_clock(struct process *process, pid_t tid);

#endif
