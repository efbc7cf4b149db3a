/* SPDX-License-Identifier: Apache-2.0 */
/* The command's process: forked, stripped of every privilege, filtered, and held until it is watched. */
#ifndef FPBOX_LAUNCH_H
#define FPBOX_LAUNCH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "config.h"

struct launched {
    pid_t pid;
    int listener;
    int output[2];   /* reading ends of the command's standard output and error */
    int go;          /* write one byte and the command runs */
    int trouble;     /* reading end: an errno comes when the command could not be run */
    uint32_t features;
};

/* How the command failed to run. */
struct launch_failure {
    int32_t step; /* LAUNCH_... */
    int32_t error;
};
enum { LAUNCH_IDENTITY = 1, LAUNCH_CWD, LAUNCH_FILTER, LAUNCH_EXEC };

/* False when the command's process could not be prepared; `failure` says why. */
bool launch(struct launched *launched, const struct config *config, struct launch_failure *failure);

#endif
