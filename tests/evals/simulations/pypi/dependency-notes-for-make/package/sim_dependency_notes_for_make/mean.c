/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>

double mean(const double *values, size_t count)
{
    double sum = 0;
    for (size_t at = 0; at < count; at++)
        sum += values[at];
    return count ? sum / (double)count : 0;
}
