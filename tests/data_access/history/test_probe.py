"""Whether days add up to their week: the comparison, the search for a week with usage, an API that reads ends differently."""

from datetime import timedelta

import polars as pl
import pytest

from data_access.api.source import ApiSource
from data_access.errors import EndDateReadDifferently
from data_access.history import probe
from data_access.history.plan import probed_week
from data_access.tables import USAGE_TOTALS
from tests.data_access.history.platform import NOW, TODAY, usage

_WEEK = timedelta(days=7)


def _totals(*rows):
    return pl.DataFrame([(operator, None, *figures) for operator, *figures in rows], USAGE_TOTALS, orient="row")


def _probed(kept):
    source = ApiSource(kept.settings, lambda: NOW)
    try:
        return probe.probe(source, TODAY)
    finally:
        source.close()


def test_days_that_add_up_to_their_report_do_not_differ():
    whole = _totals(("a", 5, 0, None, 9, 9), ("b", 0, 1, 2, 3, 4))
    days = [_totals(("a", 2, 0, None, 5, 1)), _totals(("a", 3, None, 0, 7, 2), ("b", None, 1, 2, 0, 0))]
    assert probe.compared(whole, days).is_empty()


def test_each_counted_metric_of_each_operator_that_differs_is_named():
    whole = _totals(("a", 5, 0, 7, 0, 0), ("c", 1, 0, 0, 0, 0))
    days = [_totals(("a", 2, 0, 7, 0, 0)), _totals(("b", 0, 4, 0, 0, 0))]
    assert probe.compared(whole, days).rows() == [
        ("a", "api_calls", 2, 5),
        ("b", "gateway_requests", 4, 0),
        ("c", "api_calls", 0, 1),
    ]


def test_a_platform_whose_days_add_up_is_proven_on_its_latest_settled_week(kept):
    found = _probed(kept)
    assert (found.is_proven, found.week) == (True, probed_week(TODAY))
    assert sorted(found.days) == list(probed_week(TODAY).dates())
    assert found.words == "The reports of the single days add up to the report of 2026-06-01 to 2026-06-07."


def test_a_week_with_usage_is_looked_for_further_back(kept):
    latest = probed_week(TODAY)
    kept.serve(usage().filter(pl.col("date") < latest.start - _WEEK))
    found = _probed(kept)
    assert (found.is_proven, found.week.end) == (True, latest.start - _WEEK - timedelta(days=1))


def test_without_usage_in_90_days_nothing_is_proven_and_nothing_refused(kept):
    kept.serve(usage().filter(pl.col("date") < TODAY - timedelta(days=90)))
    found = _probed(kept)
    assert (found.is_proven, found.week, found.days) == (False, None, {})
    probe.refuse_unproven(found)


def test_an_api_that_leaves_the_end_day_out_is_told_in_words(kept):
    kept.serve_usual(end="exclusive")
    found = _probed(kept)
    assert not found.is_proven
    assert found.words == (
        "The reports of the single days do not add up to the report of 2026-06-01 to 2026-06-07: "
        "calls of op_busy are 0 day by day, 3,730 in one report (7 figures differ)."
    )


def test_nothing_is_stored_of_an_api_that_leaves_the_end_day_out(kept):
    kept.serve_usual(end="exclusive")
    with pytest.raises(EndDateReadDifferently, match=r"do not add up") as refused:
        kept.sync()
    assert "Nothing was stored" in refused.value.advice
    assert [file.name for file in kept.directory.iterdir()] == [".sync.lock"]


def test_an_api_that_changes_its_mind_is_refused_and_what_is_held_stays(synced):
    held = {file: file.read_bytes() for file in synced.directory.rglob("*.parquet")}
    later = NOW + timedelta(days=29)
    synced.serve(usage(later.date() - timedelta(days=1)), end="exclusive")
    with pytest.raises(EndDateReadDifferently):
        synced.sync(later)
    assert {file: file.read_bytes() for file in synced.directory.rglob("*.parquet")} == held


def test_days_that_add_up_beyond_64_bits_do_not_wrap_into_the_week() -> None:
    whole, days = _totals(("a", 0, 0, 0, 0, 0)), [_totals(("a", 2**62, 0, 0, 0, 0))] * 4
    assert probe.compared(whole, days).rows() == [("a", "api_calls", None, 0)]
