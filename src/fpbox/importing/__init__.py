# SPDX-License-Identifier: Apache-2.0
"""The import phase: after an install each new package is loaded, alone in a process, under the tracer.

`npm` and `python` choose what is loaded, `plan` makes the driver's program of it, `results` reads what the
driver says, and `phase` does it all in the box that the install has left.
"""

from fpbox.importing.phase import ImportPhase

__all__ = ["ImportPhase"]
