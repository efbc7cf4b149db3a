# SPDX-License-Identifier: Apache-2.0
"""The connection to a container engine: finding it, and calling it without holding up the event loop."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from fpbox.errors import EngineError, EngineUnavailable

if TYPE_CHECKING:
    from docker import APIClient
    from docker.tls import TLSConfig

P = ParamSpec("P")
T = TypeVar("T")

TIMEOUT_S = 120
_THREADS = 20
_UNIX = "unix://"
_CONTEXTS = "See `docker context ls`; choose one with `docker context use NAME` or DOCKER_CONTEXT."
_CAUSES = (
    "Permission denied",
    "No such file or directory",
    "Connection refused",
    "Connection reset by peer",
    "Remote end closed connection",
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where an engine listens. `origin` says in a person's words how it was found."""

    url: str
    origin: str
    tls: TLSConfig | bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """What answered.

    Attributes:
        podman: it is Podman, which takes a seccomp profile by path and not inline.
        arch: of the machine the containers run on, as uname -m says it.
    """

    name: str
    version: str
    api: str
    kernel: str
    arch: str
    podman: bool


class Client:
    """One engine, and the threads that talk to it.

    Attributes:
        api: docker-py's low-level client. Use it through `call` only.
    """

    def __init__(self, endpoint: Endpoint, api: APIClient, version: Version) -> None:
        self.endpoint = endpoint
        self.api = api
        self.version = version
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="fpbox-engine")

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a blocking function in a thread of the engine's own.

        When cancelled, waits for nothing: the thread ends when the engine answers.

        Raises:
            EngineError: the engine cannot be reached any more.
        """
        from docker.errors import APIError  # noqa: PLC0415 - loaded by `connect` already
        from requests.exceptions import RequestException  # noqa: PLC0415

        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._pool, lambda: function(*args, **kwargs))
        except APIError:
            raise  # an answer; it happens to be a RequestException as well
        except RequestException as error:
            raise gone(self.endpoint, error) from error

    def close(self) -> None:
        """Close every connection. Threads that still wait for an answer end by themselves."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self.api.close()


def gone(endpoint: Endpoint, error: BaseException) -> EngineError:
    """Return the error for an engine that stopped answering in the middle."""
    return EngineError(
        f"the container engine at {endpoint.url} stopped answering: {_reason(error)}",
        "See that it runs (`fpbox doctor`); what it still holds of this run is removed by `fpbox gc`.",
    )


def connect() -> Client:
    """Find an engine that answers. Blocks.

    Raises:
        EngineUnavailable: none does.
    """
    tried = []
    for endpoint in endpoints(os.environ):
        try:
            return open_client(endpoint)
        except EngineUnavailable as error:
            tried.append(error.message)
    raise EngineUnavailable(
        "no container engine answers: " + "; ".join(tried),
        "Start one (`systemctl start docker`, or `ci/setup` in a checkout), or set DOCKER_HOST.",
    )


def open_client(endpoint: Endpoint) -> Client:
    """Connect to one endpoint. Blocks.

    Raises:
        EngineUnavailable: it does not answer as a container engine.
    """
    import docker  # noqa: PLC0415 - 100 ms that --help need not pay
    import requests  # noqa: PLC0415

    try:
        api = docker.APIClient(
            base_url=endpoint.url,
            tls=endpoint.tls,
            version="auto",
            timeout=TIMEOUT_S,
            max_pool_size=_THREADS,
            use_ssh_client=endpoint.url.startswith("ssh://"),
        )
        return Client(endpoint, api, _version(api.version()))
    except (docker.errors.DockerException, requests.exceptions.RequestException, OSError) as error:
        raise EngineUnavailable(f"{endpoint.url} ({endpoint.origin}): {_reason(error)}") from error


def endpoints(environ: Mapping[str, str]) -> Iterator[Endpoint]:
    """List where an engine may be: what the user chose and nothing else, or else the usual places."""
    host = environ.get("DOCKER_HOST")
    if host:
        yield Endpoint(host, "DOCKER_HOST", _tls_from(environ))
        return
    chosen = _context(environ)
    if chosen:
        yield chosen
        return
    runtime = environ.get("XDG_RUNTIME_DIR", "")
    places = ["/var/run/docker.sock", str(Path.home() / ".docker/run/docker.sock")]
    places += [f"{runtime}/docker.sock", f"{runtime}/podman/podman.sock"] if runtime else []
    places.append("/run/podman/podman.sock")
    for index, place in enumerate(places):
        if index == 0 or Path(place).exists():
            yield Endpoint(_UNIX + place, "the usual place")


def _tls_from(environ: Mapping[str, str]) -> TLSConfig | bool:
    from docker.utils import kwargs_from_env  # noqa: PLC0415

    tls: TLSConfig | bool = kwargs_from_env(environment=dict(environ)).get("tls", False)
    return tls


def _context(environ: Mapping[str, str]) -> Endpoint | None:
    """Return the endpoint of the context chosen with `docker context use` or DOCKER_CONTEXT, if one is.

    Raises:
        EngineUnavailable: a context is chosen that cannot be used; another engine would be a surprise.
    """
    from docker.context import ContextAPI  # noqa: PLC0415
    from docker.context.config import get_current_context_name  # noqa: PLC0415

    name = environ.get("DOCKER_CONTEXT") or get_current_context_name()
    if name == "default":
        return None
    try:
        context: Any = ContextAPI.get_context(name)
    except Exception as error:  # docker-py raises exactly that for a broken file
        raise EngineUnavailable(f"docker context {name!r} cannot be read: {error}", _CONTEXTS) from error
    if context is None or not context.Host:
        raise EngineUnavailable(f"there is no docker context {name!r}", _CONTEXTS)
    return Endpoint(context.Host, f"docker context {name!r}", context.TLSConfig or False)


def _version(answer: dict[str, Any]) -> Version:
    components = answer.get("Components") or [{}]
    name = str(components[0].get("Name") or "Engine")
    arch = str(answer.get("Arch", ""))
    return Version(
        name=name,
        version=str(answer.get("Version", "")),
        api=str(answer.get("ApiVersion", "")),
        kernel=str(answer.get("KernelVersion", "")),
        arch=machine(arch),
        podman="podman" in name.lower(),
    )


def machine(arch: str) -> str:
    """Translate the engine's name of an architecture to that of uname -m."""
    return {"amd64": "x86_64", "arm64": "aarch64"}.get(arch, arch)


def _reason(error: BaseException) -> str:
    """Return the innermost cause, which is the one that tells something."""
    text = str(error)
    for known in _CAUSES:
        if known in text:
            hint = ": add yourself to the docker group, or use a rootless engine" if known[0] == "P" else ""
            return known + hint
    return text
