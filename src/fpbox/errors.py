# SPDX-License-Identifier: Apache-2.0
"""Every error fpbox raises on purpose.

::

    FpboxError                  exit code 125 unless a line says otherwise
    ├── UsageError              2    what was typed or configured cannot be used
    │   └── RecipeError         2    a recipe file is wrong; carries file, line and column
    ├── EngineError             125  the container engine cannot do what was asked
    │   ├── EngineUnavailable   125  no engine answers
    │   ├── ImageError          125  an image is missing and cannot be pulled or built
    │   └── BoxError            125  a container cannot be made, started or watched
    ├── CommandNotFound         127  the command does not exist in the image
    ├── CommandNotExecutable    126  it exists and cannot be run
    ├── TracerError             125  the tracer cannot start, or failed
    │   └── WireError           125  the tracer's stream is cut or corrupt
    └── StreamError             125  an event sink cannot be used at all

Each carries a message for a person and, where there is one, the next step to take.
"""

from __future__ import annotations

from typing import ClassVar

_MAX_SHOWN = 60


class FpboxError(Exception):
    """Base of all of them.

    Attributes:
        exit_code: what the process ends with when nothing catches it.
        message: one sentence: what happened.
        hint: one sentence: what to do next, or empty.
    """

    exit_code: ClassVar[int] = 125

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message if not hint else f"{message}\n  {hint}")
        self.message = message
        self.hint = hint


class UsageError(FpboxError):
    """What was typed or configured cannot be used."""

    exit_code = 2


def quoted(text: str) -> str:
    """Show text from outside in a message: in quotes, and no more than 60 characters of it."""
    return repr(text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}...")


class RecipeError(UsageError):
    """A recipe file is wrong.

    Attributes:
        file: the file's name. line, column: counted from 1, or 0 when not known.
    """

    def __init__(self, message: str, *, file: str, line: int = 0, column: int = 0) -> None:
        super().__init__(f"{file}:{line}:{column}: {message}" if line else f"{file}: {message}")
        self.file = file
        self.line = line
        self.column = column


class EngineError(FpboxError):
    """The container engine cannot do what was asked."""


class EngineUnavailable(EngineError):
    """No container engine answers."""


class ImageError(EngineError):
    """An image is missing and can be neither pulled nor built."""


class BoxError(EngineError):
    """A container cannot be made, started or watched."""


class CommandNotFound(FpboxError):
    """The command does not exist in the image."""

    exit_code = 127


class CommandNotExecutable(FpboxError):
    """The command exists in the image and cannot be run."""

    exit_code = 126


class TracerError(FpboxError):
    """The tracer cannot start, or failed."""


class WireError(TracerError):
    """The tracer's stream is cut or corrupt.

    Attributes:
        offset: byte offset in the stream, from 0.
    """

    def __init__(self, message: str, *, offset: int) -> None:
        super().__init__(f"{message} (at byte {offset} of the tracer's stream)")
        self.offset = offset


class StreamError(FpboxError):
    """An event sink cannot be used at all."""
