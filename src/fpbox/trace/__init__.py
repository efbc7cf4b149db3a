# SPDX-License-Identifier: Apache-2.0
"""From the tracer's bytes to what was done: the wire format and the table of traced calls.

Pure: no asyncio, no files but the package's own table, no network.
"""

from fpbox.trace.calls import CALLS, Call, CallClass, table_checksum
from fpbox.trace.wire import (
    EVENT,
    KEY,
    KEYED,
    Decoder,
    End,
    EventFlag,
    Events,
    Exit,
    Feature,
    Hello,
    Image,
    ImageFlag,
    Note,
    NoteCode,
    Output,
    Reason,
    Record,
    Reset,
)

__all__ = [
    "CALLS",
    "EVENT",
    "KEY",
    "KEYED",
    "Call",
    "CallClass",
    "Decoder",
    "End",
    "EventFlag",
    "Events",
    "Exit",
    "Feature",
    "Hello",
    "Image",
    "ImageFlag",
    "Note",
    "NoteCode",
    "Output",
    "Reason",
    "Record",
    "Reset",
    "table_checksum",
]
