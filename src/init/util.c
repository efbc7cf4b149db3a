/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "util.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

__attribute__((format(printf, 1, 0))) static void complain(const char *format, va_list arguments, const char *reason)
{
    char text[512];
    vsnprintf(text, sizeof text, format, arguments);
    dprintf(STDERR_FILENO, "fpbox-init: %s%s%s\n", text, reason ? ": " : "", reason ? reason : "");
}

void die(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    complain(format, arguments, NULL);
    va_end(arguments);
    exit(125);
}

void die_errno(const char *format, ...)
{
    const char *reason = strerror(errno);
    va_list arguments;
    va_start(arguments, format);
    complain(format, arguments, reason);
    va_end(arguments);
    exit(125);
}

uint64_t monotonic_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

ssize_t read_file(int fd, char *buffer, size_t size)
{
    size_t used = 0;
    while (used < size) {
        ssize_t got = RETRY(read(fd, buffer + used, size - used));
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        used += (size_t)got;
    }
    return (ssize_t)used;
}

static uint32_t crc_of_byte(uint32_t byte)
{
    for (int bit = 0; bit < 8; bit++)
        byte = byte >> 1 ^ (0xEDB88320u & -(byte & 1));
    return byte;
}

uint32_t crc32(uint32_t crc, const void *bytes, size_t size)
{
    static uint32_t table[256];
    if (!table[1])
        for (uint32_t i = 0; i < 256; i++)
            table[i] = crc_of_byte(i);
    crc = ~crc;
    for (const unsigned char *at = bytes, *end = at + size; at < end; at++)
        crc = crc >> 8 ^ table[(crc ^ *at) & 0xFF];
    return ~crc;
}

bool tells_time_of_day(clockid_t clock)
{
    return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_REALTIME_ALARM ||
           clock == CLOCK_TAI;
}
