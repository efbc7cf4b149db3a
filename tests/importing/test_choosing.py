# SPDX-License-Identifier: Apache-2.0
"""What is chosen to be loaded, from files that a package may have written."""

from __future__ import annotations

import json

import pytest

from fpbox.attribute import Claim, Installed
from fpbox.importing import npm, python
from fpbox.importing.plan import Load, Plan, driver, within
from fpbox.importing.results import MAX_BYTES, Results, error_line
from fpbox.model import TOOLCHAIN, UNATTRIBUTED, Action, Event, Package, Process, Scope

SITE = "/home/dev/.venv/lib/python3.11/site-packages"
METADATA = b"Metadata-Version: 2.1\nName: Some.Thing\nVersion: 1.2\n\nName: other\n"


def record(*paths: str) -> bytes:
    return "".join(f"{path},,\n" for path in paths).encode()


def read(**files: bytes) -> python.Distribution | None:
    found = {name.replace("__", "."): data for name, data in files.items()}
    return python.distribution(f"{SITE}/some_thing-1.2.dist-info", found)


def distribution(name: str, *paths: str, requested: bool = False) -> python.Distribution:
    files = {"METADATA": f"Name: {name}\nVersion: 1\n".encode(), "RECORD": record(*paths)}
    if requested:
        files["REQUESTED"] = b""
    found = python.distribution(f"{SITE}/{name}-1.dist-info", files)
    assert found
    return found


# --- npm ---


def test_direct_dependencies_are_taken_and_indirect_ones_are_not() -> None:
    manifest = json.dumps({"dependencies": {"a": "1"}, "devDependencies": {"@s/b": "1"}}).encode()
    packages = {
        "node_modules/a": {"version": "1.0.0", "dependencies": {"deep": "1"}},
        "node_modules/deep": {"version": "1.0.0"},
        "node_modules/unsaved": {"version": "1.0.0"},
        "node_modules/shop": {"resolved": "packages/shop", "link": True},
        "packages/shop": {"name": "shop", "dependencies": {"of-workspace": "1"}},
        "node_modules/of-workspace": {"version": "1.0.0"},
    }
    found = npm.candidates(manifest, json.dumps({"packages": packages}).encode())
    assert found == ["a", "@s/b", "unsaved", "of-workspace"]


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"[",
        b"[]",
        b'{"dependencies": []}',
        b'{"dependencies": "a"}',
        b'{"dependencies": 7}',
        b"[" * 100_000,
        b'{"dependencies": {"../../etc": "1", "a/../b": "1", "": "1", ".bin": "1", "a\\nb": "1"}}',
        json.dumps({"dependencies": {"a" * 300: "1", "@s/../x": "1", "@/x": "1", "a/b": "1"}}).encode(),
    ],
)
def test_a_hostile_manifest_names_nothing(manifest: bytes) -> None:
    assert npm.candidates(manifest, manifest) == []


def test_a_manifest_with_too_many_dependencies_is_cut() -> None:
    manifest = json.dumps({"dependencies": {f"p{n}": "1" for n in range(npm.MAX_NAMES * 3)}}).encode()
    assert len(npm.candidates(manifest, b"")) == npm.MAX_NAMES


def test_what_yarn_keeps_in_archives_is_loaded_as_its_lockfile_has_it() -> None:
    manifest = {"dependencies": {"a": "^1", "@s/b": "npm:2"}, "devDependencies": {"gone": "1", "../c": "1"}}
    lock = (
        "__metadata:\n  version: 8\n\n"
        '"a@npm:^1":\n  version: 1.2.3\n  resolution: "a@npm:1.2.3"\n\n'
        '"@s/b@npm:2":\n  version: 2.0.1\n  resolution: "@s/b@npm:2.0.1"\n\n'
        '"deep@npm:1":\n  version: 1.0.0\n  resolution: "deep@npm:1.0.0"\n'
    )
    loads = npm.plugged("/srv/app", json.dumps(manifest).encode(), lock.encode())
    assert [(load.title, load.task) for load in loads] == [
        ("a@1.2.3", {"name": "a"}),
        ("@s/b@2.0.1", {"name": "@s/b"}),
    ]
    assert npm.plugged("/srv/app", json.dumps(manifest).encode(), b"") == []
    assert npm.plugged("/srv/app", b"[]", lock.encode()) == []


