"""Where a careless reading of the rules goes wrong."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from dashboard.metrics.activity.history import states_by_day
from dashboard.metrics.activity.network import NetworkChange, network_change
from dashboard.metrics.activity.states import activity, rule_words
from tests.dashboard.metrics.activity.frames import (
    RULES,
    TODAY,
    ago,
    fact,
    facts,
    held,
    noon,
    operators,
    reason,
    state,
    used,
    usual,
    weeks,
)

STEADY = used(a=usual(100, since=99))


@pytest.mark.parametrize("stopped", ["nuvei", "sumsub"])
def test_of_two_connectors_that_carried_half_each_either_one_is_a_risk_when_it_stops(stopped):
    other = "sumsub" if stopped == "nuvei" else "nuvei"
    through = weeks((stopped, 50, 55, 10), (other, 50, 55, 0))
    found = fact(STEADY, through=through)
    assert (found["main_connector"], found["main_share"], found["main_stopped"]) == (stopped, 0.5, ago(9))
    assert state(STEADY, through=through) == "at risk"


def test_a_connector_that_carried_just_under_half_is_no_main_one():
    through = weeks(("nuvei", 4_999, 55, 10), ("sumsub", 2_501, 55, 0), ("stripe", 2_500, 55, 0))
    assert fact(STEADY, through=through)["main_connector"] is None


def test_without_a_least_base_an_operator_without_requests_has_no_main_connector():
    rules = replace(RULES, least_base=0)
    found = fact(STEADY, through=weeks(("nuvei", 50, 27, 10)), rules=rules)
    assert (found["main_connector"], found["main_stopped"]) == (None, None)


def test_without_a_least_base_a_base_of_0_gives_no_percentage():
    assert fact(used(a={0: 9}), rules=replace(RULES, least_base=0))["change"] is None


def test_a_gap_before_the_first_known_day_makes_nobody_new():
    days, nobody = used(a=usual(5, since=10)), operators({"created_at": None})
    gap = held(30, missing=range(11, 30))
    assert fact(days, nobody, gap)["first_seen"] is None
    assert state(days, nobody, gap) == "healthy"
    by_day = states_by_day(days, nobody, gap, dates=[ago(20), TODAY], today=TODAY, absent_is_zero=True, rules=RULES)
    assert by_day.rows() == [(TODAY, "a", "healthy")]


def test_where_no_day_is_known_it_is_not_known_that_there_was_no_activity_ever():
    assert state(used(), operators({}), held(3, missing=range(3))) == "unknown"


def test_where_absence_is_not_0_the_pace_is_a_mean_over_the_days_that_are_reported():
    reported = used(a={20: 30, 19: 10})
    assert fact(reported, absent_is_zero=False)["usual"] == 20.0
    assert fact(used(a={22: 30, 20: 10}), absent_is_zero=False)["usual"] == 20.0
    assert fact(used(a={22: 30, 20: 11}))["usual"] == pytest.approx(41 / 3)


def test_a_silence_that_began_before_the_last_28_days_may_have_been_longer():
    days = used(a=usual(100, since=99, until=60) | usual(100, since=5))
    assert (fact(days)["silent_run"], fact(days)["silent_longer"]) == (22, True)
    assert reason(days) == "Back since 16 Nov after 22 days or more of silence. Active on 21 Nov."


def test_a_silence_within_the_last_28_days_was_as_long_as_it_was():
    days = used(a=usual(100, since=99, until=24) | usual(100, since=5))
    assert (fact(days)["silent_run"], fact(days)["silent_longer"]) == (18, False)
    assert reason(days) == "Back since 16 Nov after 18 days of silence. Active on 21 Nov."


@pytest.mark.parametrize(
    "changes", [(-0.3, -0.1), (-0.15, -0.25), (-0.2,), (-0.07, -0.33), (-0.9, -0.29, -0.11, 0.4), (None, -0.2)]
)
def test_a_median_fall_of_exactly_20_percent_is_no_fall_of_the_network(changes):
    standing = pl.DataFrame({"state": ["watch"] * len(changes), "change": changes})
    assert network_change(standing, RULES) == NetworkChange(-0.2, fell=False)


def test_a_median_fall_of_more_than_20_percent_is_one():
    standing = pl.DataFrame({"state": ["watch"] * 3, "change": [-0.1, -0.2001, -0.9]})
    assert network_change(standing, RULES) == NetworkChange(-0.2001, fell=True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"dormant_days": 366},
        {"new_days": 366},
        {"recovered_within": 1_000_000_000},
        {"window_days": 371},
        {"connector_silent_days": 366},
        {"least_base": 1_000_000_001},
    ],
)
def test_thresholds_that_no_field_can_hold_are_refused(wrong):
    with pytest.raises(ValueError, match="no span is above 365 days, and no base above 1,000,000,000"):
        replace(RULES, **wrong)


def test_the_largest_thresholds_still_give_a_state():
    most = replace(
        RULES,
        new_days=365,
        dormant_days=365,
        recovered_within=365,
        window_days=364,
        connector_silent_days=365,
        least_base=1_000_000_000,
    )
    assert state(STEADY, rules=most) == "healthy"


def test_a_part_of_a_percent_is_printed_in_full():
    words = " ".join(rule_words(replace(RULES, risk_fall=0.575, watch_fall=0.07)))
    assert "down by 57.5% or more" in words
    assert "down by 7% or more" in words


@pytest.mark.parametrize(("days_ago", "expected"), [(13, "watch"), (14, "inactive"), (29, "inactive"), (30, "dormant")])
@pytest.mark.parametrize("today", [date(2028, 3, 5), date(2028, 2, 29), date(2027, 3, 5)])
def test_days_are_counted_one_by_one_across_the_end_of_february(today, days_ago, expected):
    days = used(a=usual(100, since=99, until=days_ago), today=today)
    assert state(days, today=today) == expected


@pytest.mark.parametrize(("days_ago", "expected"), [(29, "inactive"), (30, "dormant")])
def test_a_stamp_alone_gives_the_same_boundary_as_days(days_ago, expected):
    stamped = operators({"last_active_at": noon(ago(days_ago))})
    assert state(used(), stamped) == expected
    assert state(used(a=usual(100, since=99, until=days_ago))) == expected


def test_an_operator_that_only_days_know_is_judged_as_any_other():
    found = activity(facts(used(a=usual(100, since=99), z=usual(100, since=99, until=20))), RULES)
    assert found.select("operator_id", "name", "status", "state").rows() == [
        ("a", "a", "active", "healthy"),
        ("z", "z", None, "inactive"),
    ]


def test_a_day_before_the_last_one_held_is_told_as_of_that_day_also_where_it_is_the_last_that_is_asked_for():
    """The roster's stamp and status are those of now: they say nothing of a day before."""
    days = used(a=usual(100, since=99, until=8), b=usual(100, since=99), c=usual(100, since=99, until=15))
    roster = operators(
        {"last_active_at": noon(ago(8))},
        {"operator_id": "b", "status": "suspended"},
        {"operator_id": "c", "last_active_at": noon(TODAY)},
    )
    every = [ago(n) for n in range(99, -1, -1)]
    found = [
        states_by_day(days, roster, held(), dates=dates, today=TODAY, absent_is_zero=True, rules=RULES)
        for dates in (every[:-3], every)
    ]
    assert found[0].filter(date=ago(3)).rows() == found[1].filter(date=ago(3)).rows()
    assert found[0].filter(date=ago(3))["state"].to_list() == ["healthy", "healthy", "watch"]
    assert found[1].filter(date=TODAY)["state"].to_list() == ["watch", "suspended", "recovered"]
