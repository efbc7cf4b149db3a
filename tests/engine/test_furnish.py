# SPDX-License-Identifier: Apache-2.0
"""An invented machine in images that have an account and a home directory of their own."""

from __future__ import annotations

import asyncio
import secrets
import subprocess
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from fpbox.boxfile import BoxFile
from fpbox.engine import BoxSpec, Engine, archive
from fpbox.engine.accounts import Person, account
from fpbox.machine import BUILT_IN, Machine

PASSWD = b"root:x:0:0::/root:/bin/sh\ndev:x:1000:1000::/home/dev:/bin/bash\n"
GROUP = b"root:x:0:\nstaff:x:50:dev\ndev:x:1000:\n"


def test_an_account_of_our_images_gets_the_persons_name_everywhere() -> None:
    found = account(PASSWD, GROUP, 1000, 1000, Person("jdoe", "Jo Doe", renames=True))
    assert (found.name, found.home, found.former_home, found.created) == (
        "jdoe",
        "/home/jdoe",
        "/home/dev",
        True,
    )
    assert found.passwd == b"root:x:0:0::/root:/bin/sh\njdoe:x:1000:1000:Jo Doe:/home/jdoe:/bin/bash\n"
    assert found.group == b"root:x:0:\nstaff:x:50:jdoe\njdoe:x:1000:\n"


def test_an_account_of_another_image_keeps_its_name() -> None:
    found = account(PASSWD, GROUP, 1000, 1000, Person("jdoe", "Jo Doe"))
    assert (found.name, found.home, found.created) == ("dev", "/home/dev", False)


def test_an_account_that_is_added_belongs_to_the_person_by_a_free_name() -> None:
    found = account(PASSWD, GROUP, 1001, 1001, Person("dev", "Jo Doe"))
    assert found.passwd == PASSWD + b"dev2:x:1001:1001:Jo Doe:/home/dev2:/bin/bash\n"


def unpacked(parts: list[bytes]) -> dict[str, tarfile.TarInfo]:
    with tarfile.open(fileobj=BytesIO(b"".join([*parts, archive.end()]))) as made:
        return {member.name: member for member in made}


def test_folders_are_as_new_as_what_is_in_them_and_closed_where_it_is() -> None:
    items = [
        BoxFile("/home/a/.x/open", b"", 0o644, 7, 8, mtime_s=50),
        BoxFile("/home/a/.x/y/closed", b"", 0o600, 7, 8, mtime_s=90),
    ]
    found = unpacked(list(archive.folders(items, "/home/a")))
    assert {name: (one.mode, one.mtime, one.uid) for name, one in found.items()} == {
        "home/a/.x": (0o755, 90, 7),
        "home/a/.x/y": (0o700, 90, 7),
    }


def test_a_link_goes_in_as_a_link() -> None:
    found = unpacked(list(archive.files([BoxFile("/etc/localtime", b"", link="/usr/share/x", mtime_s=5)])))
    assert found["etc/localtime"].issym()
    assert (found["etc/localtime"].linkname, found["etc/localtime"].mtime) == ("/usr/share/x", 5)


@pytest.mark.docker
async def test_nothing_takes_the_place_of_what_an_image_has_in_its_home_directory(tmp_path: Path) -> None:
    """An image of the user's that was made from ours: its account and its settings stay."""
    name = f"machine-image-{secrets.token_hex(4)}"
    machine = Machine.make("s", BUILT_IN["developer"], 1_790_000_000)
    async with await Engine.connect() as engine:
        ours = await engine.image_for(("npm",))
        (tmp_path / "Dockerfile").write_text(f"FROM {ours.name}\nRUN echo own > /home/dev/.npmrc\n")
        await asyncio.to_thread(subprocess.run, ["docker", "build", "-q", "-t", name, tmp_path], check=True)
        try:
            image = await engine.image_for(("npm",), name)
            script = "id -un; echo ~; cat ~/.npmrc; ls ~/.aws; ls ~/.cache/node-gyp"
            wanted = BoxSpec(
                image=image, command=("sh", "-c", script), network="none", linger_s=0.2, machine=machine
            )
            async with await engine.box(wanted) as box:
                assert box.home == "/home/dev"
                assert await box.read_file("/home/dev/.npmrc", 100) == b"own\n"
                assert b"AKIA" in await box.read_file("/home/dev/.aws/credentials", 1000)
                assert (
                    await box.read_file("/etc/machine-id", 100)
                ).decode().strip() == machine.who.machine_id
                with pytest.raises(FileNotFoundError):
                    await box.read_file(f"/home/{machine.user}/.npmrc", 100)
        finally:
            await asyncio.to_thread(
                subprocess.run, ["docker", "rmi", "-f", name], check=True, capture_output=True
            )