def test_a_package_is_the_directory_whatever_it_calls_itself() -> None:
    (load,) = npm.loads("/app", {"a": b'{"name": "lodash", "version": {"x": 1}}'})
    assert isinstance(load.owner, Claim)
    assert (load.owner.name, load.owner.version, load.owner.place) == ("a", "", "/app/node_modules/a")
    assert load.task == {"name": "a"}


# --- Python ---


def test_name_and_version_are_those_of_the_metadatas_head() -> None:
    found = read(METADATA=METADATA)
    assert found
    assert (found.name, found.version) == ("Some.Thing", "1.2")


@pytest.mark.parametrize("metadata", [b"\xff\xfe", b"Name:\nVersion:\n", b"Name: " + b"x" * 100_000])
def test_without_good_metadata_the_directorys_name_serves(metadata: bytes) -> None:
    found = read(METADATA=metadata)
    assert found
    assert (found.name, found.version) == ("some_thing", "1.2")


@pytest.mark.parametrize(
    ("paths", "modules"),
    [
        (("a/__init__.py", "a/b/__init__.py", "a/c.py"), ("a",)),
        (("one.py", "two.cpython-311-x86_64-linux-gnu.so", "three.abi3.so"), ("one", "two", "three")),
        (("google/cloud/x/__init__.py",), ("google.cloud.x",)),
        (("a.pth", "sitecustomize.py", "usercustomize/__init__.py", "a.txt"), ()),
        (("../../../bin/tool", "/etc/passwd.py", "../x.py", "a/../../b/__init__.py"), ()),
        (("a-b.py", "1x/__init__.py", "a b/__init__.py", 'x"]);evil.py', "import os;/__init__.py"), ()),
        (("a/b/c/d/e/f/__init__.py",), ()),
    ],
)
def test_modules_are_what_the_record_makes_importable(
    paths: tuple[str, ...], modules: tuple[str, ...]
) -> None:
    found = read(METADATA=METADATA, RECORD=record(*paths))
    assert found
    assert found.modules == modules


def test_names_in_top_level_are_added_if_they_are_names() -> None:
    found = read(
        METADATA=METADATA, top_level__txt=b"good\n../bad\nimport os\n\xff\n", RECORD=record("other.py")
    )
    assert found
    assert found.modules == ("good", "other")


@pytest.mark.parametrize("raw", [b'"' + b"x" * 500_000, b"\0\n" * 100, b"a.py,,\n" * 300_000, b"\xff.py\n"])
def test_a_hostile_record_does_no_harm(raw: bytes) -> None:
    found = read(METADATA=METADATA, RECORD=raw)
    assert found
    assert len(found.modules) <= 1


def test_many_modules_are_cut() -> None:
    found = read(METADATA=METADATA, RECORD=record(*(f"m{n}.py" for n in range(1000))))
    assert found
    assert len(found.modules) == python.MAX_MODULES


def test_what_was_asked_for_comes_first_and_what_has_nothing_to_load_is_left_out() -> None:
    found = [distribution("b", "b.py"), distribution("a", "a.py", requested=True), distribution("c", "c.txt")]
    assert [load.title for load in python.loads(found, {})] == ["a@1", "b@1"]


def test_a_hook_belongs_to_the_one_distribution_that_lists_it() -> None:
    one, two = distribution("one", "one.pth", "both.pth"), distribution("two", "two.py", "both.pth")
    evil = Package("pkg:pypi/evil@1", "pypi", "evil", "1")
    hooks = {f"{SITE}/{name}.pth": TOOLCHAIN for name in ("one", "both", "nobody")}
    hooks[f"{SITE}/planted.pth"] = evil
    loads = python.loads([one, two], hooks)
    assert [(load.title, load.task["hooks"]) for load in loads[:2]] == [("one@1", ["one.pth"]), ("two@1", [])]
    alone = {str(load.task["hooks"]): load.owner for load in loads[2:]}
    assert alone == {"['both.pth']": UNATTRIBUTED, "['nobody.pth']": UNATTRIBUTED, "['planted.pth']": evil}


def test_environments_are_told_by_their_paths() -> None:
    assert python.environment(SITE) == python.Environment("/home/dev/.venv", "python3.11")
    assert python.environment("/x/site-packages") is None


