# SPDX-License-Identifier: Apache-2.0
"""The container's configuration, as the Engine API takes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fpbox.engine.profile import seccomp_option
from fpbox.engine.spec import BoxSpec

_CAPABILITIES = ["KILL", "SETGID", "SETPCAP", "SETUID", "SYS_PTRACE"]
_FOR_ROUTES = "NET_ADMIN"
SHARED = "container:"
"""How the name of a network begins that is another container's; host name and name servers are so, too."""
_NETWORKS = {"open": "bridge", "none": "none"}


def container_config(spec: BoxSpec, labels: Mapping[str, str], *, podman: bool) -> dict[str, Any]:
    """Describe the container for a box.

    A health check of the image's would run code that nothing traces, so it is switched off; volumes of the
    image's are removed with the container. A cgroup namespace of its own hides the container's name in the
    path of its groups; engines with cgroup v1 give none unless asked. No logs are kept: the attach stream is
    the record. The limit on open files stays the engine's: asking for more than its own fails. On an open
    network the tracer needs one capability more, to close the way to what must not be reached. It is the
    tracer's alone, as are the others.
    """
    shared = spec.network.startswith(SHARED)
    return {
        "Image": spec.image.id or spec.image.name,
        "Entrypoint": ["/.fpbox-init"],
        "Cmd": [],
        "User": "0:0",
        "WorkingDir": "/",
        **({} if shared else {"Hostname": spec.hostname}),
        **({"MacAddress": spec.mac} if spec.mac and spec.network == "open" else {}),
        "Labels": dict(labels),
        "Healthcheck": {"Test": ["NONE"]},
        "Tty": False,
        "AttachStdin": spec.stdin,
        "AttachStdout": True,
        "AttachStderr": True,
        "OpenStdin": spec.stdin,
        "StdinOnce": spec.stdin,
        "StopSignal": "SIGTERM",
        "HostConfig": _host_config(spec, podman=podman),
    }


def _host_config(spec: BoxSpec, *, podman: bool) -> dict[str, Any]:
    return {
        "NetworkMode": _NETWORKS.get(spec.network, spec.network),
        **({} if spec.network.startswith(SHARED) else {"Dns": list(spec.dns)}),
        "CapDrop": ["ALL"],
        "CapAdd": [*_CAPABILITIES, _FOR_ROUTES] if spec.network == "open" else _CAPABILITIES,
        "SecurityOpt": ["no-new-privileges", seccomp_option(podman=podman)],
        "Memory": spec.memory_bytes,
        "MemorySwap": spec.memory_bytes,
        "PidsLimit": spec.pids,
        "Ulimits": [
            {"Name": "fsize", "Soft": spec.file_size_bytes, "Hard": spec.file_size_bytes},
            {"Name": "core", "Soft": 0, "Hard": 0},
        ],
        "LogConfig": {"Type": "none"},
        "IpcMode": "private",
        "CgroupnsMode": "private",
        "Init": False,
        "AutoRemove": False,
        "Privileged": False,
    }
