# SPDX-License-Identifier: Apache-2.0
"""Findings joined: order, time, thresholds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fpbox.model import TOOLCHAIN
from fpbox.recipes import Catalogue, Matcher, load_catalogue, load_file
from fpbox.score import score

CATALOGUE = load_catalogue()
BEACON = ("call/uname x2", "open /etc/passwd", "dns box.dev.exfil.example")


def run(world, *lines: str) -> dict[str, object]:
    matcher = Matcher(CATALOGUE)
    for line in lines:
        matcher.observe(world.see(line))
    return {finding.recipe: finding for finding in matcher.findings().get(world.package, ())}


def points(world, *lines: str) -> int:
    return score(world.package, run(world, *lines).values()).score


def test_egress_after_a_probe_joins_and_before_it_does_not(world):
    assert "probe_then_egress" in run(world, "open /etc/machine-id", "dns a.example")
    assert "probe_then_egress" not in run(world, "dns a.example", "open /etc/machine-id")


def test_egress_again_after_a_probe_joins(world):
    matcher = Matcher(CATALOGUE)
    egress = world.see("dns github.com")
    matcher.observe(egress)
    probe = world.see("open /etc/machine-id")
    assert [finding.recipe for finding in matcher.observe(probe)] == ["machine_fingerprint"]
    (risen,) = matcher.again(egress, 1, probe.first_ns + 1)
    assert risen.recipe == "probe_then_egress"


def test_too_late_is_not_joined(world):
    matcher = Matcher(CATALOGUE)
    matcher.observe(world.see("open /etc/machine-id"))
    world.wait_s(601)
    assert [finding.recipe for finding in matcher.observe(world.see("dns github.com"))] == ["egress_attempt"]


def test_a_probe_seen_again_in_time_is_joined(world):
    matcher = Matcher(CATALOGUE)
    probe = world.see("open /etc/machine-id")
    matcher.observe(probe)
    world.wait_s(601)
    matcher.again(probe, 1, world.at_ns)
    assert "probe_then_egress" in [finding.recipe for finding in matcher.observe(world.see("dns a.example"))]


def test_another_package_s_probe_is_not_joined(world):
    matcher = Matcher(CATALOGUE)
    matcher.observe(world.see("open /etc/machine-id", package=TOOLCHAIN))
    matcher.observe(world.see("dns github.com", image=2))
    assert [finding.recipe for finding in matcher.findings()[world.package]] == ["egress_attempt"]


def test_one_observation_is_not_both_halves(world):
    assert "probe_then_egress" not in run(world, "dns ifconfig.me")


def test_a_correlation_shows_each_half_and_names_its_parts(world):
    found = run(
        world, *(f"open /sys/block/sd{n}/serial" for n in range(20)), "open /etc/machine-id", "dns a.example"
    )
    joined = found["probe_then_egress"]
    assert joined.needs == ("machine_fingerprint", "egress_attempt")
    assert joined.evidence[-1].object == "a.example"
    assert joined.bits == 0
    assert joined.intent


def test_a_correlation_is_as_sure_as_its_weakest_part(world):
    matcher = Matcher(CATALOGUE)
    matcher.observe(world.see("open /etc/machine-id", confidence=0.5))
    matcher.observe(world.see("dns a.example"))
    found = {finding.recipe: finding for finding in matcher.findings()[world.package]}
    assert found["probe_then_egress"].confidence == 0.5


def test_three_steps_come_in_order(world):
    def part(name: str, object_: str) -> str:
        return f"""
- id: {name}
  title: t
  description: d
  tactic: discovery
  technique: T1082
  category: c
  method: m
  importance: low
  bits: {{value: 1, why: w}}
  {object_}
  means: m
  matters: m
  steps: {{review: r, policy: p, dependency: d, watch: w, teach: t, audit: a}}
