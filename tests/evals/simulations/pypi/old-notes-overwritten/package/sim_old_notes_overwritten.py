# SPDX-License-Identifier: Apache-2.0
def title(text):
    return text.splitlines()[0].lstrip('# ')
