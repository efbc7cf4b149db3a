# SPDX-License-Identifier: Apache-2.0
"""Which benign packages are worth running on the sealed network."""

from __future__ import annotations

import pytest

from fpbox.model import TOOLCHAIN, Action, Event, Package, Process, Scope
from population.touching import Touched

OWN = Scope(Package("pkg:npm/a@1", "npm", "a", "1"), "postinstall")
PROCESS = Process(1, 0, 10, 1, "/bin/x", ("x",), "/")


def seen(action: Action, what: str, scope: Scope = OWN) -> Touched:
    touched = Touched()
    touched(Event(1, 2_000_000_000, PROCESS, scope, action, "call", what), 0)
    return touched


@pytest.mark.parametrize(
    ("action", "what"),
    [
        (Action.DNS, "github.com"),
        (Action.CONNECT, "tcp://203.0.113.9:443"),
        (Action.REQUEST, "https://a.example/"),
        (Action.OPEN, "/home/jdoe/.npmrc"),
        (Action.LIST, "/home/jdoe/Documents"),
    ],
)
def test_who_talks_to_a_host_or_reads_in_the_home_directory_is(action, what):
    assert seen(action, what)
    assert not seen(action, what, Scope(TOOLCHAIN))


@pytest.mark.parametrize(
    ("action", "what"),
    [
        (Action.CONNECT, "tcp://127.0.0.1:80"),
        (Action.CONNECT, "unix:/var/run/nscd/socket"),
        (Action.SOCKET, "netlink:"),
        (Action.SEND, "netlink:"),
        (Action.OPEN, "/home/jdoe/survey-x1/package.json"),
        (Action.OPEN, "/home/jdoe/.cache/node-gyp/24/include/node.h"),
        (Action.OPEN, "/etc/passwd"),
        (Action.STAT, "/home/jdoe/.npmrc"),
    ],
)
def test_others_are_not(action, what):
    assert not seen(action, what)


def test_how_long_the_run_took_is_known_by_its_last_event():
    assert seen(Action.OPEN, "/etc/passwd").lasted_s == 2.0
