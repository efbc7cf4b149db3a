# SPDX-License-Identifier: Apache-2.0
def columns(rows):
    return list(zip(*rows))
