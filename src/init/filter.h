/* SPDX-License-Identifier: Apache-2.0 */
/* The seccomp filter, assembled from the table. */
#ifndef FPBOX_FILTER_H
#define FPBOX_FILTER_H

#include <linux/audit.h>
#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>

#if defined __x86_64__
#define FILTER_ARCH AUDIT_ARCH_X86_64
#define FILTER_HAS_X32 1
#else
#define FILTER_ARCH AUDIT_ARCH_AARCH64
#define FILTER_HAS_X32 0
#endif

/* Assemble the program; with `clock`, it holds calls that tell the time of day, too. What it points to stays valid; does not come back when it does not fit. */
struct sock_fprog filter_build(bool deep, bool clock);

#endif
