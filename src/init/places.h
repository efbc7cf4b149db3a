/* SPDX-License-Identifier: Apache-2.0 */
/* The directories in which a look says something about the machine; see fpbox.trace.sensitive. */
#ifndef FPBOX_PLACES_H
#define FPBOX_PLACES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "util.h"

/* The command works in `cwd`: what lies there says nothing about the machine, dot files apart. */
void places_prepare(const char *cwd);

/* Whether a path, or a relative one from `base`, lies in one of them. */
bool places_sensitive(struct bytes path, struct bytes base);

/* EVENT_EXISTS, EVENT_MISSING, or 0 when it cannot be told. Never opens anything. */
uint32_t places_probe(struct bytes path, struct bytes base, pid_t tgid, pid_t tid);

#endif
