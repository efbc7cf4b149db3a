/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "ring.h"
#include "util.h"
#include "wire.h"

#define ROOM (1u << 20)
#define ENOUGH (256u << 10)
#define AT_ONCE 65536u
#define MOVED_AT_MOST 16384

static _Alignas(64) unsigned char buffer[ROOM];
static size_t start, end;
static uint32_t checksum; /* of all that is written */
static uint32_t last_image; /* number of the last process image that has been passed on */
static unsigned char *open_events; /* header of the last frame, when it holds events and none of it is written */

void output_prepare(void)
{
    int flags = fcntl(STDOUT_FILENO, F_GETFL);
    if (flags < 0 || fcntl(STDOUT_FILENO, F_SETFL, flags | O_NONBLOCK) < 0)
        die_errno("standard output cannot be used");
}

size_t output_pending(void)
{
    return end - start;
}

bool output_full(void)
{
    return output_pending() >= ENOUGH;
}

static unsigned char *begin_frame(uint16_t type, size_t size)
{
    if (start == end)
        start = end = 0;
    if (end + sizeof(struct wire_header) + size > ROOM) {
        memmove(buffer, buffer + start, end - start);
        end -= start;
        start = 0;
    }
    /* Frames follow one another without padding, so a header may lie anywhere. */
    struct wire_header header = {(uint32_t)size, type, 0};
    open_events = NULL;
    memcpy(buffer + end, &header, sizeof header);
    end += sizeof header;
    return buffer + end - sizeof header;
}

/* A string goes before the events that are being gathered, so that it does not part them, while they are few enough
 * to be moved. */
static bool put_before_events(const void *payload, size_t size)
{
    struct wire_header header = {(uint32_t)size, WIRE_STRING, 0};
    size_t whole = sizeof header + size;
    if (!open_events || buffer + end - open_events > MOVED_AT_MOST || end + whole > ROOM)
        return false;
    memmove(open_events + whole, open_events, (size_t)(buffer + end - open_events));
    memcpy(open_events, &header, sizeof header);
    memcpy(open_events + sizeof header, payload, size);
    open_events += whole;
    end += whole;
    return true;
}

void output_frame(uint16_t type, const void *payload, size_t size)
{
    if (type == WIRE_STRING && put_before_events(payload, size))
        return;
    begin_frame(type, size);
    memcpy(buffer + end, payload, size);
    end += size;
}

void output_note(uint16_t code, uint64_t count, const char *text)
{
    struct {
        uint16_t code, reserved;
        uint32_t count;
        char text[256];
    } note = {code, 0, count > UINT32_MAX ? UINT32_MAX : (uint32_t)count, ""};
    size_t size = strnlen(text, sizeof note.text);
    memcpy(note.text, text, size);
    output_frame(WIRE_NOTE, &note, offsetof(__typeof__(note), text) + size);
}

/* An event becomes part of the frame before it when that holds events too. */
static void append_event(struct wire_event *event)
{
    uint32_t length = 0;
    if (open_events)
        memcpy(&length, open_events, sizeof length);
    if (!open_events || length >= WIRE_FRAME_EVENTS * sizeof *event || end + sizeof *event > ROOM) {
        open_events = begin_frame(WIRE_EVENTS, sizeof *event);
        length = 0;
    }
    /* From here on the producer counts no more calls into this event. */
    uint32_t count = atomic_exchange((_Atomic uint32_t *)&event->count, 0);
    memcpy(buffer + end, event, sizeof *event);
    memcpy(buffer + end + offsetof(struct wire_event, count), &count, sizeof count);
    end += sizeof *event;
    length += (uint32_t)sizeof *event;
    memcpy(open_events, &length, sizeof length);
}

uint32_t output_last_image(void)
{
    return last_image;
}

bool output_drain(void)
{
    struct ring_frame frame;
    while (!output_full() && ring_next(&frame)) {
        if (frame.type == WIRE_EVENTS)
            append_event(frame.payload);
        else
            output_frame(frame.type, frame.payload, frame.size);
        if (frame.type == WIRE_IMAGE)
            memcpy(&last_image, frame.payload, sizeof last_image);
        ring_release();
    }
    return ring_empty();
}

ssize_t output_copy(int fd, uint8_t stream)
{
    static unsigned char chunk[1 + AT_ONCE];
    if (output_full()) {
        errno = EAGAIN;
        return -1;
    }
    ssize_t got = RETRY(read(fd, chunk + 1, AT_ONCE));
    if (got <= 0)
        return got;
    chunk[0] = stream;
    output_frame(WIRE_OUTPUT, chunk, (size_t)got + 1);
    return got;
}

bool output_flush(void)
{
    open_events = NULL;
    while (start < end) {
        size_t size = end - start < AT_ONCE ? end - start : AT_ONCE;
        ssize_t done = RETRY(write(STDOUT_FILENO, buffer + start, size));
        if (done < 0)
            return errno == EAGAIN;
        checksum = crc32(checksum, buffer + start, (size_t)done);
        start += (size_t)done;
    }
    return true;
}

void output_end(struct wire_end *frame)
{
    struct wire_header header = {sizeof *frame, WIRE_END, 0};
    uint32_t all = crc32(checksum, &header, sizeof header);
    frame->checksum = crc32(all, frame, offsetof(struct wire_end, checksum));
    output_frame(WIRE_END, frame, sizeof *frame);
}
