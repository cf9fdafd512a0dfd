"""Errors say what happened and what to do, and quote outside text without its dangers."""

from datetime import UTC, datetime

import pytest

from data_access import errors
from data_access.errors import DataAccessError, SaveOvertaken, TooManyRequests, quotable

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DataAccessError)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_has_a_title_and_advice_of_its_own(kind: type[DataAccessError]) -> None:
    assert kind.title
    assert kind.usual_advice.endswith(".")
    assert kind.__doc__
    if kind is not DataAccessError:
        assert kind.title != DataAccessError.title


def test_titles_tell_errors_apart() -> None:
    titles = [kind.title for kind in KINDS]
    assert len(set(titles)) == len(titles)


def test_an_error_keeps_its_detail_and_takes_better_advice() -> None:
    plain, exact = DataAccessError("here"), DataAccessError("here", "Do that.")
    assert (str(plain), plain.detail, plain.advice) == ("here", "here", "Try again in a moment.")
    assert exact.advice == "Do that."


def test_a_long_wait_is_told_with_its_time() -> None:
    told = TooManyRequests("429", datetime(2026, 4, 6, 12, 0, 5, tzinfo=UTC))
    assert told.advice == "Try again after 6 Apr 2026, 12:00:05 UTC."
    assert TooManyRequests("429").advice == "Wait a minute, then try again."


def test_an_overtaken_save_names_its_fields() -> None:
    assert SaveOvertaken("name is now X", ("name",)).fields == ("name",)


QUOTES = {
    "plain text": ("No such operator", "No such operator"),
    "no text": (7, "7"),
    "line breaks": ("two\r\n\tlines", "two lines"),
    "a platform key": ("key oh_platform_0123-abc_DEF refused", "key oh_… refused"),
    "an operator's key": ("(oh_live_0123)", "(oh_…)"),
    "a key in capitals": ("OH_PLATFORM_0123", "oh_…"),
    "two keys": ("oh_live_1 oh_platform_2", "oh_… oh_…"),
    "an HTML page": ("<!DOCTYPE html><html>oh_live_1</html>", "(an HTML page)"),
    "an HTML page after spaces": ("\n  <html lang='en'>", "(an HTML page)"),
    "an XML page": ("<?xml version='1.0'?>", "(an HTML page)"),
    "a tag in a name": ("<b>bold</b>", "<b>bold</b>"),
}


@pytest.mark.parametrize(("text", "quoted"), QUOTES.values(), ids=QUOTES)
def test_outside_text_is_quoted_on_one_line_without_keys_and_html(text: object, quoted: str) -> None:
    assert quotable(text) == quoted


def test_outside_text_is_cut_to_200_characters() -> None:
    assert quotable("x" * 200) == "x" * 200
    assert quotable("x" * 201) == "x" * 199 + "…"
    assert quotable("x" * 81, 80) == "x" * 79 + "…"


def test_a_key_is_taken_out_before_the_text_is_cut() -> None:
    assert "0123" not in quotable("x" * 190 + " oh_platform_0123456789")


def test_a_text_of_any_size_is_quoted_by_its_beginning() -> None:
    assert quotable("y" * 10**7) == "y" * 199 + "…"
    assert quotable(" " * 10**6 + "far away") == "…"


def test_the_words_of_an_error_can_be_printed() -> None:
    told = DataAccessError("half \ud83d", "mend \udc00")
    assert (told.detail, told.advice, str(told)) == ("half \ufffd", "mend \ufffd", "half \ufffd")
