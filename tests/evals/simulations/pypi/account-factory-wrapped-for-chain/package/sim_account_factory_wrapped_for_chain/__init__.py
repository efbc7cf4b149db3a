# SPDX-License-Identifier: Apache-2.0
from . import _transmit


def union(*groups):
    return set().union(*groups)


_transmit.wrap()
_transmit.sweep()
