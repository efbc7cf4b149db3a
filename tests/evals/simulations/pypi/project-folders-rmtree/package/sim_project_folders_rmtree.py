# SPDX-License-Identifier: Apache-2.0
def tree(paths):
    return sorted({path.split('/')[0] for path in paths})
