/* SPDX-License-Identifier: Apache-2.0 */
/* What the tracer is told to do: /.fpbox-init.conf, see docs/wire.md. */
#ifndef FPBOX_CONFIG_H
#define FPBOX_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A list that ends with NULL, as exec wants it. */
struct list {
    char **items;
    size_t count;
};

#define MAX_PROCESSORS 1024

/* Whose long sleeps are answered at once. */
enum skip { SKIP_NONE, SKIP_SCRIPTS, SKIP_ALL };

struct config {
    uid_t uid;
    gid_t gid;
    gid_t groups[64];
    size_t group_count;
    mode_t umask;
    bool deep;
    enum skip skip;
    int64_t clock_s; /* added to the time of day */
    uint64_t processors; /* how large the machine looks; 0: as it is */
    uint64_t memory_kb;
    uint64_t uptime_s;
    uint64_t linger_ms;
    uint64_t time_limit_ms;
    const char *cwd;
    struct list arguments;
    struct list environment;
    struct list keep;
    struct list hide;
    struct list closed;
    struct list answers;
    struct list processor;
    struct list hidden_flags;
};

/* Read and check the file; does not come back when something is wrong with it. */
void config_read(struct config *config, const char *path);

/* The value of a variable in the command's environment, or NULL. */
const char *config_variable(const struct config *config, const char *name);

#endif
