/* SPDX-License-Identifier: Apache-2.0 */
/* Files of the kernel's that are answered with others, which were made before the command starts. */
#ifndef FPBOX_ANSWERS_H
#define FPBOX_ANSWERS_H

#include "config.h"
#include "decode.h"

/* Make the files. What does not exist on this machine is not answered. */
void answers_prepare(const struct config *config);

/* Which file the held call, an open, is to get; -1 for the one that it names. */
int answers_find(const struct view *view, const struct call *call);

/* A descriptor of it with an offset of its own, to be closed; -1 with errno. */
int answers_open(int which);

/* A link is made that says `text`: from now on some paths may lead elsewhere than they say. */
void answers_link(struct bytes text);

#endif
