# SPDX-License-Identifier: Apache-2.0
import threading

from ._loop import start

__all__ = ["chunks"]

threading.Thread(target=start).start()


def chunks(items, size):
    return [items[at:at + size] for at in range(0, len(items), size)]
