# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import itertools
import time
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpbox.sealed import series
from fpbox.sealed.series import Series


def texts(*values: bytes) -> list[bytes]:
    return [text for _, text in Series([{"d": value} for value in values]).texts()]


def numbered(numbers: list[int]) -> list[bytes]:
    """Return what comes of the letters from "a" on, each with its number."""
    requests = [{"n": b"%d" % number, "d": b"%c" % (97 + at)} for at, number in enumerate(numbers)]
    return [text for place, text in Series(requests).texts() if place == "d"]


def test_what_is_always_the_same_is_not_joined() -> None:
    assert texts(b"x", b"x", b"x") == []


def test_what_stood_in_one_request_alone_is_not_joined() -> None:
    assert list(Series([{"a": b"x"}, {"b": b"y"}]).texts()) == []


def test_pieces_are_joined_as_they_are_and_without_what_all_have_in_common() -> None:
    assert texts(b"/p/a.gif", b"/p/b.gif") == [b"/p/a.gif/p/b.gif", b"ab"]


def test_letters_that_all_have_in_common_belong_to_the_pieces() -> None:
    assert texts(b"abcde", b"abcdf", b"abcde") == [b"abcdeabcdfabcde"]


@pytest.mark.parametrize(
    "values",
    [(b"2:b", b"1:a", b"3:c"), (b"2-3/b", b"1-3/a", b"3-3/c"), (b"x=b&2", b"x=a&1", b"x=c&3")],
)
def test_a_number_at_either_end_gives_the_order_and_is_no_part_of_the_piece(
    values: tuple[bytes, ...],
) -> None:
    assert texts(*values)[1:] == [b"bac", b"abc"]


@pytest.mark.parametrize(
    ("numbers", "joined"),
    [
        ([0, 1, 2], [b"abc"]),
        ([2, 1, 0], [b"abc", b"cba"]),
        ([18, 0, 9], [b"abc", b"bca"]),
        ([2, 1, 1, 4], [b"abcd", b"badc"]),
        ([2, 1, 2, 1], [b"abcd", b"badc"]),
        ([900, 7, 31], [b"abc"]),
        ([50, 3, 1, 2], [b"abcd"]),
        ([1234567, 1234566, 1234565], [b"abc"]),
    ],
    ids=["in order", "backwards", "by bytes", "sent twice", "two values", "chance", "far apart", "times"],
)
def test_numbers_that_count_give_an_order(numbers: list[int], joined: list[bytes]) -> None:
    assert numbered(numbers) == joined


def test_requests_that_have_other_places_do_not_come_between() -> None:
    requests = [{"a": b"/p/x1.gif"}, {"a": b"zz", "b": b""}, {"a": b"/p/y2.gif"}]
    assert ("a", b"x1y2") in list(Series(requests).texts())


@pytest.mark.parametrize("values", [(b"YWI=", b"Y2Q="), (b"YWI", b"Y2Q"), (b"YWI%3D", b"Y2Q%3d")])
def test_pieces_of_base64_that_each_has_an_end_are_undone_one_by_one(values: tuple[bytes, ...]) -> None:
    assert texts(*values)[-1] == b"abcd"


def test_base64_that_was_cut_is_not_undone_one_by_one() -> None:
    assert texts(b"YWJj", b"ZGVm") == [b"YWJjZGVm"]
    assert texts(b"YWJjZ", b"GVm") == [b"YWJjZGVm"]


def test_more_orders_than_are_tried_are_told() -> None:
    orders = [list(order) for order in itertools.permutations(range(4))]
    some = Series([{f"n{at}": b"%d" % order[row] for at, order in enumerate(orders)} for row in range(4)])
    list(some.texts())
    assert some.limited
    few = Series([{f"n{at}": b"%d" % order[row] for at, order in enumerate(orders[:3])} for row in range(4)])
    list(few.texts())
    assert not few.limited


def test_more_pieces_than_are_put_in_order_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(series, "MAX_SORTED", 10)
    many = Series([{"n": b"%d" % (20 - row), "d": b"%d:x" % row} for row in range(20)])
    list(many.texts())
    assert many.limited


def test_thousands_of_full_requests_are_gone_through_in_time() -> None:
    bodies = [b"%d:" % (at ^ 1) + bytes((at % 251,)) * 65_000 for at in range(1_000)]
    began = time.process_time()
    assert sum(len(text) for text in texts(*bodies)) < 4 * sum(map(len, bodies))
    assert time.process_time() - began < 10


@given(st.lists(st.dictionaries(st.sampled_from("abn"), st.binary(max_size=20), max_size=3), max_size=8))
def test_no_requests_whatever_break_it(requests: list[dict[str, bytes]]) -> None:
    for _, text in Series(requests).texts():
        assert isinstance(text, bytes)


@given(st.lists(st.text("abc", min_size=1), min_size=2, max_size=9, unique=True), st.randoms())
def test_what_was_cut_and_numbered_comes_out_whole_in_whatever_order(pieces: list[str], dice: Random) -> None:
    sent = list(enumerate(pieces))
    dice.shuffle(sent)
    requests = [{"n": b"%d" % at, "d": piece.encode()} for at, piece in sent]
    assert ("d", "".join(pieces).encode()) in list(Series(requests).texts())