def written(installed: Installed, path: str, package: Package = TOOLCHAIN) -> None:
    process = Process(1, 0, 2, 1, "/usr/bin/python3.11", (), "/")
    event = Event(1, 0, process, Scope(package), Action.WRITE, "openat", path)
    if installed.concerns(event.action, path):
        installed.note(event, by_manager=True)


def test_what_was_installed_is_seen_by_its_dist_info_and_hooks() -> None:
    installed = Installed()
    for name in ("a-1.dist-info/METADATA", "a-1.dist-info/RECORD", "b-1.dist-info", "x.pth", "a/c.py"):
        written(installed, f"{SITE}/{name}")
    written(installed, "/home/dev/c-1.dist-info/METADATA")
    written(installed, f"{SITE}/deep/d.pth")
    assert list(installed.distributions) == [f"{SITE}/a-1.dist-info", f"{SITE}/b-1.dist-info"]
    assert list(installed.hooks) == [f"{SITE}/x.pth"]


def test_only_interpreters_that_no_package_can_have_written_are_used() -> None:
    installed = Installed()
    for exe in ("/home/dev/python3.11", "/usr/bin/python3.11", "/usr/bin/cat"):
        installed.ran(Process(1, 0, 2, 1, exe, (), "/"), TOOLCHAIN)
    installed.ran(Process(1, 0, 2, 1, "/usr/bin/python3.9", (), "/"), UNATTRIBUTED)
    assert python.interpreter("python3.11", installed) == "/usr/bin/python3.11"
    assert python.interpreter("python3.9", installed) == ""


# --- plan and results ---


def load(title: str) -> Load:
    return Load(UNATTRIBUTED, title, {"name": title})


def test_the_drivers_program_holds_the_words_and_its_command_does_not() -> None:
    plan = Plan("node", "/usr/bin/node", (load("a"), load("`${process.exit()}`'\"\\")))
    command, program = driver(plan, 20, 1000, 1000)
    assert command == ("/usr/bin/node", program.path)
    assert all(one.word.encode() in program.data for one in plan.loads)
    assert not any(one.word in word for one in plan.loads for word in command)
    assert (program.mode, program.uid) == (0o600, 1000)


def test_what_the_limit_leaves_out_is_named_in_part() -> None:
    loads = [load(f"p{n}") for n in range(30)]
    taken, note = within(loads, 5)
    assert [one.title for one in taken] == ["p0", "p1", "p2", "p3", "p4"]
    assert note.endswith("p13, p14 and 15 more")
    assert within(loads, 30)[1] == ""


def test_notes_tell_who_could_not_be_loaded_and_why() -> None:
    loads = [load("good"), load("bad"), load("late"), load("shot")]
    said = [
        {"code": 0}, {"code": 1, "error": "x\nTypeError [CODE]: no\x1b[31m\n   at y\n"},
        {"late": True, "signal": "SIGKILL"}, {"signal": "SIGSEGV"},
    ]  # fmt: skip
    results = Results()
    for one, words in zip(loads, said, strict=True):
        results.feed(json.dumps({"word": one.word, **words}).encode() + b"\n")
    assert results.notes(loads, 20) == [
        "import: bad could not be loaded: TypeError [CODE]: no\\x1b[31m",
        "import: late had not ended after 20 s and was stopped",
        "import: shot was ended by SIGSEGV",
    ]


@pytest.mark.parametrize(
    "said",
    [
        b"\xff\0",
        b"[]\n",
        b"{" * 9000,
        b'{"word": []}\n',
        b"x" * (2 * MAX_BYTES),
        b'{"word": "x00", "code": 1}\n',
    ],
)
def test_what_is_no_word_of_the_drivers_is_passed_over(said: bytes) -> None:
    results = Results()
    results.feed(said)
    assert results.notes([load("a")], 20) == []


def test_wrong_types_in_the_drivers_words_are_no_error() -> None:
    one = load("a")
    results = Results()
    results.feed(
        json.dumps({"word": one.word, "code": 1, "error": [], "signal": {}, "late": 7}).encode() + b"\n"
    )
    assert results.notes([one], 20) == ["import: a could not be loaded: exit status 1"]


def test_the_error_is_the_last_line_that_names_one() -> None:
    assert error_line("Traceback\nValueError: a\nImportError: b\nsee above\n") == "ImportError: b"
    assert error_line("just words\n\n") == "just words"
    assert error_line("") == ""
    assert len(error_line("x" * 10_000)) <= 160
