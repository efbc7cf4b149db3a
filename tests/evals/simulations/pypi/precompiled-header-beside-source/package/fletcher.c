/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>

unsigned fletcher16(const unsigned char *data, size_t length)
{
    unsigned low = 0, high = 0;
    while (length--) {
        low = (low + *data++) % 255;
        high = (high + low) % 255;
    }
    return high << 8 | low;
}
