# SPDX-License-Identifier: Apache-2.0
def near(a, b, seconds=60):
    return abs((a - b).total_seconds()) <= seconds
