/* SPDX-License-Identifier: Apache-2.0 */
/* Who makes the calls: threads, their processes, and the image (one program in one process) each is in. */
#ifndef FPBOX_PROCS_H
#define FPBOX_PROCS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "config.h"
#include "decode.h"
#include "util.h"

enum { PROCESS_FREE, PROCESS_LIVE, PROCESS_DEAD };

/* Written by the tracing thread while FREE or LIVE. The supervising thread reads `pid`, `image` and `exit_code`
 * and turns LIVE into DEAD; from then on the place may be taken again. */
struct process {
    _Atomic int state;
    pid_t pid;
    uint32_t image; /* 0: the command, before it is the program asked for */
    uint32_t birth;      /* differs for each process that had this place */
    uint32_t generation; /* differs for each program as well: other threads end when one begins */
    uint64_t start_ticks;
    uint64_t stack; /* where the stack starts: a new program has another */
    _Atomic int exit_code;
    int pidfd;
    pid_t exec_tid; /* this thread has asked for a new program; 0 none */
    uint32_t exec_env, exec_epoch;
    bool exec_env_cut;
    bool exec_begins; /* a script or a build hook, if it is a package manager's doing */
    bool threaded; /* another thread may change what a call's arguments point to */
    bool caught;   /* and one did */
    bool traceme;  /* it asked to be traced, and was told that it is */
    bool clocked;  /* it sees its script's clock, and not the kernel's */
    unsigned clock_tries;
};

void procs_prepare(int epoll, const struct list *keep_env);

/* Take the command's process in before it runs. */
void procs_adopt(pid_t pid);

/* The process of the thread that made the held call, with its image sent; its `image` is 0 as long as the command
 * has not become the program asked for. NULL when /proc does not show the thread or its process: as a rule it was
 * killed meanwhile, and its call is never made. */
struct process *procs_of(pid_t tid, uint64_t ns);

/* A process of its own for a thread that makes calls and is not shown. */
struct process *procs_hidden(pid_t tid, uint64_t ns);

/* The held call is an exec. */
void procs_will_exec(struct process *process, pid_t tid, const struct view *exec);

/* The held call ends the thread or the whole process, or may kill another: remember whose the children are that
 * have not been seen yet. */
void procs_will_exit(pid_t tid, bool whole, int code, uint64_t ns);
void procs_will_be_killed(pid_t pid);

/* What was learnt of the thread may be wrong: it was gone before its call was answered. */
void procs_forget(pid_t tid);

/* For the supervising thread. */
struct process *procs_at(uint64_t ticket);
struct process *procs_find(pid_t pid);

/* Times a process had to be forgotten that was still alive. */
uint64_t procs_overflows(void);

#endif
