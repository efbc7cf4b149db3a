/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a process waits for nothing but time. */
#ifndef FPBOX_IDLE_H
#define FPBOX_IDLE_H

#include <stdbool.h>
#include <sys/types.h>

enum idle {
    IDLE,         /* nothing but time can end the wait */
    IDLE_NOT_YET, /* another thread is doing something */
    IDLE_NEVER,   /* the process has children, or the epoll holds something of somebody else's */
};

/* How it is with the held wait of this thread, in an epoll or, if that is -1, for the process's other threads. Those have
 * to wait for one another as well; what an epoll may hold is the process's own wake-ups. */
enum idle idle_but_for_time(pid_t pid, pid_t tid, int epoll);

/* No other thread than this held one is running code of the process just now. */
bool idle_outside_calls(pid_t pid, pid_t tid);

/* A signal waits for this held thread, which does not get it as long as it is held. */
bool idle_is_signalled(pid_t tid);

#endif
