"""A clock that was wrong for one sync: told by the answer's Date, else by when a day was read. Never a 0 for usage."""

from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data_access.api.source import ApiSource
from data_access.errors import NoDailyHistory
from data_access.history import clock, plan
from data_access.history.clock import ClockWrong
from data_access.history.source import HistorySource
from data_access.period import Period
from tests.data_access.history.platform import LAST_DAY, NOW, TODAY, counted, usage

pytestmark = pytest.mark.slow

_DAY = timedelta(days=1)
_AHEAD = NOW + 10 * _DAY
"""The machine's clock for one sync; the platform knows days up to LAST_DAY alone."""
_EARLY = list(Period(TODAY, TODAY + 9 * _DAY).dates())


class _Dated:
    """The served app, whose answers tell the time."""

    def __init__(self, app, at):
        self._app, self.state, self._at = app, app.state, at

    async def __call__(self, scope, receive, send):
        async def dated(message):
            if message["type"] == "http.response.start":
                told = (b"date", format_datetime(self._at, usegmt=True).encode())
                message = {**message, "headers": [*message["headers"], told]}
            await send(message)

        await self._app(scope, receive, dated)


def _read(kept, now):
    return closing(HistorySource(ApiSource(kept.settings, lambda: now), kept.directory))


def test_a_sync_whose_clock_is_off_is_refused_with_both_times_before_anything_is_stored(kept):
    kept.stage.app = _Dated(kept.stage.app, NOW)
    with pytest.raises(ClockWrong) as wrong:
        kept.sync(_AHEAD)
    assert "it says 21 Jun 2026, 12:00:00 UTC, and OneHazel's answer 11 Jun 2026, 12:00:00 UTC" in wrong.value.detail
    assert wrong.value.advice.startswith("Nothing was stored. Set this machine's clock")
    assert [file.name for file in kept.directory.iterdir()] == [".sync.lock"]


def test_a_clock_that_was_set_back_is_refused_too_and_what_is_held_stays(synced):
    held = {file: file.read_bytes() for file in synced.directory.rglob("*.*") if file.is_file()}
    synced.stage.app = _Dated(synced.stage.app, NOW)
    with pytest.raises(ClockWrong):
        synced.sync(NOW - 10 * _DAY)
    assert {file: file.read_bytes() for file in held if file.suffix != ".lock"} == {
        file: content for file, content in held.items() if file.suffix != ".lock"
    }


@pytest.mark.parametrize("minutes", [-5, 5])
def test_a_few_minutes_off_are_no_matter(kept, minutes):
    kept.stage.app = _Dated(kept.stage.app, NOW + timedelta(minutes=minutes))
    assert kept.sync(days=3).is_complete


@pytest.mark.parametrize("off", [timedelta(minutes=5, seconds=1), timedelta(days=-400)])
def test_more_than_five_minutes_are_refused_and_an_untold_time_is_not(off):
    clock.refuse_wrong(NOW, None)
    with pytest.raises(ClockWrong):
        clock.refuse_wrong(NOW, off)


def test_days_that_were_not_over_are_missing_for_a_reader_and_never_0(kept):
    """Without a Date nobody can tell at the time; as soon as the clock is right, what was read too early shows."""
    kept.sync(_AHEAD)
    assert {kept.states()[day] for day in _EARLY[:6]} == {"closed"}
    kept.serve(usage(LAST_DAY + 2 * _DAY))
    with _read(kept, NOW + 2 * _DAY) as source:
        known = source.facts().daily_coverage
        assert known is not None
        assert known.known_days(Period(_EARLY[0], _EARLY[-1])) == 0
        with pytest.raises(NoDailyHistory):
            source.daily_totals(Period(_EARLY[0], _EARLY[-1]))
        both = source.usage_report(Period(_EARLY[0], _EARLY[1]))
        assert not both.from_days
        assert both.totals.filter(operator_id="op_plain")["api_calls"].to_list() == [
            usage(LAST_DAY + 2 * _DAY)
            .filter(pl.col("date") >= TODAY, operator_id="op_plain", metric="api_calls")["quantity"]
            .sum()
        ]


def test_the_next_sync_heals_what_a_wrong_clock_spoiled(kept):
    kept.sync(_AHEAD)
    kept.asked_days()
    right, later = NOW + 2 * _DAY, usage(LAST_DAY + 2 * _DAY)
    kept.serve(later)
    result = kept.sync(right)
    assert (result.corrected, result.is_complete) == (0, True)
    assert set(kept.asked_days()) >= set(_EARLY[:2])
    with _read(kept, right) as source:
        rows = source.daily_usage(Period(LAST_DAY - 6 * _DAY, _EARLY[-1]))
    days = list(Period(LAST_DAY - 6 * _DAY, _EARLY[1]).dates())
    assert_frame_equal(counted(rows, days), counted(later, days))
    assert rows["date"].max() == _EARLY[1]


def test_a_day_that_really_had_no_usage_is_final_once_it_was_read_in_time(kept):
    kept.sync(_AHEAD)
    later = NOW + 12 * _DAY
    for _ in range(2):
        kept.asked_days()
        kept.sync(later - 3 * _DAY)
    assert TODAY + _DAY not in kept.asked_days()
    assert kept.states()[TODAY + _DAY] == "closed"


def test_a_clock_set_back_asks_again_and_loses_no_figure(synced):
    synced.sync(NOW - 10 * _DAY)
    everything = list(Period(LAST_DAY - 19 * _DAY, LAST_DAY).dates())
    assert_frame_equal(counted(synced.rows(), everything), counted(usage(), everything))
    synced.sync()
    with _read(synced, NOW) as source:
        closed = source.usage_report(Period(LAST_DAY - 9 * _DAY, LAST_DAY - 5 * _DAY))
        assert closed.from_days


def test_a_proof_of_a_day_to_come_proves_nothing():
    assert plan.is_probe_due(TODAY + _DAY, TODAY)
    assert not plan.is_probe_due(TODAY, TODAY)


_D = date(2026, 3, 29)
"""Clocks change on this day in much of Europe: a UTC day has 24 hours all the same."""


def _at(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("read_at", "timely"),
    [
        (_at(2026, 3, 29, 23, 59, 59), False),
        (_at(2026, 3, 30), True),
        (_at(2026, 4, 2, 23, 59, 59), True),
        (_at(2026, 4, 3), False),
        (None, False),
    ],
)
def test_a_day_is_read_in_time_from_the_midnight_that_ends_it_until_the_end_of_today(read_at, timely):
    days = pl.DataFrame([(_D, "closed", read_at, None)], plan.DAYS, orient="row")
    today = date(2026, 4, 2)
    assert days.select(plan.is_timely(today)).item() is timely
    assert (_D in plan.asked(days, today, 5)) is not timely
    assert plan.to_verify(days, today, 1) == ([_D] if timely else [])
