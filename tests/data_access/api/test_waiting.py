"""How long to wait before asking again (rule 10)."""

from datetime import UTC, datetime, timedelta

import pytest

from data_access.api import waiting
from data_access.waiting import Budget

_NOW = datetime(2026, 4, 6, 12, 0, 0, tzinfo=UTC)


def _told(retry_after=None, body=b""):
    return waiting.told_wait({} if retry_after is None else {"retry-after": retry_after}, body, _NOW)


def test_retry_after_is_seconds_or_a_date():
    assert _told("7") == 7.0
    assert _told("0") == 0.0
    assert _told("Mon, 06 Apr 2026 12:00:30 GMT") == 30.0


def test_a_date_that_is_past_means_at_once():
    assert _told("Mon, 06 Apr 2026 11:00:00 GMT") == 0.0


def test_reset_at_anywhere_in_the_body_is_read_where_there_is_no_retry_after():
    body = b'{"success": false, "error": {"details": [{"reset_at": "2026-04-06T12:00:45.000Z"}]}}'
    assert _told(body=body) == 45.0
    assert _told("7", body) == 7.0
    assert _told("soon", body) == 45.0


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"resetAt": null}', b'{"resetAt": "soon"}', b"[" * 9000])
def test_an_answer_that_does_not_tell_tells_nothing(body):
    assert _told(body=body) is None
    assert _told("-5", body) is None
    assert _told("soon", body) is None


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({"date": "Mon, 06 Apr 2026 12:00:30 GMT"}, _NOW + timedelta(seconds=30)),
        ({"date": "Mon, 06 Apr 2026 14:00:30 +0200"}, _NOW + timedelta(seconds=30)),
        ({"date": "Mon, 06 Apr 2026 12:00:30"}, _NOW + timedelta(seconds=30)),
        ({"date": "Mon, 06 Apr 2026 11:00:00 GMT", "age": "3600"}, _NOW),
        ({"date": "Mon, 06 Apr 2026 12:00:00 GMT", "age": "-1"}, _NOW),
        ({"date": "soon"}, None),
        ({"date": "Fri, 31 Dec 9999 23:59:59 -2359"}, None),
        ({}, None),
    ],
)
def test_an_answer_tells_the_time_by_its_date_and_how_old_it_is(headers, told):
    assert waiting.told_now(headers) == told


def test_untold_waits_double():
    assert [waiting.untold_wait(retry) for retry in range(3)] == [0.5, 1.0, 2.0]


def test_a_budget_is_20_seconds_in_all_and_refuses_what_is_longer_than_its_rest():
    budget = Budget()
    assert budget.spent_on(12, 0) == 12
    assert budget.spent_on(9, 0) is None
    assert budget.spent_on(8, 0) == 8
    assert budget.spent_on(0.1, 0) is None


def test_jitter_only_adds_and_never_beyond_the_budget():
    assert Budget().spent_on(2, 1) == 2.5
    assert Budget().spent_on(20, 1) == 20


@pytest.mark.parametrize(
    "absurd",
    [
        "9" * 400,
        "1e9",
        "inf",
        "\N{ARABIC-INDIC DIGIT ONE}",
        "Mon, 06 Apr 99999 12:00:00 GMT",
        "Mon, 06 Apr 2026 12:00:00 +99999999999999999999",
        "Mon, 99999999999999999999999 Apr 2026 12:00:00 GMT",
        "a" * 100_000,
    ],
)
def test_an_absurd_time_tells_nothing(absurd):
    assert _told(absurd) is None
    assert waiting.told_now({"date": absurd}) is None


def test_an_age_beyond_the_calendar_tells_nothing():
    assert waiting.told_now({"date": "Fri, 31 Dec 9999 23:59:59 GMT", "age": "999999999"}) is None
