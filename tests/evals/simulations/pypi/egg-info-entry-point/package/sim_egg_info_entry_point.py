# SPDX-License-Identifier: Apache-2.0
def headings(text):
    return [line.strip('# ') for line in text.splitlines() if line.startswith('#')]
