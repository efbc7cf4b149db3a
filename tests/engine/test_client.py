# SPDX-License-Identifier: Apache-2.0
"""The engine is found where the user says it is, and its absence is explained."""

from __future__ import annotations

import gc
import hashlib
import json
import socket
import threading
from pathlib import Path

import pytest

from fpbox.engine import Engine
from fpbox.engine.client import connect, endpoints
from fpbox.errors import EngineUnavailable


def test_docker_host_is_the_only_choice_when_it_is_set(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert [place.url for place in endpoints({"DOCKER_HOST": "tcp://engine.example:2375"})] == [
        "tcp://engine.example:2375"
    ]


def context(home: Path, name: str) -> None:
    """Write what `docker context create` writes."""
    meta = home / ".docker/contexts/meta" / hashlib.sha256(name.encode()).hexdigest()
    meta.mkdir(parents=True)
    endpoint = {"Host": "unix:///far/docker.sock", "SkipTLSVerify": False}
    (meta / "meta.json").write_text(
        json.dumps({"Name": name, "Metadata": {}, "Endpoints": {"docker": endpoint}})
    )
    (home / ".docker/config.json").write_text(json.dumps({"currentContext": name}))


@pytest.mark.parametrize("environ", [{}, {"DOCKER_CONTEXT": "far"}])
def test_a_chosen_context_is_honoured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, environ: dict[str, str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    context(tmp_path, "far")
    (found,) = endpoints(environ)
    assert (found.url, found.origin) == ("unix:///far/docker.sock", "docker context 'far'")


def test_a_context_that_does_not_exist_is_no_reason_to_use_another_engine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    context(tmp_path, "far")
    with pytest.raises(EngineUnavailable, match="'near'"):
        list(endpoints({"DOCKER_CONTEXT": "near"}))


def test_without_a_choice_the_usual_places_are_tried(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "podman").mkdir()
    (tmp_path / "podman/podman.sock").touch()
    urls = [place.url for place in endpoints({"XDG_RUNTIME_DIR": str(tmp_path)})]
    assert urls[0] == "unix:///var/run/docker.sock"
    assert f"unix://{tmp_path}/podman/podman.sock" in urls


async def test_no_engine_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")
    with pytest.raises(EngineUnavailable) as raised:
        await Engine.connect()
    assert "No such file or directory" in raised.value.message
    assert "DOCKER_HOST" in raised.value.message
    assert "DOCKER_HOST" in raised.value.hint


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # docker-py forgets the socket
def test_something_that_is_no_engine_is_not_taken_for_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
        listener.listen()

        def answer() -> None:
            connection = listener.accept()[0]
            with connection:
                connection.recv(4096)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")

        threading.Thread(target=answer, daemon=True).start()
        monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/s")
        with pytest.raises(EngineUnavailable):
            connect()
    gc.collect()
