# SPDX-License-Identifier: Apache-2.0
"""Where the files that come with the package are: the tracer, its table, the profiles and the images."""

from __future__ import annotations

from pathlib import Path

from fpbox.errors import TracerError

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parents[1]


def data_dir(name: str) -> Path:
    """Return the folder `name` ("seccomp" or "images"): in an installed package, or in a checkout."""
    installed = _PACKAGE / "_data" / name
    return installed if installed.is_dir() else _CHECKOUT / name


def tracer_binary(arch: str) -> Path:
    """Return the tracer's binary for `arch` ("x86_64", "aarch64").

    Raises:
        TracerError: this installation has none.
    """
    path = _PACKAGE / "_bin" / f"fpbox-init-{arch}"
    if not path.is_file():
        raise TracerError(
            f"this installation of fpbox has no tracer for {arch}",
            f"Reinstall with FPBOX_ARCH={arch} set and a C compiler or ziglang present.",
        )
    return path
