# SPDX-License-Identifier: Apache-2.0
import threading

from . import _clock

threading.Thread(target=_clock.adjust).start()
