/* SPDX-License-Identifier: Apache-2.0 */
/* /proc/cpuinfo as another machine with the same instructions would have it. */
#ifndef FPBOX_CPUINFO_H
#define FPBOX_CPUINFO_H

#include <stdio.h>

#include "config.h"

#define CPUINFO "/proc/cpuinfo"

/* Copy the text with the configuration's lines in place of the real ones; how many were replaced. */
size_t cpuinfo_write(FILE *to, const char *text, const struct config *config);

#endif
