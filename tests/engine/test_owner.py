# SPDX-License-Identifier: Apache-2.0
"""A container is an orphan only when its owner is certainly gone."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from fpbox.engine import owner
from fpbox.engine.accounts import account


def marks(**changes: object) -> dict[str, str]:
    made = owner.labels("r", 0)
    return {**made, owner.OWNER: json.dumps({**json.loads(made[owner.OWNER]), **changes})}


def test_what_this_process_made_is_in_use() -> None:
    assert not owner.is_orphan(owner.labels("r", 60), time.time())


def test_a_process_that_ended_leaves_orphans() -> None:
    code = "from fpbox.engine import owner; import json; print(json.dumps(owner.labels('r', 0)))"
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout
    assert owner.is_orphan(json.loads(said), time.time())


def test_a_pid_that_was_used_again_is_not_the_owner() -> None:
    assert owner.is_orphan(marks(start="1"), time.time())


def test_a_restart_of_the_machine_leaves_orphans() -> None:
    assert owner.is_orphan(marks(boot="another"), time.time())


@pytest.mark.parametrize(
    "changes", [{"host": "other", "boot": "b", "start": "1"}, {"ns": "pid:[1]", "start": "1"}]
)
def test_what_another_machine_or_container_made_is_left_alone(changes: dict[str, str]) -> None:
    assert not owner.is_orphan(marks(**changes), time.time())


def test_what_outlived_its_time_is_an_orphan_wherever_it_came_from() -> None:
    made = owner.labels("r", 10) | {owner.OWNER: "{}"}
    assert not owner.is_orphan(made, time.time())
    assert owner.is_orphan(made, time.time() + 10 + 3601)


@pytest.mark.parametrize("value", ["", "x", "[]", "{}", '{"pid": null}', '{"pid": "x"}'])
def test_labels_that_say_nothing_make_no_orphan(value: str) -> None:
    assert not owner.is_orphan({owner.OWNER: value, owner.EXPIRES: "soon"}, time.time())


def test_an_images_own_account_is_used() -> None:
    found = account(b"root:x:0:0::/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/bash\n", b"", 1000, 1000)
    assert (found.name, found.home, found.created) == ("node", "/home/node", False)


def test_an_account_is_added_where_there_is_none() -> None:
    found = account(b"root:x:0:0::/root:/bin/sh\ndev:x:7:7::/d:/bin/sh", b"", 1000, 1000)
    assert found.passwd is not None
    assert found.passwd.splitlines()[1:] == [
        b"dev:x:7:7::/d:/bin/sh",
        b"dev2:x:1000:1000::/home/dev2:/bin/sh",
    ]
    assert found.group == b"dev2:x:1000:\n"


def test_an_image_without_any_files_gets_an_account() -> None:
    found = account(b"", b"users:x:1000:\n", 1000, 1000)
    assert (found.passwd, found.group, found.home) == (
        b"dev:x:1000:1000::/home/dev:/bin/sh\n",
        None,
        "/home/dev",
    )
