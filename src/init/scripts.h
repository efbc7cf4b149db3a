/* SPDX-License-Identifier: Apache-2.0 */
/* Who runs code of a package: what a package manager starts for a script or a build hook, and all that this starts. */
#ifndef FPBOX_SCRIPTS_H
#define FPBOX_SCRIPTS_H

#include <stdbool.h>
#include <stdint.h>

#include "config.h"
#include "decode.h"

void scripts_prepare(enum skip skip);

/* The exec that was decoded starts a script or a build hook, if a package manager asks for it. */
bool scripts_begins(const struct view *exec);

/* A new image, forked from or following `parent`, 0 if that is not known. */
void scripts_image(uint32_t image, uint32_t parent, bool command, bool begins);

/* The held call waits: whether it may be answered at once. */
bool scripts_may_skip(uint32_t image, const struct view *view, const struct call *call);

/* It is: each time counts, and the script's clocks go on by as much. */
void scripts_skip(uint32_t image, uint64_t ns);

/* By how much the clocks of the image's script have gone on while nobody waited. */
uint64_t scripts_skipped_ns(uint32_t image);

#endif
