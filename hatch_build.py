# SPDX-License-Identifier: Apache-2.0
"""Builds the tracer with the package: one static binary for each architecture asked for.

FPBOX_ARCH names the architectures, separated by commas (default: this machine's). The system's C compiler
is used for this machine's own, ziglang for any other or when there is no compiler.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WARNINGS = [
    "-std=c11",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-Wshadow",
    "-Wformat=2",
    "-Wmissing-prototypes",
    "-Wvla",
]
KNOWN = ("x86_64", "aarch64")


def compiler(arch: str) -> list[str]:
    """Return the command that compiles a static program for `arch`."""
    if arch == platform.machine():
        for name in (os.environ.get("CC"), "cc", "gcc", "clang"):
            if name and shutil.which(name):
                return [name]
    if importlib.util.find_spec("ziglang"):
        return [sys.executable, "-m", "ziglang", "cc", "-target", f"{arch}-linux-musl"]
    raise RuntimeError(
        f"no C compiler for {arch}: install gcc (apt-get install gcc libc6-dev), "
        "or ziglang (pip install ziglang) and build with --no-build-isolation"
    )


def build_tracer(root: Path, arch: str) -> Path:
    """Compile src/init for `arch` into src/fpbox/_bin and return the binary's path."""
    target = root / "src" / "fpbox" / "_bin" / f"fpbox-init-{arch}"
    target.parent.mkdir(exist_ok=True)
    sources = sorted(str(path) for path in (root / "src" / "init").glob("*.c"))
    command = [*compiler(arch), *WARNINGS, "-O2", "-static", "-pthread", "-s"]
    subprocess.run([*command, f"-I{root / 'seccomp'}", "-o", str(target), *sources], check=True)
    return target


class TracerHook(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles the tracer before the wheel (or the editable install) is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build for every architecture asked for; a wheel that holds a binary is no pure one."""
        del version
        if self.target_name != "wheel":
            return
        for arch in os.environ.get("FPBOX_ARCH", platform.machine()).split(","):
            if arch not in KNOWN:
                raise RuntimeError(f"FPBOX_ARCH: {arch!r} is not one of {', '.join(KNOWN)}")
            build_tracer(Path(self.root), arch)
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-linux_{platform.machine()}"
