/* SPDX-License-Identifier: Apache-2.0 */
/* docs/wire.md as structs. All fields lie where the compiler puts them anyway; both architectures are
 * little-endian. */
#ifndef FPBOX_WIRE_H
#define FPBOX_WIRE_H

#include <stdint.h>

enum wire_type {
    WIRE_HELLO = 1,
    WIRE_STRING,
    WIRE_RESET,
    WIRE_IMAGE,
    WIRE_EVENTS,
    WIRE_EXIT,
    WIRE_OUTPUT,
    WIRE_NOTE,
    WIRE_END,
};

#define WIRE_VERSION 1
#define WIRE_FRAME_EVENTS 16384
#define WIRE_STRING_LIMIT 65536

struct wire_header {
    uint32_t length;
    uint16_t type;
    uint16_t reserved;
};

struct wire_hello {
    char magic[4];
    uint16_t version, arch;
    uint32_t features, table;
    uint64_t start_ns, wall_ns;
};

enum {
    FEATURE_WAIT_KILLABLE = 1 << 0,
    FEATURE_SYNC_WAKE_UP = 1 << 1,
    FEATURE_SPEC_ALLOW = 1 << 2,
    FEATURE_PROC_MEM = 1 << 3,
    FEATURE_DEEP = 1 << 4,
};

struct wire_image {
    uint32_t image, parent, pid, ppid;
    uint64_t ns, start_ticks;
    uint32_t exe, cwd, argv, env;
    uint8_t kind, flags;
    uint16_t reserved;
    uint32_t reserved2;
};

enum { IMAGE_COMMAND, IMAGE_FORKED, IMAGE_EXEC };
enum {
    IMAGE_PARENT_UNKNOWN = 1 << 0,
    IMAGE_PARENT_REMEMBERED = 1 << 1,
    IMAGE_CUT = 1 << 2,
    IMAGE_UNDUMPABLE = 1 << 3,
    IMAGE_UNREADABLE = 1 << 4,
    IMAGE_PARENT_GUESSED = 1 << 5,
};

struct wire_event {
    uint64_t seq, ns;
    uint32_t count, tid, image;
    uint16_t call;
    int16_t error;
    uint32_t flags, object, base, object2, base2, reserved;
    uint64_t argument;
};

enum {
    EVENT_RELATIVE = 1 << 0,
    EVENT_BASE_UNKNOWN = 1 << 1,
    EVENT_UNREADABLE = 1 << 2,
    EVENT_TRUNCATED = 1 << 3,
    EVENT_MUTATED = 1 << 4,
    EVENT_MUTATED_AFTER = 1 << 5,
    EVENT_EXISTS = 1 << 6,
    EVENT_MISSING = 1 << 7,
    EVENT_EMPTY_PATH = 1 << 8,
    EVENT_FOREIGN_ABI = 1 << 9,
    EVENT_OBJECT2_UNREADABLE = 1 << 10,
    EVENT_PID_ONE = 1 << 11,
    EVENT_SKIPPED = 1 << 12,
    EVENT_ANSWERED = 1 << 13,
};

struct wire_exit {
    uint32_t image, pid;
    uint64_t ns;
    int32_t status;
    uint32_t reserved;
};

struct wire_end {
    uint64_t last_seq, calls, answered, gone, quiet, unreadable, lost;
    int32_t status;
    uint32_t reason, killed, checksum;
};

enum { END_ALL_ENDED, END_LINGER, END_TIME_LIMIT, END_TOLD, END_ERROR };
enum { NOTE_FEATURE = 1, NOTE_TABLE_FULL, NOTE_UNREADABLE, NOTE_CLEAN_UP, NOTE_ERROR = 6 };

_Static_assert(sizeof(struct wire_header) == 8, "frame header");
_Static_assert(sizeof(struct wire_hello) == 32, "HELLO");
_Static_assert(sizeof(struct wire_image) == 56, "IMAGE");
_Static_assert(sizeof(struct wire_event) == 64, "event");
_Static_assert(sizeof(struct wire_exit) == 24, "EXIT");
_Static_assert(sizeof(struct wire_end) == 72, "END");

#endif
