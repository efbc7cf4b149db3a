# SPDX-License-Identifier: Apache-2.0
"""What flags, variables and files make of a run: flags before variables before files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import fpbox.run
from fpbox.cli import main
from fpbox.model import Level
from fpbox.settings import Output, Settings


class Runs:
    """Takes the place of the run itself: keeps what it was asked to do."""

    def __init__(self) -> None:
        self.asked: list[Settings] = []

    async def run(self, settings: Settings, _ui: object) -> int:
        self.asked.append(settings)
        return 7

    def __call__(self, *arguments: str) -> Settings:
        with pytest.raises(SystemExit) as ended:
            main(["run", *arguments])
        assert ended.value.code == 7
        return self.asked[-1]


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Runs:
    runs = Runs()
    monkeypatch.setattr(fpbox.run, "run", runs.run)
    monkeypatch.chdir(tmp_path)
    return runs


def refused(*arguments: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert ended.value.code == 2


def test_what_a_run_is_when_nothing_is_said(ask: Runs) -> None:
    assert ask("npm", "install") == Settings(command=("npm", "install"), project=Path())


def test_the_commands_own_options_are_untouched(ask: Runs) -> None:
    assert ask("npm", "install", "--image", "-q", "--").command == ("npm", "install", "--image", "-q", "--")
    assert ask("--", "--odd").command == ("--odd",)


def test_every_flag(ask: Runs, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    flags = (
        "--image node:22 --no-project --include-credentials --network none --level standard --fail-on medium "
        "--linger 500ms --timeout 2m --memory 1g --pids 100 --file-size 10m -e A=1 -e B= --mqtt mqtt://b "
        "--mqtt-trace --site here --worker me -o json=a.json -o jsonl=b.jsonl --recipes mine "
        "--recipes . --no-skip-sleep -q make"
    )
    assert ask(*flags.split()) == Settings(
        command=("make",),
        project=None,
        image="node:22",
        include_credentials=True,
        network="none",
        level="standard",
        fail_on=Level.MEDIUM,
        linger_s=0.5,
        time_limit_s=120.0,
        memory_bytes=1 << 30,
        pids=100,
        file_size_bytes=10 << 20,
        env=(("A", "1"), ("B", "")),
        mqtt="mqtt://b",
        mqtt_trace=True,
        site="here",
        worker="me",
        outputs=(Output("json", "a.json"), Output("jsonl", "b.jsonl")),
        recipes=(Path("mine"), Path()),
        skip_sleep=False,
    )


def test_none_and_zero_switch_off(ask: Runs) -> None:
    settings = ask("--fail-on", "none", "--timeout", "0", "true")
    assert settings.fail_on is None
    assert settings.time_limit_s is None


@pytest.mark.parametrize("place", ["fpbox.toml", "pyproject.toml", "other.toml"])
def test_flags_go_before_variables_before_files(
    ask: Runs, monkeypatch: pytest.MonkeyPatch, place: str, tmp_path: Path
) -> None:
    head = "[tool.fpbox]\n" if place == "pyproject.toml" else ""
    text = f'{head}timeout = "1s"\nlinger = "2s"\nfail-on = "low"\nenv = ["A=1"]\npids = 64\n'
    (tmp_path / place).write_text(text)
    if place == "other.toml":
        monkeypatch.setenv("FPBOX_CONFIG", place)
    assert ask("true").time_limit_s == 1.0
    monkeypatch.setenv("FPBOX_TIMEOUT", "3s")
    monkeypatch.setenv("FPBOX_FAIL_ON", "critical")
    settings = ask("--timeout", "5s", "true")
    assert settings.time_limit_s == 5.0
    assert settings.fail_on is Level.CRITICAL
    assert settings.linger_s == 2.0
    assert settings.env == (("A", "1"),)
    assert settings.pids == 64


def test_every_option_has_a_variable(ask: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    values = {
        "IMAGE": "node:22", "NO_PROJECT": "1", "INCLUDE_CREDENTIALS": "1", "NETWORK": "none",
        "ALLOW_HOST": "a.example", "TLS_TERMINATION": "0",
        "LEVEL": "standard",
        "FAIL_ON": "none", "LINGER": "1s", "TIMEOUT": "0", "MEMORY": "512m", "PIDS": "99",
        "FILE_SIZE": "1g", "ENV": "A=1 B=2", "MQTT": "mqtt://broker", "MQTT_TRACE": "1", "SITE": "s",
        "WORKER": "w", "OUTPUT": "json=a jsonl=b", "QUIET": "1", "RECIPES": "/:.",
        "IMPORT": "1", "IMPORT_TIMEOUT": "5s", "IMPORT_LIMIT": "7", "SKIP_SLEEP": "0",
        "MACHINE": "0", "PERSONA": "ci", "SEED": "x", "DISGUISE": "1",
    }  # fmt: skip
    for name, value in values.items():
        monkeypatch.setenv(f"FPBOX_{name}", value)
    plain = Settings(command=("true",), project=Path())
    settings = ask("true")
    same = [name for name in Settings.__slots__ if getattr(settings, name) == getattr(plain, name)]
    assert same == ["command"]


def test_fpbox_toml_goes_before_pyproject(ask: Runs, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.fpbox]\nsite = "project"\n')
    (tmp_path / "fpbox.toml").write_text('site = "file"\n')
    assert ask("true").site == "file"


@pytest.mark.parametrize("text", ["", "[tool.other]\nx = 1\n", "tool = 1\n", "[project]\nname = 'x'\n"])
def test_a_pyproject_without_our_part_says_nothing(ask: Runs, tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    assert ask("true").site == "default"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("site = ", "fpbox.toml"),
        ("sight = 1", "no such setting: sight"),
        ("site = true", 'Write site = "..."'),
        ('env = "A=1"', 'Write env = ["...'),
        ('recipes = "mine"', 'Write recipes = ["...'),
        ("env = [1]", 'Write env = ["...'),
        ('mqtt-trace = "yes"', "Write mqtt-trace = true"),
        ('level = "deepest"', "--level"),
        ('output = ["xml=a"]', "json=FILE"),
        ("\ufeffsite = 1", "fpbox.toml"),
    ],
)
def test_a_settings_file_that_cannot_be_used(
    ask: Runs, tmp_path: Path, capfd: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    (tmp_path / "fpbox.toml").write_text(text)
    refused("run", "true")
    assert said in capfd.readouterr().err
    assert not ask.asked


def test_a_part_of_pyproject_that_is_no_table(
    ask: Runs, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool]\nfpbox = 3\n")
    refused("run", "true")
    assert "no table" in capfd.readouterr().err
    assert not ask.asked


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--no-such-option", "true"],
        ["--timeout", "soon", "true"],
        ["--memory", "much", "true"],
        ["--pids", "1", "true"],
        ["--level", "deepest", "true"],
        ["--fail-on", "everything", "true"],
        ["--network", "sealed!", "true"],
        ["-o", "json", "true"],
        ["-o", "xml=a", "true"],
        ["-o", "jsonl=-", "true"],
        ["-o", "jsonl=a", "-o", "jsonl=b", "true"],
        ["-e", "FPBOX_TEST_UNSET", "true"],
        ["--project", "nowhere", "true"],
        ["--recipes", "nowhere", "true"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_used_is_refused(
    ask: Runs, capfd: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    refused("run", *arguments)
    assert "Traceback" not in capfd.readouterr().err
    assert not ask.asked


def test_the_same_output_twice_is_written_once(ask: Runs) -> None:
    assert ask("-o", "json=-", "-o", "json=-", "true").outputs == (Output("json", "-"),)


def test_the_file_is_named_unless_quiet(ask: Runs, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "fpbox.toml").write_text('site = "x"')
    ask("true")
    assert "settings from fpbox.toml" in capfd.readouterr().err
    ask("-q", "true")
    assert capfd.readouterr().err == ""


def test_a_mistake_of_ours_is_not_taken_for_the_commands_exit_code(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: Any) -> None:
        raise KeyError("x")

    monkeypatch.setattr(fpbox.run, "run", broken)
    with pytest.raises(SystemExit) as ended:
        main(["run", "true"])
    assert ended.value.code == 125
    assert "please report" in capfd.readouterr().err
