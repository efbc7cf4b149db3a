/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>

unsigned adler(const unsigned char *data, size_t size)
{
    unsigned low = 1, high = 0;
    while (size--) {
        low = (low + *data++) % 65521;
        high = (high + low) % 65521;
    }
    return high << 16 | low;
}
