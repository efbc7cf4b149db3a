/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of seccomp/trace.def, which says what the columns mean. */
#ifndef FPBOX_TABLE_H
#define FPBOX_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum call_class { CLASS_WATCH, CLASS_DENY, CLASS_REFUSE, CLASS_PASS, CLASS_BOOK };
enum condition { IF_ANY, IF_RANGE, IF_BITS, IF_MASKED, IF_POINTER, IF_QUERY, IF_TIMED };
enum decoder {
    AS_NONE,
    AS_PATH,
    AS_OPEN,
    AS_HOW,
    AS_CREATE,
    AS_PATH2,
    AS_SYMLINK,
    AS_EXEC,
    AS_ADDRESS,
    AS_MESSAGE,
    AS_MESSAGES,
    AS_SOCKET,
    AS_SIGNAL,
    AS_TARGET,
    AS_TIMESPEC,
    AS_TIMEVAL,
    AS_MILLIS,
    AS_DESCRIPTOR,
    AS_XATTR,
    AS_NAME,
    AS_PAIR,
    AS_EPOLL,
    AS_FUTEX,
};
enum call_action {
    DO_OPEN,
    DO_WRITE,
    DO_REMOVE,
    DO_STAT,
    DO_READLINK,
    DO_LIST,
    DO_EXEC,
    DO_CALL,
    DO_SOCKET,
    DO_CONNECT,
    DO_BIND,
    DO_SEND,
    DO_SLEEP,
    DO_SIGNAL,
    DO_INSPECT,
    DO_ESCAPE,
    DO_EVADE,
};

enum { NO = -1, EVER = 7 };
enum { ROW_FOREIGN_ABI, ROW_UNKNOWN_CALL };

/* Calls above this number are newer than the table and may do anything. */
#define LAST_KNOWN_CALL 469
#define X32_BIT 0x40000000u

struct row {
    int16_t nr;
    int16_t error;
    uint8_t class;
    uint8_t action;
    uint8_t condition;
    uint8_t argument;
    uint32_t low, high;
    uint8_t decoder;
    int8_t dir, path, empty, number;
    bool deep;
};

extern const struct row table[];
extern const size_t table_rows;

/* The checksum that tells whether a reader knows the same table. */
uint32_t table_checksum(void);

/* The row that a call with these arguments meets, or -1. Takes the same decisions as the filter. */
int table_find(uint32_t arch, int nr, const uint64_t arguments[6]);

void table_prepare(bool deep);

#endif
