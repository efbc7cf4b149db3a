# SPDX-License-Identifier: Apache-2.0
"""Events against recipes: what rises, when, and what is kept of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fpbox.model import TOOLCHAIN, Action, Importance, Package
from fpbox.recipes import Catalogue, Matcher, load_catalogue, load_file

CATALOGUE = load_catalogue()
OTHER = Package("pkg:npm/other@2.0.0", "npm", "other", "2.0.0")

RECIPE = """
id: sample
title: A sample
description: For tests.
tactic: discovery
technique: T1082
category: test
method: test
importance: medium
bits: {value: 10, why: because}
observe: OBSERVE
means: It means.
matters: It matters.
steps: {review: r, policy: p, dependency: d, watch: w, teach: t, audit: a}
"""


def only(observe: str, **fields: str) -> Matcher:
    """Return a matcher with one recipe."""
    text = RECIPE.replace("OBSERVE", observe) + "".join(
        f"{name}: {value}\n" for name, value in fields.items()
    )
    return Matcher(Catalogue(()).with_recipes(load_file(text, "sample.yaml")))


def names(findings):
    return [finding.recipe for finding in findings]


def test_a_finding_rises_once_and_counts_on(world):
    matcher = Matcher(CATALOGUE)
    event = world.see("open /proc/version")
    assert names(matcher.observe(event)) == ["os_fingerprint"]
    assert matcher.again(event, 41, event.first_ns + 5) == ()
    (finding,) = matcher.findings()[world.package]
    assert finding.count == 42
    assert finding.evidence[0].count == 42
    assert finding.first_ns == event.first_ns


def test_a_finding_rises_again_when_it_becomes_more_important(world):
    matcher = Matcher(CATALOGUE)
    first = matcher.observe(world.see("open /etc/os-release"))
    second = matcher.observe(world.see("open /proc/cmdline"))
    third = matcher.observe(world.see("open /etc/issue"))
    assert [finding.importance for finding in (*first, *second)] == [Importance.LOW, Importance.MEDIUM]
    assert third == ()


def test_bits_of_clauses_add_up_to_the_recipe_s_own(world):
    matcher = Matcher(CATALOGUE)
    for line in ("open /etc/os-release", "open /usr/lib/os-release"):
        matcher.observe(world.see(line))
    assert matcher.findings()[world.package][0].bits == 3
    matcher.observe(world.see("open /proc/version"))
    assert matcher.findings()[world.package][0].bits == 9
    for line in ("open /proc/cmdline", "open /etc/hostname", "open /proc/modules"):
        matcher.observe(world.see(line))
    assert matcher.findings()[world.package][0].bits == CATALOGUE.get("os_fingerprint").bits


def test_evidence_is_the_first_ten_and_the_count_is_exact(world):
    matcher = Matcher(CATALOGUE)
    for number in range(25):
        matcher.observe(world.see(f"open /sys/block/sd{number}/serial/vendor"))
    (finding,) = matcher.findings()[world.package]
    assert finding.count == 25
    assert [evidence.seq for evidence in finding.evidence] == list(range(1, 11))


def test_evidence_of_an_exec_shows_what_was_started_and_by_whom(world):
    world.process(1, "/usr/bin/dash", "sh", "-c", "hostnamectl; whoami")
    matcher = Matcher(CATALOGUE)
    (finding,) = matcher.observe(world.see("exec /usr/bin/whoami whoami"))
    evidence = finding.evidence[0]
    assert (evidence.exe, evidence.argv) == ("/usr/bin/dash", ("whoami",))


def test_packages_are_kept_apart_until_they_turn_out_to_be_one(world):
    matcher = Matcher(CATALOGUE)
    matcher.observe(world.see("open /proc/version"))
    matcher.observe(world.see("open /proc/version", image=2, package=OTHER))
    matcher.observe(world.see("open /etc/passwd", image=2, package=OTHER))
    assert {package.name: len(found) for package, found in matcher.findings().items()} == {
        "evil": 1,
        "other": 2,
    }
    final = Package("pkg:npm/final@1", "npm", "final", "1")
    merged = matcher.findings(lambda _: final)
    assert list(merged) == [final]
    assert {finding.recipe: finding.count for finding in merged[final]} == {
        "os_fingerprint": 2,
        "user_fingerprint": 1,
    }
    assert all(finding.package == final for finding in merged[final])
    assert matcher.findings().keys() == {world.package, OTHER}


def test_findings_can_be_asked_for_at_any_time_without_changing_them(world):
    matcher = Matcher(CATALOGUE)
    matcher.observe(world.see("open /etc/machine-id"))
    before = matcher.findings()
    assert matcher.findings() == before
    assert names(matcher.observe(world.see("dns github.com"))) == ["egress_attempt", "probe_then_egress"]


def test_what_is_put_together_at_the_end_can_complete_a_correlation(world):
    matcher = Matcher(CATALOGUE)
    matcher.observe(world.see("open /etc/machine-id"))
    matcher.observe(world.see("dns exfil.example", image=2, package=OTHER))
    assert "probe_then_egress" not in names(matcher.findings()[OTHER])
    merged = matcher.findings(lambda _: OTHER)
    assert "probe_then_egress" in names(merged[OTHER])


def test_wants_exactly_what_some_recipe_or_the_network_needs():
    matcher = Matcher(CATALOGUE)
    assert matcher.wants(Action.OPEN, "openat", "/etc/machine-id")
    assert matcher.wants(Action.CALL, "uname", "")
    assert matcher.wants(Action.DNS, "sendto", "registry.example")
    assert matcher.wants(Action.OPEN, "openat", "/etc/resolv.conf")
    assert not matcher.wants(Action.STAT, "newfstatat", "/etc/machine-id")
    assert not matcher.wants(Action.OPEN, "openat", "/app/node_modules/express/index.js")


@pytest.mark.parametrize(
    ("observe", "line", "expected"),
    [
        ("[{action: open, object: /a/*}]", "open /a/b", True),
        ("[{action: open, object: /a/*}]", "open /a/b/c", False),
        ("[{action: open, object: /a/*}]", "stat /a/b", False),
        ("[{action: open, object: /a/**, not_object: /a/b/**}]", "open /a/b/c", False),
        ("[{action: open, object: /a, result: missing}]", "open /a = missing", True),
        ("[{action: open, object: /a, result: missing}]", "open /a", False),
        ("[{action: open, object: /a, exe: /usr/bin/node}]", "open /a", True),
        ("[{action: open, object: /a, not_exe: /usr/bin/*}]", "open /a", False),
        ("[{action: open, object: /a, phase: install}]", "open /a", False),
        ("[{action: open, object: /a, phase: [install, postinstall]}]", "open /a", True),
        ("[{action: open, object: /a, not_phase: install}]", "open /a", True),
        ("[{action: open, object: /a, not_phase: [install, 'post*']}]", "open /a", False),
        ("[{action: [inspect, escape], call: 'p*'}]", "inspect/ptrace = EPERM", True),
        ("[{action: [inspect, escape], call: 'q*'}]", "inspect/ptrace = EPERM", False),
        ("[{action: exec, command: 'id -u*'}]", "exec /usr/bin/id id -un", True),
        ("[{action: exec, command: id}]", "exec /usr/bin/id id -un", False),
        ("[{action: exec, command: 'id*', not_command: 'id -u*'}]", "exec /usr/bin/id id -un", False),
        ("[{action: evade, detail: '0x4'}]", "evade/prctl (0x4)", True),
        ("[{action: evade, detail: '0x4'}]", "evade/prctl (0x40)", False),
        ("[{action: open, flags: mutated}]", "open /a ! mutated", True),
        ("[{action: open, flags: mutated}]", "open /a", False),
        ("[{action: connect, address: metadata}]", "connect tcp://169.254.169.254:80", True),
        ("[{action: connect, address: [private, public]}]", "connect tcp://127.0.0.1:80", False),
        ("[{action: connect, address: public, port: 443}]", "connect tcp://[2606:4700::1]:443", True),
        ("[{action: connect, address: public, not_port: 443}]", "connect tcp://240.0.0.1:443", False),
        ("[{action: connect, object: 'unix:/run/*.sock'}]", "connect unix:/run/docker.sock", True),
        ("[{action: sleep, min_seconds: 30}]", "sleep 29.9", False),
        ("[{action: sleep, min_seconds: 30}]", "sleep 30", True),
        ("[{action: call, call: uname, min_count: 3}]", "call/uname x2", False),
        ("[{action: call, call: uname, min_count: 3}]", "call/uname x3", True),
    ],
)
def test_everything_a_clause_gives_must_hold(world, observe, line, expected):
    assert bool(only(observe).observe(world.see(line))) is expected


def test_a_threshold_of_different_objects_counts_each_once(world):
    matcher = only("[{action: open, object: '/a/*', min_distinct: 3}]")
    for line in ("open /a/1", "open /a/1", "open /a/2"):
        assert matcher.observe(world.see(line, image=world.seq + 1)) == ()
    (finding,) = matcher.observe(world.see("open /a/3"))
    assert (finding.count, len(finding.evidence)) == (4, 4)


def test_other_processes_are_told_apart_by_what_the_program_wrote(world):
    matcher = only("[{action: open, object: '/proc/[pid]/stat', min_distinct: 3}]")
    for pid in (b"7", b"8", b"7"):
        assert matcher.observe(world.see("open /proc/[pid]/stat", raw=b"/proc/" + pid + b"/stat")) == ()
    assert matcher.observe(world.see("open /proc/[pid]/stat", raw=b"/proc/9/stat"))


def test_a_threshold_over_all_clauses_spans_them(world):
    matcher = only("[{action: open, object: /a}, {action: stat, object: /b}]", min_distinct="2")
    assert matcher.observe(world.see("open /a")) == ()
    assert matcher.observe(world.see("stat /b"))


def test_a_count_that_grows_later_completes_a_threshold(world):
    matcher = only("[{action: open, object: /a, min_count: 5}]")
    event = world.see("open /a")
    assert matcher.observe(event) == ()
    assert matcher.again(event, 3, event.first_ns + 1) == ()
    assert matcher.again(event, 1, event.first_ns + 2)


def test_a_weak_clause_shows_no_purpose(world):
    matcher = Matcher(CATALOGUE)
    (weak,) = matcher.observe(world.see("evade/memfd_create"))
    assert (weak.recipe, weak.importance, weak.intent) == ("fileless_execution", Importance.LOW, False)
    assert matcher.observe(world.see("exec /proc/self/fd/3 x"))[0].intent


def test_confidence_and_phase_are_those_of_what_was_seen(world):
    matcher = Matcher(CATALOGUE)
    matcher.observe(world.see("open /proc/version", phase="preinstall", confidence=0.5))
    matcher.observe(world.see("open /proc/version", phase="postinstall", confidence=0.8, image=2))
    (finding,) = matcher.findings()[world.package]
    assert (finding.phase, finding.confidence) == ("preinstall", 0.8)


def test_a_forgotten_observation_is_worked_out_again_and_counted_on(world, monkeypatch):
    monkeypatch.setattr("fpbox.recipes.matcher._MAX_KNOWN", 3)
    matcher = Matcher(CATALOGUE)
    event = world.see("open /etc/machine-id")
    matcher.observe(event)
    for number in range(10):
        matcher.observe(world.see(f"open /sys/block/sd{number}/serial"))
    assert matcher.again(event, 1, event.first_ns + 9) == ()
    (finding,) = matcher.findings()[world.package]
    assert finding.count == 12
    assert len(finding.evidence) == 10


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd\n",
        "\\xff/etc/passwd",
        "",
        "/",
        "?",
        "/proc/[pid]",
        "tcp://",
        "\x1b[31m",
        "{",
        "~/.ssh/id_rsa",
    ],
)
def test_odd_objects_harm_nothing(world, name):
    matcher = Matcher(CATALOGUE)
    for action in Action:
        event = world.see(f"{action.value}/x", image=world.seq + 1)
        matcher.observe(
            event.__class__(**{field: getattr(event, field) for field in event.__slots__} | {"object": name})
        )


@pytest.mark.parametrize(
    ("package", "risen"), [(TOOLCHAIN, []), (OTHER, ["sample"])], ids=["npm", "a script"]
)
def test_the_package_manager_that_looks_for_a_shell_has_not_run_the_script(world, package, risen):
    matcher = only('[{action: exec, command: "sh -c *"}]')
    event = world.see("exec /app/node_modules/.bin/sh sh -c evil = missing")
    event = replace(event, scope=replace(event.scope, package=package))
    assert names(matcher.observe(event)) == risen
