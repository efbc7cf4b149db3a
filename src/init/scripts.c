/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "scripts.h"

#include <string.h>
#include <time.h>

#include "clock.h"
#include "wire.h"

/* The numbers of images and scripts may come round again: what is asked for are those of recent ones. */
#define IMAGES (1u << 19)
#define SCRIPTS (1u << 16)
#define STRAYS 1 /* what lost its parents before it was first seen */
#define MOST_SKIPS 1000
#define MOST_SKIPPED_NS (UINT64_C(10) * 365 * 86400 * NS_PER_S)
#define WORDS 32
#define LIFECYCLE "npm_lifecycle_event="

static enum skip mode;
static uint32_t command_image;
static uint32_t next_script = STRAYS + 1;
static uint16_t script_of[IMAGES];
static uint16_t skips[SCRIPTS];
static uint64_t skipped_ns[SCRIPTS];

void scripts_prepare(enum skip skip)
{
    mode = skip;
}

static bool holds(const char *word, const char *part)
{
    return strstr(word, part);
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool is_hook_code(const char *code)
{
    return (holds(code, "setup.py") && holds(code, "setuptools")) || holds(code, "build_wheel") ||
           holds(code, "build_editable") || holds(code, "build_sdist");
}

/* As pip, uv, poetry and build start them: see fpbox.attribute.pypi. */
static bool is_hook(const char *words, const char *end)
{
    bool code = false;
    for (int i = 0; words < end && i < WORDS; i++, words += strlen(words) + 1) {
        const char *name = last_part(words);
        if (code)
            return is_hook_code(words);
        if (i && (strcmp(name, "_in_process.py") == 0 || strcmp(name, "setup.py") == 0))
            return true;
        code = i && strcmp(words, "-c") == 0;
    }
    return false;
}

static bool is_python(struct bytes path)
{
    const char *slash = path.size ? memrchr(path.at, '/', path.size) : NULL;
    const char *name = slash ? slash + 1 : path.at;
    size_t size = path.size - (size_t)(name - path.at);
    return (size >= 6 && memcmp(name, "python", 6) == 0) || (size >= 4 && memcmp(name, "pypy", 4) == 0);
}

/* Both texts end with a NUL: every word of them does. */
bool scripts_begins(const struct view *exec)
{
    const char *end = exec->base2.at + exec->base2.size;
    for (const char *at = exec->base2.at; at < end; at += strlen(at) + 1)
        if (strncmp(at, LIFECYCLE, sizeof LIFECYCLE - 1) == 0 && at[sizeof LIFECYCLE - 1])
            return true;
    return is_python(exec->object) && is_hook(exec->object2.at, exec->object2.at + exec->object2.size);
}

static uint16_t new_script(void)
{
    if (next_script == SCRIPTS)
        next_script = STRAYS + 1;
    skips[next_script] = 0;
    skipped_ns[next_script] = 0;
    return (uint16_t)next_script++;
}

void scripts_image(uint32_t image, uint32_t parent, bool command, bool begins)
{
    uint16_t script = parent ? script_of[parent % IMAGES] : STRAYS;
    if (command) {
        command_image = image;
        script = 0;
    } else if (mode == SKIP_ALL ? parent == command_image : !script && begins) {
        script = new_script();
    }
    script_of[image % IMAGES] = script;
}

/* The kernel would refuse other clocks, or wait for something else than time. */
static bool ordinary_clock(const struct call *call)
{
    bool named = call->row->decoder == AS_TIMESPEC && call->row->dir >= 0;
    clockid_t clock = named ? (clockid_t)(uint32_t)call->arguments[call->row->dir] : CLOCK_MONOTONIC;
    return clock == CLOCK_REALTIME || clock == CLOCK_MONOTONIC || clock == CLOCK_BOOTTIME || clock == CLOCK_TAI;
}

/* A time that is none the kernel refuses, and "for ever" cannot be over. Where clocks do not go on, whoever waits for
 * one to advance asks again and again, so it has to end. */
bool scripts_may_skip(uint32_t image, const struct view *view, const struct call *call)
{
    uint16_t script = script_of[image % IMAGES];
    bool refused = view->flags & EVENT_UNREADABLE || view->number >= INT64_MAX || !ordinary_clock(call);
    return mode != SKIP_NONE && script && !refused && view->number > NS_PER_S && skips[script] < MOST_SKIPS &&
           view->number <= MOST_SKIPPED_NS - skipped_ns[script];
}

void scripts_skip(uint32_t image, uint64_t ns)
{
    uint16_t script = script_of[image % IMAGES];
    skips[script]++;
    if (clock_goes_on())
        skipped_ns[script] += ns;
}

uint64_t scripts_skipped_ns(uint32_t image)
{
    return skipped_ns[script_of[image % IMAGES]];
}
