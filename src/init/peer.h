/* SPDX-License-Identifier: Apache-2.0 */
/* The other end of a pair of Unix sockets. */
#ifndef FPBOX_PEER_H
#define FPBOX_PEER_H

#include <stdint.h>

/* The inode of the socket that this one is connected to; 0 when it is to none, or the kernel does not say. */
uint32_t peer_of(uint32_t inode);

#endif
