/* SPDX-License-Identifier: Apache-2.0 */
/* Everything but the tracing itself: output, signals, reaping, limits, the end. */
#ifndef FPBOX_SUPERVISE_H
#define FPBOX_SUPERVISE_H

#include <stdint.h>

#include "config.h"
#include "launch.h"

struct supervised {
    const struct config *config;
    struct launched launched;
    int signals; /* signalfd */
    int deaths;  /* epoll of pidfds */
    uint64_t start_ns;
};

/* Watch to the end. Returns the exit status. */
int supervise(const struct supervised *supervised);

/* Kill whatever runs, and end: nothing may run untraced. */
_Noreturn void supervise_abandon(const char *reason);

#endif
