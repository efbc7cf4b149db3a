# SPDX-License-Identifier: Apache-2.0
def short(name):
    """The last part of a model's name."""
    return name.rsplit("/", 1)[-1]
