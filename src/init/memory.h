/* SPDX-License-Identifier: Apache-2.0 */
/* All that is read of a tracee: its memory, and where its descriptors point. Tests and the fuzzer put another
 * implementation in this one's place. */
#ifndef FPBOX_MEMORY_H
#define FPBOX_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Find out how this kernel lets us read; true when only /proc/<pid>/mem works. Call in the thread that reads. */
bool memory_prepare(uid_t tracee_uid);

/* Copy up to `size` bytes. A short count stands before a hole in the address space; -1 when nothing can be read:
 * errno is EFAULT when the tracee could not read it either. */
ssize_t memory_read(pid_t tid, uint64_t address, void *to, size_t size);

/* Write all of it, as the tracee itself could; false when it could not. */
bool memory_write(pid_t tid, uint64_t address, const void *from, size_t size);

/* Write what a held call is to give; what the call then returns: 0 or EFAULT. */
int memory_give(pid_t tid, uint64_t address, const void *from, size_t size);

/* Write all of it over what the tracee itself may not write, in its private memory; false with errno. */
bool memory_force(pid_t tid, uint64_t address, const void *from, size_t size);

/* Where a descriptor (AT_FDCWD: the working directory) points, without a NUL; -1 when there is none. */
ssize_t memory_link(pid_t tid, int descriptor, char *to, size_t size);

/* The protocol of a socket: 1 stream, 2 datagram, 3 raw, 0 not known. */
unsigned memory_socket_type(pid_t tid, int descriptor);

/* Open something below /proc for reading, as the tracee's user or, where that is refused, as root. */
int memory_open(const char *path);
ssize_t memory_readlink(const char *path, char *to, size_t size);

#endif
