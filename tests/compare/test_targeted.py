# SPDX-License-Identifier: Apache-2.0
"""Which differences are a finding."""

from __future__ import annotations

import pytest

from compared import CATALOGUE, Traced
from fpbox.compare import differences, targeted
from fpbox.model import Finding, Importance

SLY = "pkg:npm/sly@1.0.0"
CURL = "exec /usr/bin/curl curl -s http://collector.invalid/x"
ASKED = "dns collector.invalid"


def judged(*runs: Traced, repeat: Traced | None = None) -> dict[str, Finding]:
    variants = {one.persona: one.observed for one in runs}
    found = differences(variants, [repeat.observed] if repeat else [])
    return targeted(found, variants, CATALOGUE.get("targeted_behaviour"), CATALOGUE.familiar)


def developer(*lines: str) -> Traced:
    return Traced("developer").ran("sly").see(*lines)


def ci(*lines: str) -> Traced:
    return Traced("ci", "/home/runner", ci=True).ran("sly").see(*lines)


@pytest.mark.parametrize(
    ("lines", "recipe"),
    [
        (("open ~/.ssh/id_ed25519",), "ssh_keys"),
        (("open ~/.npmrc",), "package_registry_tokens"),
        (("open /etc/machine-id",), "machine_fingerprint"),
        (("write ~/.bashrc",), "shell_startup_write"),
    ],
)
@pytest.mark.parametrize("as_ci", [True, False])
def test_what_matters_and_is_done_as_one_only_is_a_finding(
    lines: tuple[str, ...], recipe: str, *, as_ci: bool
) -> None:
    runs = (developer(), ci(*lines)) if as_ci else (developer(*lines), ci())
    (finding,) = judged(*runs).values()
    assert finding.package.purl == SLY
    assert (finding.recipe, finding.technique, finding.importance) == (
        "targeted_behaviour",
        "T1480",
        Importance.HIGH,
    )
    assert recipe in finding.needs
    assert finding.intent
    assert finding.evidence


def test_a_host_that_is_talked_to_in_ci_only_is_a_finding() -> None:
    (finding,) = judged(developer(), ci(ASKED)).values()
    assert finding.importance is Importance.HIGH
    assert "collector.invalid" in {one.object for one in finding.evidence}


def test_another_host_is_a_finding_though_both_talk() -> None:
    (finding,) = judged(developer("dns stats.invalid"), ci("dns stats.invalid", ASKED)).values()
    assert finding.importance is Importance.HIGH


def test_another_name_of_the_same_owner_is_none() -> None:
    assert judged(developer("dns a.collector.invalid"), ci("dns b.collector.invalid")) == {}


def test_to_talk_less_in_ci_is_of_medium_importance() -> None:
    (finding,) = judged(developer(ASKED), ci()).values()
    assert finding.importance is Importance.MEDIUM


def test_a_host_that_popular_packages_fetch_from_is_none() -> None:
    assert judged(developer("dns github.com"), ci()) == {}
    assert judged(developer(), ci("dns github.com")) == {}


@pytest.mark.parametrize(
    "lines",
    [
        ("exec /usr/bin/git git config core.hooksPath .husky/_",),
        ("write ~/app/node_modules/sly/out.js", "open ~/app/node_modules/sly/x.js"),
        ("call/uname",),
        ("stat /usr/bin/python3", "list ~/app/node_modules"),
        ("write ~/app/.git/hooks/pre-commit",),
        ("connect unix:/run/nscd/socket",),
    ],
)
@pytest.mark.parametrize("as_ci", [True, False])
def test_what_harms_nobody_is_shown_only(lines: tuple[str, ...], *, as_ci: bool) -> None:
    runs = (developer(), ci(*lines)) if as_ci else (developer(*lines), ci())
    variants = {one.persona: one.observed for one in runs}
    assert differences(variants)
    assert judged(*runs) == {}


def test_the_package_manager_is_never_blamed() -> None:
    one = developer().see(ASKED, "open ~/.ssh/id_ed25519", name="toolchain", phase="")
    assert judged(one, ci().ran("toolchain")) == {}


def test_what_comes_and_goes_by_itself_is_no_finding() -> None:
    again = developer("open ~/.ssh/id_ed25519", ASKED)
    assert judged(developer(), ci("open ~/.ssh/id_ed25519", ASKED), repeat=again) == {}


def test_a_package_that_is_started_as_one_only_is_a_finding_by_what_it_does() -> None:
    (finding,) = judged(developer(), ci().see("open ~/.ssh/id_ed25519", name="second")).values()
    assert finding.package.name == "second"
