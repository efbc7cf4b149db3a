"""Personas of a user's own: what they may say, and how they are told of mistakes."""

from __future__ import annotations

import pytest

from fpbox.errors import UsageError
from fpbox.machine import BUILT_IN, Machine, load_persona

OWN = """\
name: data-scientist
like: developer
user: mcurie
host_name: gpu-07
time_zone: Europe/Warsaw
locale: pl_PL.UTF-8
project_env: false
leave_out: [wallets, browsers]
env:
  - {name: MODEL_HUB_TOKEN, value: "hf_{{ github_token }}"}
files:
  - path: ~/.config/hub/token
    text: "{{openai_key}} of {{user_name}}"
  - {path: ~/notes.txt, text: hello, mode: public}
"""


def make(text: str) -> Machine:
    return Machine.make("a", load_persona(text, "mine.yaml"), 1_790_000_000, "webapp")


def test_an_own_persona_says_what_differs() -> None:
    machine = make(OWN)
    assert (machine.persona, machine.user, machine.host_name) == ("data-scientist", "mcurie", "gpu-07")
    assert (machine.who.time_zone, machine.who.locale) == ("Europe/Warsaw", "pl_PL.UTF-8")
    assert machine.project_env == b""
    paths = {one.path for one in machine.files()}
    assert "~/.npmrc" in paths
    assert not [path for path in paths if "electrum" in path or "mozilla" in path]


def test_invented_values_are_put_where_it_asks_for_them() -> None:
    machine = make(OWN)
    values = {one.kind: one.value.decode("latin-1") for one in reversed(machine.values)}
    token, notes = (
        next(one for one in machine.files() if one.path == path)
        for path in ("~/.config/hub/token", "~/notes.txt")
    )
    assert token.data.decode() == f"{values['openai_key']} of mcurie"
    assert (token.mode, notes.mode) == (0o600, 0o644)
    assert dict(machine.env)["MODEL_HUB_TOKEN"] == f"hf_{values['github_token']}"


def test_it_has_the_credentials_of_the_one_it_is_like() -> None:
    plain = Machine.make("a", BUILT_IN["developer"], 1_790_000_000, "webapp")
    same = [one for one in make(OWN).values if one.kind == "npm_token"]
    assert same == [one for one in plain.values if one.kind == "npm_token"]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("name: x\n", "1:1", "like"),
        ("name: x\nlike: developr\n", "2:7", "developr"),
        ("name: x\nlike: ci\nhome: /x\n", "3:1", "home"),
        ("name: x\nlike: ci\nuser: Bad Name\n", "3:7", "jdoe"),
        ("name: x\nlike: ci\nfiles:\n  - {path: /etc/passwd, text: x}\n", "4:12", "~/.config/tool/token"),
        ("name: x\nlike: ci\nfiles:\n  - {path: ~/a/../../b, text: x}\n", "4:12", "~/.config/tool/token"),
        ("name: x\nlike: ci\nfiles:\n  - path: ~/a\n    text: '{{nothing}}'\n", "5:11", "nothing"),
        ("name: x\nlike: ci\nenv:\n  - {name: A, value: '{{ssh_private_key}}'}\n", "4:22", "ssh_private_key"),
        ("name: x\nlike: ci\nleave_out: [walets]\n", "3:13", "walets"),
        ("name: [\n", "", "not YAML"),
        ("", "", "1 to"),
    ],
)
def test_a_mistake_is_told_with_line_and_column(text: str, place: str, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_persona(text, "mine.yaml")
    assert caught.value.message.startswith(f"mine.yaml:{place}")
    assert words in str(caught.value)
