/* SPDX-License-Identifier: Apache-2.0 */
/* Feeds libFuzzer's bytes to everything that reads a tracee's memory. The first bytes choose the row and the call's
 * arguments, the rest is the memory: it starts at an address near the end of a page, so that reads meet holes. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "decode.h"
#include "memory.h"
#include "places.h"
#include "table.h"
#include "walk.h"

#define START UINT64_C(0x10000f00)

static const uint8_t *memory;
static size_t memory_size;

ssize_t memory_read(pid_t tid, uint64_t address, void *to, size_t size)
{
    (void)tid;
    if (address < START || address - START >= memory_size) {
        errno = EFAULT;
        return -1;
    }
    size_t left = memory_size - (size_t)(address - START);
    size = size < left ? size : left;
    memcpy(to, memory + (address - START), size);
    return (ssize_t)size;
}

static ssize_t some_link(char *to, size_t size)
{
    size_t length = memory_size < size ? memory_size : size;
    if (!length || memory[0] & 1) {
        errno = ENOENT;
        return -1;
    }
    memcpy(to, memory, length);
    return (ssize_t)length;
}

ssize_t memory_link(pid_t tid, int descriptor, char *to, size_t size)
{
    (void)tid;
    (void)descriptor;
    return some_link(to, size);
}

ssize_t memory_readlink(const char *path, char *to, size_t size)
{
    if (strlen(path) > 4200)
        abort();
    return some_link(to, size);
}

unsigned memory_socket_type(pid_t tid, int descriptor)
{
    (void)tid;
    (void)descriptor;
    return 1;
}

static void check(struct bytes bytes, size_t limit)
{
    volatile char sum = 0;
    if (bytes.size > limit)
        abort();
    for (size_t i = 0; i < bytes.size; i++)
        sum ^= bytes.at[i];
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static char *names[] = {"npm_package_name", "A", NULL};
    static const struct list kept = {names, 2};
    (void)argc;
    (void)argv;
    decode_prepare(&kept);
    places_prepare("/home/dev/app");
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint64_t arguments[6];
    struct view view;
    if (size < 1 + 2 * 6)
        return 0;
    /* Two bytes make an argument: an offset into the memory, or a small number, or something wild. */
    for (int i = 0; i < 6; i++) {
        uint16_t raw = (uint16_t)(data[1 + 2 * i] | data[2 + 2 * i] << 8);
        arguments[i] = raw & 0x8000 ? START + (raw & 0x7FFF) : raw & 0x4000 ? UINT64_MAX << (raw & 63) : raw;
    }
    memory = data + 13;
    memory_size = size - 13;
    struct call call = {10, 10, arguments, &table[data[0] % table_rows], data[0] & 1 ? 1 << 30 : 0, 0};
    decode(&view, &call);
    check(view.object, 4096);
    check(view.base, 4096);
    check(view.object2, 65536);
    check(view.base2, 65536);
    places_sensitive(view.object, view.base);
    places_probe(view.object, view.base, 10, 10);
    if (view.object.size && view.address)
        walk_path(view.object, &view, &call);
    decode_changed(&view, &call);
    check(view.object2, 65536);
    return 0;
}
