"""The gate before the pages: who waits in line sees a page, and whoever sleeps lets others go."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import streamlit as st

from dashboard import turns
from dashboard.ui.page import state
from dashboard.ui.parts import charts
from tests.pages.opening import opened, read


@contextmanager
def three_before(in_line: Callable[[int], None]) -> Iterator[None]:
    """A line that does not move: three come first, and they stay."""
    in_line(3)
    st.stop()
    yield


@contextmanager
def three_went(in_line: Callable[[int], None]) -> Iterator[None]:
    """A line that moves: three came first, then one, then it is our turn."""
    in_line(3)
    in_line(1)
    yield


def test_a_first_visitor_in_line_sees_the_title_and_how_many_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "turn", three_before)
    at = opened("billing")
    assert [read(one.value) for one in at.title] == ["Billing"]
    assert [one.value for one in at.info] == ["Busy: 3 visitors come before you. The page follows by itself."]
    assert len(at.get("skeleton")) == 1
    assert len(at.metric) == 0


def test_when_the_turn_comes_the_words_make_way_for_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "turn", three_went)
    at = opened("billing")
    assert [one.value for one in at.info if "Busy" in one.value] == []
    assert len(at.title) == 1
    assert len(at.metric) > 0


def test_a_page_that_stands_is_not_replaced_while_it_waits_for_its_next_run(monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("billing")
    monkeypatch.setattr(turns, "turn", three_before)
    at.run()
    assert [one.value for one in at.info if "Busy" in one.value] != []
    assert len(at.get("skeleton")) == 0


def test_a_run_that_leaves_the_line_leaves_the_readings_of_the_page_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("billing")
    shown = set(at.session_state["pins"].shown)
    monkeypatch.setattr(turns, "turn", three_before)
    at.run()
    assert len(shown) > 0
    assert at.session_state["pins"].shown == shown
    assert at.session_state["pins"].whole_run is False


def test_the_pause_after_the_tiles_lets_others_go(monkeypatch: pytest.MonkeyPatch) -> None:
    went = []

    def others_go(_seconds: float) -> None:
        with ThreadPoolExecutor(1) as other:
            other.submit(_take_a_turn, went).result(30)

    monkeypatch.setattr(charts.time, "sleep", others_go)
    monkeypatch.setattr(state, "first_time", lambda _name: True)
    with turns.turn(lambda _before: None):
        charts.numbers_first()
    assert went == ["another"]


def _take_a_turn(went: list[str]) -> None:
    with turns.turn(lambda before: pytest.fail(f"{before} before")):
        went.append("another")
