# SPDX-License-Identifier: Apache-2.0
"""The tracer's configuration file; its format is described in docs/wire.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fpbox.engine.spec import BoxSpec
from fpbox.errors import UsageError
from fpbox.network.metadata import UNREACHABLE

HIDDEN = ("/.dockerenv", "/run/.containerenv")


def config_text(spec: BoxSpec, env: Mapping[str, str], cwd: str) -> bytes:
    """Write the configuration of one box.

    Args:
        spec: what the box is to be like.
        env: the command's whole environment.
        cwd: its working directory inside the box.

    Raises:
        UsageError: an argument or a variable holds a NUL byte, which no program can be given.
    """
    lines: list[tuple[str, str]] = [
        ("uid", str(spec.uid)),
        ("gid", str(spec.gid)),
        ("groups", str(spec.gid)),
        ("cwd", cwd),
        ("umask", "022"),
        ("level", spec.level),
        ("linger_ms", _ms(spec.linger_s)),
        ("time_limit_ms", _ms(spec.time_limit_s)),
        ("skip_sleep", spec.skip_sleep),
        ("clock_s", str(spec.machine.clock_s if spec.machine else 0)),
    ]
    lines += _size(spec)
    lines += _each("hide", HIDDEN)
    lines += _each("close", map(str, UNREACHABLE if spec.network == "open" else ()))
    lines += _answers(spec)
    lines += _each("keep_env", spec.keep_env)
    lines += _each("env", (f"{name}={value}" for name, value in env.items()))
    lines += _each("arg", spec.command)
    return b"".join(_line(key, value) for key, value in lines)


def _size(spec: BoxSpec) -> list[tuple[str, str]]:
    """Say how large the machine looks."""
    size = spec.machine.size if spec.machine else None
    if size is None:
        return []
    told = (("processors", size.processors), ("memory_kb", size.memory_kb), ("uptime_s", size.uptime_s))
    return [(key, str(value)) for key, value in told]


def _answers(spec: BoxSpec) -> list[tuple[str, str]]:
    """Say which of the kernel's files the command sees another text of."""
    if spec.machine is None:
        return []
    files = spec.machine.kernel_files(disguise=spec.disguise, root=spec.uid == 0)
    lines = _each("answer", (f"{path} {text}" for path, text in files.items()))
    if spec.disguise:
        hardware = spec.machine.hardware
        lines += _each("cpu", (f"{maker} {key}={value}" for maker, key, value in hardware.processor))
        lines += _each("cpu_hide", hardware.hidden_flags)
    return lines


def _ms(seconds: float) -> str:
    return str(max(0, round(seconds * 1000)))


def _each(key: str, values: Iterable[str]) -> list[tuple[str, str]]:
    return [(key, value) for value in values]


def _line(key: str, value: str) -> bytes:
    raw = value.encode("utf-8", "surrogateescape")
    if b"\0" in raw:
        raise UsageError(f"a NUL byte cannot be passed to a program ({key} {value!r})", "Leave it out.")
    return key.encode() + b" " + raw.replace(b"\\", b"\\\\").replace(b"\n", b"\\n") + b"\n"
