/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "table.h"

#include <errno.h>
#include <sys/socket.h>

#include "filter.h"
#include "util.h"

#if defined __x86_64__
#define PICK(x86_64, aarch64) x86_64
#elif defined __aarch64__
#define PICK(x86_64, aarch64) aarch64
#else
#error "fpbox-init knows x86_64 and aarch64 only"
#endif

#define CALL(name, x86_64, aarch64, class_, errno_, action_, condition_, argument_, low_, high_, decoder_, dir_,      \
             path_, empty_, number_, level_)                                                                         \
    {                                                                                                                \
        .nr = PICK(x86_64, aarch64), .error = errno_, .class = CLASS_##class_, .action = DO_##action_,               \
        .condition = IF_##condition_, .argument = argument_, .low = low_, .high = high_, .decoder = AS_##decoder_,   \
        .dir = dir_, .path = path_, .empty = empty_, .number = number_, .deep = LEVEL_##level_,                      \
    },
enum { LEVEL_STANDARD, LEVEL_DEEP };
const struct row table[] = {
#include "trace.def"
};
#undef CALL

const size_t table_rows = sizeof table / sizeof *table;

static const char rows_text[] =
#define CALL(...) #__VA_ARGS__ "\n"
#include "trace.def"
#undef CALL
    ;

/* Rows of one call follow one another through `next_row`; both count from 1, 0 is the end. */
static uint16_t first_row[LAST_KNOWN_CALL + 1];
static uint16_t next_row[sizeof table / sizeof *table];

uint32_t table_checksum(void)
{
    uint32_t crc = 0;
    for (const char *at = rows_text; *at; at++)
        if (*at != ' ')
            crc = crc32(crc, at, 1);
    return crc;
}

void table_prepare(bool deep)
{
    for (size_t i = table_rows; i-- > 0;) {
        if (table[i].nr < 0 || (table[i].deep && !deep))
            continue;
        next_row[i] = first_row[table[i].nr];
        first_row[table[i].nr] = (uint16_t)(i + 1);
    }
}

static bool is_query(const uint64_t arguments[6])
{
    return arguments[4] == 0 && arguments[2] >= 17 && arguments[2] <= 512 &&
           ((uint32_t)arguments[3] & ~(uint32_t)MSG_NOSIGNAL) == 0;
}

static bool meets(const struct row *row, const uint64_t arguments[6])
{
    uint32_t value = (uint32_t)arguments[row->argument];
    switch (row->condition) {
    case IF_RANGE:
        return value >= row->low && value <= row->high;
    case IF_BITS:
        return value & row->low;
    case IF_MASKED:
        return (value & row->low) == row->high;
    case IF_POINTER:
        return arguments[row->argument] != 0;
    case IF_QUERY:
        return is_query(arguments);
    case IF_TIMED:
        return (value & row->low) == row->high && arguments[3] != 0;
    default:
        return true;
    }
}

int table_find(uint32_t arch, int nr, const uint64_t arguments[6])
{
    if (arch != FILTER_ARCH || (nr > 0 && (unsigned)nr & X32_BIT && FILTER_HAS_X32))
        return ROW_FOREIGN_ABI;
    if (nr < 0 || nr > LAST_KNOWN_CALL)
        return ROW_UNKNOWN_CALL;
    for (uint16_t i = first_row[nr]; i; i = next_row[i - 1])
        if (meets(&table[i - 1], arguments))
            return i - 1;
    return -1;
}
