# SPDX-License-Identifier: Apache-2.0

"""Takes passwords out of addresses before they are shown."""
import re


def shown(address):
    """Return an address without its password."""
    return re.sub(r"(?<=://)([^:/@]+):[^@/]+@", r"\1:***@", address)
