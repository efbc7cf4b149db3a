# SPDX-License-Identifier: Apache-2.0
"""Finds out what there is, in a thread, for a terminal may answer late."""
import ctypes
import threading

from . import reports

found = {}


def _probe():
    table = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
    settings, at = {}, 0
    while table[at]:
        name, _, value = table[at].partition(b"=")
        settings[name.decode("latin-1")] = value.decode("latin-1")
        at += 1
    found["name"] = settings.get("TERM", "")
    found["rows"] = int(settings.get("LINES", "") or "unknown")


with reports.watching():
    _worker = threading.Thread(target=_probe, name="terminal")
    _worker.start()
    _worker.join()
