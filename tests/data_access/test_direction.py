"""No name turns round what stands beside it, and none that is read from right to left is harmed."""

import io

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.direction import (
    MARK,
    column_with_marks,
    column_without_turns,
    isolated,
    marked,
    say,
    without_turns,
)

TURNS = ["\u061c", "\u200e", "\u200f", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x2070))]
HEBREW, ARABIC = "שלם", "شركة 7"
KEPT = "\u200c\u200d\u2060\u200b\u2028"
"""Joiners and what is no mark of a direction: Persian and emoji need them."""


@pytest.mark.parametrize("turn", TURNS)
def test_a_name_loses_every_mark_that_turns_a_line_and_nothing_else(turn: str) -> None:
    names = pl.DataFrame({"name": [f"{turn}Acme{turn} {HEBREW}{KEPT}{turn}", turn * 2, "", None]})
    assert names.select(column_without_turns(pl.col("name")))["name"].to_list() == [
        f"Acme {HEBREW}{KEPT}",
        MARK,
        "",
        None,
    ]
    assert [without_turns(f"{turn}a{turn}"), without_turns(turn), without_turns("")] == ["a", MARK, ""]


@pytest.mark.parametrize("turn", TURNS)
def test_an_id_shows_each_mark_where_it_is_drawn(turn: str) -> None:
    ids = pl.DataFrame({"id": [f"a{turn}", "a", None]})
    assert ids.select(column_with_marks(pl.col("id")))["id"].to_list() == [f"a{MARK}", "a", None]
    assert (marked(f"a{turn}"), isolated(f"{turn}a")) == (f"a{MARK}", f"{MARK}a")


@pytest.mark.parametrize("name", ["", "Acme", "Зенит 7", "赤い鳥", f"Acme{KEPT}"])
def test_what_is_read_from_left_to_right_is_left_as_it_is(name: str) -> None:
    assert isolated(name) == marked(name) == name


@pytest.mark.parametrize("name", [HEBREW, ARABIC, f"Acme {HEBREW}", "\U0001e900"])
def test_what_is_read_from_right_to_left_stands_between_isolates(name: str) -> None:
    assert isolated(name) == f"\u2068{name}\u2069"
    assert marked(name) == name


def test_what_is_isolated_is_not_isolated_again() -> None:
    words = f"{isolated(HEBREW)}, 40% of its calls, and {isolated(ARABIC)}"
    assert isolated(words) == marked(words) == words
    assert isolated(isolated(HEBREW + isolated(ARABIC))) == isolated(HEBREW + isolated(ARABIC))


def test_an_isolate_that_is_not_closed_or_not_opened_is_shown() -> None:
    assert isolated("a\u2069b\u2068c") == f"a{MARK}b{MARK}c"
    assert isolated("\u2068a\u2068b\u2069") == f"{MARK}a\u2068b\u2069"
    assert isolated("\u2067a\u2069") == f"{MARK}a{MARK}"


@given(st.text(st.sampled_from([*TURNS, *HEBREW, "a", "1", " "])))
def test_whatever_a_text_holds_it_opens_and_closes_and_turns_nothing(text: str) -> None:
    shown, depth = isolated(text), 0
    for letter in shown:
        depth += (letter == "\u2068") - (letter == "\u2069")
        assert depth >= 0
        assert letter in ("\u2068", "\u2069") or letter not in TURNS
        assert depth or letter not in HEBREW
    assert depth == 0


def test_a_terminal_gets_nothing_that_moves_its_cursor_turns_its_line_or_that_it_cannot_show() -> None:
    written = io.BytesIO()
    out = io.TextIOWrapper(written, encoding="iso-8859-1")
    say(["Söhne \u202e7", f"\x1b[2J{HEBREW}"], out)
    out.flush()
    assert written.getvalue().decode("iso-8859-1") == "Söhne ?7\n??[2J????\n"
    utf_8 = io.StringIO()
    say([f"\x1b {HEBREW} 7"], utf_8)
    assert utf_8.getvalue() == f"\u2068{MARK} {HEBREW} 7\u2069\n"
