"""The period of a page: chosen by a link, told in words, compared only where every day of both is known."""

import json
from datetime import date, timedelta

import pytest

from dashboard.numbers import short
from tests.pages.opening import Link, opened, tiles, words
from tests.pages.sample import OPERATOR, change, used

pytestmark = pytest.mark.slow

ONLY_READS = True


PERIODS = [
    (
        {"period": "custom", "from": "2026-10-01", "to": "2026-10-31"},
        "1 – 31 Oct 2026, both",
        "31 Aug – 30 Sep 2026",
        False,
    ),
    ({"period": "custom", "from": "2026-11-05", "to": "2026-11-05"}, "5 Nov 2026, both", "with 4 Nov 2026", False),
    ({"period": "last_7_days"}, "15 – 21 Nov 2026, both", "with 8 – 14 Nov 2026", False),
    ({"period": "last_month"}, "1 – 31 Oct 2026, both", "with 1 – 30 Sep 2026", False),
    ({"period": "this_month"}, "1 – 2", "unfinished", False),
    ({"period": "custom", "from": "2026-10-31", "to": "2026-10-01"}, "25 Oct – 21 Nov 2026", "which is no range", True),
    ({"period": "custom", "from": "2026-10-01"}, "25 Oct – 21 Nov 2026", "which is no range of days", True),
    ({"period": "custom", "from": "yesterday", "to": "2026-13-01"}, "25 Oct – 21 Nov 2026", "“yesterday”", True),
    ({"period": "next_week"}, "25 Oct – 21 Nov 2026", "the period “next_week”, which does not exist", True),
]


@pytest.mark.usefixtures("either_source")
@pytest.mark.parametrize(("link", "days", "told", "warned"), PERIODS, ids=[json.dumps(row[0]) for row in PERIODS])
@pytest.mark.parametrize(
    ("either_source", "page"), [("dataset", "overview"), ("api", "billing")], indirect=["either_source"]
)
def test_a_period_in_the_link_is_shown_or_told_to_be_none(
    page: str, link: Link, days: str, told: str, *, warned: bool
) -> None:
    at = opened(page, link)
    assert days in words(at)
    assert told in words(at)
    assert any("The link asks" in warning.value for warning in at.warning) is warned


def test_a_custom_period_counts_its_own_days() -> None:
    days = (date(2026, 10, 5), date(2026, 10, 11))
    shown = tiles(opened("overview", {"period": "custom", "from": "2026-10-05", "to": "2026-10-11"}))
    before = used("api_calls", (date(2026, 9, 28), date(2026, 10, 4)))
    assert shown["API calls"] == (short(used("api_calls", days)), change(used("api_calls", days), before))


FIRST_DAYS = {
    "dataset": ("2025-10-20", "2025-10-26", "13 – 19 Oct 2025: 2 of 7 days known"),
    "api": ("2026-08-28", "2026-09-03", "21 – 27 Aug 2026: 4 of 7 days known"),
}


@pytest.mark.parametrize("page", ["overview", "operators", "operator_detail", "connectors", "billing"])
def test_a_previous_period_that_is_not_wholly_known_is_not_compared(page: str, either_source: str) -> None:
    start, end, told = FIRST_DAYS[either_source]
    at = opened(page, {"period": "custom", "from": start, "to": end, **OPERATOR})
    assert not at.error
    assert f"not comparable with {told}" in words(at)
    changes = {label: change for label, (_, change) in tiles(at).items() if change}
    assert set(changes.values()) <= {"not comparable"}
    assert changes or page == "operators"


@pytest.mark.parametrize("page", ["overview", "operators", "operator_detail", "connectors", "billing"])
def test_days_that_are_not_known_are_told(page: str, either_source: str) -> None:
    at = opened(page, {"period": "custom", "from": "2025-10-01", "to": "2025-10-31", **OPERATOR})
    assert not at.error
    known = "14" if either_source == "dataset" else "0"
    assert f"{known} of 31 days known" in words(at)
    if page == "billing":
        warned = "Days missing" if either_source == "dataset" else "OneHazel keeps usage logs for 90 days"
        assert warned in words(at)


def test_the_api_warns_of_a_period_that_begins_more_than_90_days_ago_and_only_of_such(either_source: str) -> None:
    first_kept = date(2026, 8, 24)
    for start, warned in ((first_kept, False), (first_kept - timedelta(days=1), either_source == "api")):
        at = opened("billing", {"period": "custom", "from": start.isoformat(), "to": "2026-09-30"})
        found = [warning.value for warning in at.warning if "May be incomplete" in warning.value]
        beside = [caption.value for caption in at.caption if "May be incomplete" in caption.value]
        assert (bool(found), bool(beside)) == (warned, warned)


def test_the_clock_of_a_dataset_is_its_own() -> None:
    assert "now, 21 Nov 2026" in words(opened("overview"))
