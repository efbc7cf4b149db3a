/* SPDX-License-Identifier: Apache-2.0 */
/* Held calls that are looked at again and again, because what becomes of them depends on what others do. */
#ifndef FPBOX_LATER_H
#define FPBOX_LATER_H

#include <linux/seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* When a call was made: since the start, and by how much its script's clocks were ahead then. */
struct moment {
    uint64_t ns, skipped_ns;
};

/* Says whether to go on keeping a call; `epoll` is a descriptor of our own for what it waits for, or -1. */
typedef bool later_look(const struct seccomp_notif *held, struct moment made, int epoll);

/* Keep a call that waits for this epoll of its process's, -1 for none. False when there are too many, or the epoll
 * cannot be watched. */
bool later_keep(const struct seccomp_notif *held, struct moment made, pid_t pid, int epoll);

/* Wait until another call has come to this listener, as long as any is kept; false when it has not. */
bool later_wait(int listener);

/* Look at those that are due. */
void later_do(later_look *look);

#endif
