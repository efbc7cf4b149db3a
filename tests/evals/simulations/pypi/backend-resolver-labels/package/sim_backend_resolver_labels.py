# SPDX-License-Identifier: Apache-2.0
def is_label(text):
    return 0 < len(text) < 64
