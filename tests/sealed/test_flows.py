# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpbox.model import Action, Event
from fpbox.sealed import flows
from fpbox.sealed.flows import UNSURE, Calls, Source
from gateway import EVIL, OTHER, SECOND, traced

TO = ("198.18.0.1", 443)


def calls(*events: Event) -> Calls:
    known = Calls()
    for event in events:
        known.saw(event, event.count, event.first_ns)
    return known


def connect(at: float, package=EVIL, image: int = 7, to: str = "tcp://198.18.0.1:443") -> Event:
    return traced(Action.CONNECT, to, at, package, image)


def whose(sources: tuple[Source, ...]) -> list[tuple[str, float]]:
    return [(source.event.scope.package.name, source.confidence) for source in sources]


def ask(known: Calls, at: float, to: tuple[str, int] = TO, protocol: str = "tcp") -> list[tuple[str, float]]:
    return whose(known.of_flow(protocol, to, int(at * SECOND)))


def test_a_flow_belongs_to_the_process_that_connected_there():
    assert ask(calls(connect(1.0)), 1.001) == [("evil", 1.0)]


@pytest.mark.parametrize(
    ("to", "protocol", "at"),
    [(("198.18.0.2", 443), "tcp", 2.0), (("198.18.0.1", 80), "tcp", 2.0), (TO, "udp", 2.0), (TO, "tcp", 0.5)],
)
def test_another_address_port_protocol_or_an_earlier_time_is_nobodys(to, protocol, at):
    assert ask(calls(connect(1.0)), at, to, protocol) == []


def test_a_call_that_the_tracer_saw_a_little_late_is_the_one():
    assert ask(calls(connect(1.05)), 1.0) == [("evil", 1.0)]


def test_one_after_another_to_one_address_are_told_apart_by_time():
    known = calls(connect(1.0), connect(5.0, OTHER, 8))
    assert [ask(known, 1.001), ask(known, 5.001)] == [[("evil", 1.0)], [("other", 1.0)]]


def test_a_flow_that_is_accounted_for_leaves_the_next_to_the_other():
    known = calls(connect(1.0), connect(1.5, OTHER, 8))
    assert [ask(known, 1.2), ask(known, 1.6)] == [[("evil", 1.0)], [("other", 1.0)]]


def test_two_packages_at_the_same_time_are_both_kept_and_believed_less():
    known = calls(connect(1.0), connect(1.01, OTHER, 8))
    for _ in range(2):
        assert sorted(ask(known, 1.02)) == [("evil", UNSURE), ("other", UNSURE)]


def test_two_processes_of_one_package_are_no_doubt():
    assert ask(calls(connect(1.0), connect(1.01, EVIL, 8)), 1.02) == [("evil", 1.0)]


def test_the_same_call_many_times_accounts_for_many_flows():
    known = calls(connect(1.0))
    known.saw(next(iter(known._addresses.by_key.values()))[id_of(known)].event, 9, 3 * SECOND)
    assert [ask(known, 1 + n / 5) for n in range(10)] == [[("evil", 1.0)]] * 10


def id_of(known: Calls) -> int:
    return next(iter(next(iter(known._addresses.by_key.values()))))


@pytest.mark.parametrize("traced_as", ["tcp://[2001:db8::1]:443", "tcp://[2001:0db8:0::1]:443"])
def test_an_address_of_version_6_is_compared_in_its_one_form(traced_as):
    assert ask(calls(connect(1.0, to=traced_as)), 1.1, ("2001:DB8:0:0::1", 443)) == [("evil", 1.0)]


def test_an_address_of_version_4_within_one_of_6_is_the_same():
    assert ask(calls(connect(1.0)), 1.1, ("::ffff:198.18.0.1", 443)) == [("evil", 1.0)]


def test_a_datagram_belongs_to_whoever_sent_it():
    known = calls(traced(Action.SEND, "udp://198.18.0.1:99", 1.0))
    assert ask(known, 1.1, ("198.18.0.1", 99), "udp") == [("evil", 1.0)]


def test_a_name_belongs_to_whoever_asked_for_it():
    known = calls(
        traced(Action.DNS, "a.evil.example", 1.0), traced(Action.DNS, "b.evil.example", 1.0, OTHER, 8)
    )
    assert whose(known.of_name("A.evil.example.", int(1.1 * SECOND))) == [("evil", 1.0)]


def test_a_name_nobody_was_seen_to_ask_for_is_put_down_to_who_went_to_the_resolver():
    known = calls(connect(1.0, to="tcp://172.17.0.2:53"))
    assert whose(known.of_name("x.example", int(1.2 * SECOND))) == [("evil", UNSURE)]
    assert whose(known.of_name("x.example", 60 * SECOND)) == []


def test_what_is_kept_is_bounded_and_what_is_not_is_counted(monkeypatch):
    monkeypatch.setattr(flows, "_MAX_KEYS", 3)
    known = calls(*(connect(1.0, to=f"tcp://198.18.0.{n}:443") for n in range(5)))
    assert known.left_out == 2


@given(
    st.lists(st.tuples(st.floats(0, 9), st.sampled_from([EVIL, OTHER]), st.integers(1, 4)), max_size=12),
    st.lists(st.floats(0, 9), max_size=12),
)
def test_a_flow_is_never_put_down_to_what_came_after_it(made, asked):
    known = calls(*(connect(at, package, image) for at, package, image in made))
    for at in sorted(asked):
        for source in known.of_flow("tcp", TO, int(at * SECOND)):
            assert source.event.first_ns <= at * SECOND + flows._SLACK_NS