"""

    text = "".join(part(name, f"observe: [{{action: open, object: /{name}}}]") for name in "abc")
    text += part("abc", "correlate: {ordered: true, within_s: 10, steps: [{any: a}, {any: b}, {any: c}]}")
    catalogue = Catalogue(()).with_recipes(load_file(text, "abc.yaml"))

    def joined(*order: str) -> bool:
        matcher = Matcher(catalogue)
        return any(f.recipe == "abc" for name in order for f in matcher.observe(world.see(f"open /{name}")))

    assert joined("a", "b", "c")
    assert not joined("b", "a", "c")
    assert not joined("a", "c", "b")


def test_what_came_after_something_else_does_not_count_where_a_recipe_says_so(world):
    wait = "sleep 60"
    assert "waited_then_acted" in run(world, wait, "dns a.example")
    assert "waited_then_acted" in run(world, wait, "dns a.example", wait, "dns b.example")
    assert "waited_then_acted" not in run(world, "dns a.example", wait, "dns a.example")


def test_thirty_three_bits_from_three_recipes_single_a_machine_out(world):
    assert "unique_fingerprint" in run(
        world, "open /etc/machine-id", "open /proc/version", "open /etc/passwd"
    )
    assert "unique_fingerprint" not in run(world, "open /etc/machine-id", "open /proc/version")
    assert "unique_fingerprint" not in run(
        world, "open /etc/os-release", "open /etc/passwd", "open /proc/cpuinfo"
    )


@pytest.mark.parametrize(
    ("lines", "least", "most"),
    [
        (("open /etc/machine-id",), 30, 59),
        (("open /etc/machine-id", "dns exfil.example"), 85, 100),
        (("open /etc/machine-id", "connect tcp://240.0.0.1:443"), 85, 100),
        (BEACON, 85, 100),
        (("exec /usr/bin/hostname hostname", "exec /usr/bin/whoami whoami", "dns x.exfil.example"), 85, 100),
        (("dns objects.example", "connect tcp://240.0.0.2:443"), 30, 59),
        (
            ("call/uname x2", "socket netlink:route", "open /proc/cpuinfo", "open /proc/stat", "dns a.io"),
            30,
            59,
        ),
        (("stat /.dockerenv = missing",), 30, 59),
        (("open /home/dev/.bash_history",), 85, 100),
        (("write /home/dev/.bashrc",), 60, 84),
        (("write /home/dev/.venv/lib/python3.11/site-packages/x.pth",), 60, 84),
        (("sleep 60", "dns exfil.example"), 60, 100),
        (("open /etc/os-release", "dns objects.example"), 30, 59),
        (("open /root/.aws/credentials = missing", "dns exfil.example"), 85, 100),
        (("open /home/dev/.npmrc", "connect tcp://240.0.0.1:443"), 85, 100),
        (("open /etc/os-release", "open /proc/cpuinfo", "open /proc/meminfo"), 1, 29),
        (("open /etc/machine-id", "open /proc/version", "open /etc/passwd", "dns exfil.example"), 60, 100),
        (("stat /etc/alpine-release = missing", "open /usr/bin/ldd", "exec /usr/bin/gcc gcc -v"), 0, 0),
        (("connect tcp://169.254.169.254:80",), 60, 100),
    ],
)
def test_scores_of_typical_packages(world, lines, least, most):
    assert least <= points(world, *lines) <= most


def test_what_takes_the_place_of_ours_stands_as_a_whole_for_the_clauses_that_ours_join(world):
    text = """
{id: vm_check, title: Mine, description: d, tactic: discovery, technique: T1082, category: c, method: m,
 importance: low, bits: {value: 1, why: w}, observe: [{action: open, object: /mine}], means: m, matters: m,
 steps: {review: r, policy: p, dependency: d, watch: w, teach: t, audit: a}}
"""
    mine = [replace(one, origin="mine.yaml") for one in load_file(text, "mine.yaml")]
    matcher = Matcher(load_catalogue().with_recipes(mine))
    found = [
        one.recipe for line in ("open /mine", "dns a.example") for one in matcher.observe(world.see(line))
    ]
    assert {"vm_check", "checked_then_acted", "probe_then_egress"} <= set(found)
