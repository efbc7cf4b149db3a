/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "strings.h"

#include <string.h>
#include <sys/random.h>

#include "ring.h"

#define SLOTS (1u << 18)
#define MAX_STRINGS (SLOTS / 2)
#define ARENA_BYTES (24u << 20)

struct slot {
    uint32_t hash;
    uint32_t id;
    uint32_t offset;
    uint32_t size;
};

static struct slot slots[SLOTS];
static char arena[ARENA_BYTES];
static uint32_t arena_used;
static uint32_t count;
static uint32_t next_id = 1;
static uint32_t epoch;
static uint64_t seed[2];

void strings_prepare(void)
{
    /* A seed nobody knows: a tracee chooses the strings and must not choose collisions. */
    if (getrandom(seed, sizeof seed, 0) != sizeof seed)
        die_errno("cannot get random numbers");
}

static uint64_t fold(uint64_t a, uint64_t b)
{
    __uint128_t product = (__uint128_t)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t word(const char *at, size_t size)
{
    uint64_t value = 0;
    memcpy(&value, at, size < 8 ? size : 8);
    return value;
}

static uint32_t hash_of(struct bytes string)
{
    uint64_t state = seed[0] ^ string.size;
    size_t left = string.size;
    const char *at = string.at;
    for (; left >= 16; at += 16, left -= 16)
        state = fold(word(at, 8) ^ seed[1], word(at + 8, 8) ^ state);
    if (left >= 8)
        state = fold(word(at, 8) ^ seed[1], word(at + left - 8, 8) ^ state);
    else
        state = fold(word(at, left) ^ seed[1], state);
    return (uint32_t)fold(state, seed[1] | 1);
}

static void forget_all(void)
{
    memset(slots, 0, sizeof slots);
    arena_used = count = 0;
    epoch++;
    ring_reserve(WIRE_RESET, 0);
    ring_commit();
    ring_part();
}

void strings_begin(size_t strings, size_t bytes)
{
    if (count + strings > MAX_STRINGS || arena_used + bytes > ARENA_BYTES)
        forget_all();
}

uint32_t strings_epoch(void)
{
    return epoch;
}

static void send(uint32_t id, struct bytes string)
{
    char *payload = ring_reserve(WIRE_STRING, (uint32_t)(sizeof id + string.size));
    memcpy(payload, &id, sizeof id);
    memcpy(payload + sizeof id, string.at, string.size);
    ring_commit();
}

static uint32_t add(struct slot *slot, uint32_t hash, struct bytes string)
{
    *slot = (struct slot){hash, next_id++, arena_used, (uint32_t)string.size};
    memcpy(arena + arena_used, string.at, string.size);
    arena_used += (uint32_t)string.size;
    count++;
    send(slot->id, string);
    return slot->id;
}

uint32_t strings_number(struct bytes string)
{
    if (!string.size)
        return 0;
    uint32_t hash = hash_of(string);
    for (uint32_t i = hash & (SLOTS - 1);; i = (i + 1) & (SLOTS - 1)) {
        struct slot *slot = &slots[i];
        if (!slot->id)
            return add(slot, hash, string);
        if (slot->hash == hash && slot->size == string.size &&
            memcmp(arena + slot->offset, string.at, string.size) == 0)
            return slot->id;
    }
}
