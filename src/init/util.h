/* SPDX-License-Identifier: Apache-2.0 */
/* Small things everybody needs. */
#ifndef FPBOX_UTIL_H
#define FPBOX_UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define NS_PER_S UINT64_C(1000000000)
#define NS_PER_MS UINT64_C(1000000)
#define RETRY(expression)                                                                                            \
    ({                                                                                                               \
        __typeof__(expression) result_;                                                                              \
        do                                                                                                           \
            result_ = (expression);                                                                                  \
        while (result_ == -1 && errno == EINTR);                                                                     \
        result_;                                                                                                     \
    })

struct bytes {
    const char *at;
    size_t size;
};

/* Exit with 125 and a sentence on standard error. For use before the command runs only. */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void die_errno(const char *format, ...) __attribute__((format(printf, 1, 2)));

uint64_t monotonic_ns(void);

/* Whether a clock tells the time of day, and not the time since some moment. */
bool tells_time_of_day(clockid_t clock);

/* Read up to `size` bytes of a file; -1 with errno when it cannot be opened or read. */
ssize_t read_file(int fd, char *buffer, size_t size);

/* CRC-32 as zlib has it; begin with 0 and pass the result on. */
uint32_t crc32(uint32_t crc, const void *bytes, size_t size);

#endif
