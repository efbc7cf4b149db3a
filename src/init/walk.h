/* SPDX-License-Identifier: Apache-2.0 */
/* Where a path leads, through the links that every container has. */
#ifndef FPBOX_WALK_H
#define FPBOX_WALK_H

#include "decode.h"

/* The file that the held call names, "[pid]" in place of any process's number but 1; NULL when it cannot be told. Links
 * that the tracee made are not followed. */
const char *walk_path(struct bytes path, const struct view *view, const struct call *call);

/* The same with the number. */
const char *walk_numbered(void);

#endif
