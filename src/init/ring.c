/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "ring.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "util.h"

#define RING_SIZE ((uint64_t)8 << 20)
#define PADDING 0xFFFF
#define EVENT_SHARED_FROM offsetof(struct wire_event, tid)
#define EVENT_SHARED_BYTES (sizeof(struct wire_event) - EVENT_SHARED_FROM)

static _Alignas(64) unsigned char ring[RING_SIZE];
static _Alignas(64) _Atomic uint64_t head; /* written by the producer */
static _Alignas(64) _Atomic uint64_t tail; /* written by the consumer */
static _Alignas(64) _Atomic int writer_state;
static _Alignas(64) _Atomic int producer_waits;
static uint64_t pending_head;
static uint64_t known_tail;
static struct wire_event *last_event;
static uint64_t last_event_at;
static uint64_t next_seq = 1;
static uint32_t peeked;
static int wake_fd, room_fd;

void ring_prepare(void)
{
    wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    room_fd = eventfd(0, EFD_CLOEXEC);
    if (wake_fd < 0 || room_fd < 0)
        die_errno("cannot make an eventfd");
}

static uint32_t room_for(uint32_t payload)
{
    return (uint32_t)sizeof(struct wire_header) + ((payload + 7) & ~7u);
}

static void signal_fd(int fd)
{
    uint64_t one = 1;
    /* A full counter wakes as well as one more would. */
    if (write(fd, &one, sizeof one) < 0)
        return;
}

void ring_wake(void)
{
    atomic_store(&writer_state, WRITER_AWAKE);
    signal_fd(wake_fd);
}

static void wait_for_room(uint64_t until)
{
    uint64_t ignored;
    atomic_store(&producer_waits, 1);
    while (until - (known_tail = atomic_load(&tail)) > RING_SIZE) {
        ring_wake();
        if (RETRY(read(room_fd, &ignored, sizeof ignored)) < 0)
            return;
        atomic_store(&producer_waits, 1);
    }
    atomic_store(&producer_waits, 0);
}

static void ensure(uint64_t until)
{
    if (until - known_tail <= RING_SIZE)
        return;
    known_tail = atomic_load_explicit(&tail, memory_order_acquire);
    if (until - known_tail > RING_SIZE)
        wait_for_room(until);
}

void *ring_reserve(uint16_t type, uint32_t size)
{
    uint64_t at = atomic_load_explicit(&head, memory_order_relaxed);
    uint64_t left = RING_SIZE - at % RING_SIZE;
    if (left < room_for(size)) {
        ensure(at + left);
        struct wire_header *padding = (struct wire_header *)(ring + at % RING_SIZE);
        *padding = (struct wire_header){(uint32_t)(left - sizeof *padding), PADDING, 0};
        at += left;
        atomic_store_explicit(&head, at, memory_order_release);
    }
    ensure(at + room_for(size));
    struct wire_header *header = (struct wire_header *)(ring + at % RING_SIZE);
    *header = (struct wire_header){size, type, 0};
    pending_head = at + room_for(size);
    return header + 1;
}

/* A sleeping writer is woken for the first frame only: it looks by itself every few milliseconds afterwards. */
void ring_commit(void)
{
    atomic_store(&head, pending_head);
    int state = atomic_load(&writer_state);
    if (state == WRITER_IDLE || (state == WRITER_TIMED && pending_head - known_tail > RING_SIZE / 2)) {
        known_tail = atomic_load(&tail);
        if (state == WRITER_IDLE || pending_head - known_tail > RING_SIZE / 2)
            ring_wake();
    }
}

/* Whether the place of the last event still holds it: other frames may have gone once round the ring since. */
static bool last_event_stands(void)
{
    return last_event && atomic_load_explicit(&head, memory_order_relaxed) - last_event_at < RING_SIZE;
}

/* One more of the same, unless the consumer has taken the last event already: it leaves a count of 0. */
static bool merge(const struct wire_event *event)
{
    if (!last_event_stands() || memcmp((const char *)last_event + EVENT_SHARED_FROM,
                                       (const char *)event + EVENT_SHARED_FROM, EVENT_SHARED_BYTES) != 0)
        return false;
    _Atomic uint32_t *count = (_Atomic uint32_t *)&last_event->count;
    uint32_t before = atomic_load_explicit(count, memory_order_relaxed);
    if (!before || before == UINT32_MAX)
        return false;
    atomic_store_explicit((_Atomic uint64_t *)&last_event->ns, event->ns, memory_order_relaxed);
    return atomic_compare_exchange_strong(count, &before, before + 1);
}

void ring_event(struct wire_event *event)
{
    event->seq = next_seq++;
    event->count = 1;
    event->reserved = 0;
    if (merge(event))
        return;
    last_event = ring_reserve(WIRE_EVENTS, sizeof *event);
    *last_event = *event;
    last_event_at = pending_head - room_for(sizeof *event);
    ring_commit();
}

void ring_part(void)
{
    last_event = NULL;
}

bool ring_next(struct ring_frame *frame)
{
    for (;;) {
        uint64_t at = atomic_load_explicit(&tail, memory_order_relaxed);
        if (at == atomic_load_explicit(&head, memory_order_acquire))
            return false;
        struct wire_header *header = (struct wire_header *)(ring + at % RING_SIZE);
        peeked = room_for(header->length);
        if (header->type != PADDING) {
            *frame = (struct ring_frame){header->type, header->length, header + 1};
            return true;
        }
        ring_release();
    }
}

void ring_release(void)
{
    atomic_store(&tail, atomic_load_explicit(&tail, memory_order_relaxed) + peeked);
    if (atomic_load(&producer_waits) && atomic_exchange(&producer_waits, 0))
        signal_fd(room_fd);
}

bool ring_empty(void)
{
    return atomic_load(&tail) == atomic_load(&head);
}

int ring_wake_fd(void)
{
    return wake_fd;
}

bool ring_sleep(int how)
{
    atomic_store(&writer_state, how);
    if (how == WRITER_IDLE && !ring_empty()) {
        atomic_store(&writer_state, WRITER_AWAKE);
        return false;
    }
    return true;
}

void ring_awake(void)
{
    uint64_t ignored;
    atomic_store(&writer_state, WRITER_AWAKE);
    if (read(wake_fd, &ignored, sizeof ignored) < 0)
        return;
}
