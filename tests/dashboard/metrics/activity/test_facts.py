from datetime import date, timedelta

import polars as pl
import pytest

from dashboard.metrics.activity.facts import FACTS, fallback_facts
from dashboard.metrics.activity.states import ActivityRules, activity
from tests.dashboard.metrics.activity.frames import (
    RULES,
    TODAY,
    ago,
    fact,
    facts,
    held,
    noon,
    operators,
    state,
    used,
    usual,
)

STEADY = usual(100, since=99)


def test_one_row_for_everybody_of_the_roster_or_the_days_sorted_by_id():
    known = facts(used(c={1: 5}, a={1: 5}), operators({"operator_id": "b", "name": "Bee"}, {"operator_id": "a"}))
    assert known.schema == FACTS
    assert known.select("operator_id", "name").rows() == [("a", "a"), ("b", "Bee"), ("c", "c")]


def test_activity_is_calls_requests_and_events_together():
    days = used(a=STEADY).with_columns(gateway_requests=pl.lit(20), events_ingested=pl.lit(3))
    known = fact(days)
    assert (known["now"], known["before"], known["usual"], known["usual_calls"]) == (3444, 3444, 123.0, 100.0)


# Silence


def test_silence_is_counted_from_the_stamp_to_today():
    assert fact(used(a={40: 1}), operators({"last_active_at": noon(ago(19))}))["days_silent"] == 19


def test_a_stamp_in_the_future_counts_as_today():
    known = fact(used(a={40: 1}), operators({"last_active_at": noon(ago(-3))}))
    assert (known["days_silent"], known["last_active"]) == (0, TODAY)


def test_without_a_stamp_silence_is_counted_from_the_last_day_with_activity():
    known = fact(used(a=usual(5, since=40, until=12) | {3: 0}))
    assert (known["days_silent"], known["last_active"], known["first_active"]) == (12, ago(12), ago(40))


def test_activity_after_the_stamp_is_believed():
    known = fact(used(a={4: 1}), operators({"last_active_at": noon(ago(19))}))
    assert (known["days_silent"], known["last_active"]) == (4, ago(4))


def test_a_stamp_later_on_the_day_of_the_last_activity_changes_nothing():
    assert fact(used(a={4: 1}), operators({"last_active_at": noon(ago(4))}))["days_silent"] == 4


def test_settling_days_are_never_silent_but_activity_on_them_counts():
    settling = held(settling=[0, 1, 2])
    assert fact(used(a={10: 1}), None, settling)["days_silent"] == 7
    assert fact(used(a={10: 1, 1: 1}), None, settling)["days_silent"] == 0


def test_a_stamp_is_believed_over_settling_and_missing_days():
    stamped, unsure = operators({"last_active_at": noon(ago(10))}), held(settling=[0, 1], missing=[4])
    assert fact(used(a={10: 1}), stamped, unsure)["days_silent"] == 10
    assert fact(used(a={10: 1}), None, unsure)["days_silent"] == 7


def test_missing_days_are_not_silent():
    assert fact(used(a={10: 1}), None, held(missing=[4, 5]))["days_silent"] == 8


def test_without_any_activity_silence_is_not_known():
    known = fact(used(a={5: 0}))
    assert (known["days_silent"], known["last_active"], known["first_active"]) == (None, None, None)


@pytest.mark.parametrize(("last", "expected"), [(date(2028, 2, 27), 8), (date(2028, 2, 29), 6)])
def test_a_leap_day_is_a_day_of_silence_and_of_activity(last, expected):
    today = date(2028, 3, 6)
    assert fact(used(a={(today - last).days: 1}, today=today), today=today)["days_silent"] == expected


def test_the_windows_hold_28_days_across_a_leap_day():
    today = date(2028, 3, 10)
    known = fact(used(a=usual(10, since=60), today=today), today=today)
    assert (known["now"], known["before"], known["compared_days"]) == (280, 280, 28)


# The windows


@pytest.mark.parametrize(
    ("days_ago", "now", "before"), [(0, 9, 0), (27, 9, 0), (28, 0, 9), (55, 0, 9), (56, 0, 0), (70, 0, 0)]
)
def test_the_last_28_days_are_compared_with_the_28_before(days_ago, now, before):
    known = fact(used(a={days_ago: 9}))
    assert (known["now"], known["before"]) == (now, before)


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [(0, 0, None), (0, 500, None), (500, 0, -1.0), (99, 0, None), (100, 0, -1.0), (100, 150, 0.5), (200, 100, -0.5)],
)
def test_a_base_under_100_gives_no_change(before, now, change):
    assert fact(used(a={30: before, 2: now}))["change"] == change


@pytest.mark.parametrize(("now", "expected"), [(500, "at risk"), (501, "watch"), (800, "watch"), (801, "healthy")])
def test_a_change_at_a_threshold_is_exact(now, expected):
    assert state(used(a=usual(1000, since=55, until=28) | usual(now, since=27))) == expected


def test_a_missing_day_takes_its_partner_with_it():
    known = fact(used(a=STEADY | {30: 5000}), None, held(missing=[2]))
    assert (known["now"], known["before"], known["compared_days"]) == (2700, 2700, 27)
    known = fact(used(a=STEADY | {2: 5000}), None, held(missing=[30]))
    assert (known["now"], known["before"], known["compared_days"]) == (2700, 2700, 27)


@pytest.mark.parametrize(("missing", "now"), [(14, 1400), (15, None)])
def test_fewer_than_half_of_the_pairs_compare_nothing(missing, now):
    known = fact(used(a=STEADY), None, held(missing=range(missing)))
    assert (known["now"], known["before"], known["compared_days"]) == (now, now, 28 - missing)
    assert known["change"] == (None if now is None else 0.0)


def test_days_before_the_first_one_held_compare_nothing():
    assert fact(used(a=usual(9, since=35)), None, held(36))["compared_days"] == 8


def test_where_absence_is_not_zero_both_days_of_a_pair_must_be_reported():
    days = used(a={n: calls for n, calls in STEADY.items() if n != 3} | {31: 700})
    known = fact(days, None, None, absent_is_zero=False)
    assert (known["now"], known["before"], known["compared_days"]) == (2700, 2700, 27)
    known = fact(days, None, None, absent_is_zero=True)
    assert (known["now"], known["before"], known["compared_days"]) == (2700, 3400, 28)


def test_a_reported_day_without_any_figure_is_not_known():
    known = fact(used(a=STEADY | {3: None}), None, None, absent_is_zero=False)
    assert known["compared_days"] == 27


def test_the_windows_end_on_the_chosen_day_not_today():
    known = fact(used(a=usual(10, since=99, until=5)), on=ago(5), today=TODAY)
    assert (known["now"], known["before"]) == (280, 280)


def test_another_window_may_be_chosen():
    known = fact(used(a={6: 200, 7: 100}), rules=ActivityRules(window_days=7))
    assert (known["now"], known["before"], known["change"]) == (200, 100, 1.0)


# Silence before a recovery


@pytest.mark.parametrize(
    ("since", "until", "run"), [(19, 6, 14), (18, 6, 13), (27, 3, 25), (40, 20, 8), (40, 13, 15), (40, 14, 14)]
)
def test_the_longest_silence_is_looked_for_in_the_last_28_days_alone(since, until, run):
    active = {n: 5 for n in range(100) if not until <= n <= since}
    assert fact(used(a=active))["silent_run"] == run


def test_missing_and_settling_days_end_a_silence():
    silent = usual(5, since=99, until=20) | {0: 5}
    assert fact(used(a=silent))["silent_run"] == 19
    assert fact(used(a=silent), None, held(missing=[10]))["silent_run"] == 9
    assert fact(used(a=silent), None, held(settling=[1, 2]))["silent_run"] == 17


def test_a_day_that_is_not_reported_ends_a_silence_where_absence_is_not_zero():
    days = used(a=usual(5, since=99, until=20) | usual(0, since=19, until=12) | usual(0, since=10, until=1) | {0: 5})
    assert fact(days, None, None, absent_is_zero=False)["silent_run"] == 10
    assert fact(days)["silent_run"] == 19


def test_it_is_back_since_the_day_after_its_longest_silence():
    assert fact(used(a=usual(5, since=99, until=24) | usual(5, since=5)))["back_since"] == ago(5)
    assert fact(used(a=usual(5, since=99, until=24) | {0: 5}), None, held(settling=[1]))["back_since"] is None
    assert fact(used(a=usual(5, since=99, until=24), b=STEADY))["back_since"] is None


def test_a_first_launch_is_no_recovery():
    launched = used(a=usual(50, since=2))
    assert fact(launched, operators({"created_at": noon(ago(40))}))["silent_run"] == 0
    assert state(launched, operators({"created_at": noon(ago(40))})) == "healthy"


def test_who_may_have_been_active_before_the_days_held_may_have_come_back():
    assert state(used(a=usual(50, since=2)), operators({"created_at": noon(ago(150))})) == "recovered"


# First seen


def test_first_seen_is_the_creation_else_the_first_day_with_activity():
    days = used(a=usual(5, since=20))
    assert fact(days, operators({"created_at": noon(ago(60))}))["first_seen"] == ago(60)
    assert fact(days, operators({"created_at": None}))["first_seen"] == ago(20)


def test_activity_on_the_first_day_held_tells_no_first_day():
    known = fact(used(a=usual(5, since=9)), operators({"created_at": None}), held(10))
    assert (known["first_seen"], known["days_known"]) == (None, None)
    assert state(used(a=usual(5, since=9)), operators({"created_at": None}), held(10)) == "healthy"


@pytest.mark.parametrize(("days_ago", "expected"), [(-2, "new"), (0, "new"), (13, "new"), (14, "healthy")])
def test_new_counts_the_days_since_the_creation(days_ago, expected):
    assert state(used(a={0: 5}), operators({"created_at": noon(ago(days_ago))})) == expected


# What is at stake


def test_a_faller_loses_what_the_last_window_lacks():
    known = fact(used(a=usual(100, since=55, until=28) | usual(40, since=27)))
    assert (known["units_before"], known["units_now"], known["at_stake"]) == (2800, 1120, 1680)


def test_a_grower_loses_nothing():
    assert fact(used(a=usual(100, since=55, until=28) | usual(140, since=27)))["at_stake"] == 0


def test_the_silent_lose_all_units_of_the_window_up_to_their_last_activity():
    assert fact(used(a=usual(100, since=99, until=19)))["at_stake"] == 2800
    assert fact(used(a=usual(100, since=99, until=70)))["at_stake"] == 2800


def test_missing_days_put_nothing_at_stake():
    assert fact(used(a=STEADY), None, held(missing=range(5)))["at_stake"] == 0


def test_units_that_are_not_reported_are_not_known():
    days = used(a=STEADY).with_columns(billable_units=pl.when(pl.col("date") != ago(3)).then("billable_units"))
    known = fact(days)
    assert (known["units_now"], known["units_before"], known["at_stake"]) == (None, 2800, None)


def test_the_pace_before_is_a_mean_over_the_known_days_of_the_window_before_silence():
    assert fact(used(a=usual(100, since=99, until=30)))["usual"] == 100.0
    assert fact(used(a=usual(100, since=33, until=30)))["usual"] == 100.0
    assert fact(used(a={40: 56, 20: 84}))["usual"] == pytest.approx(140 / 21)
    assert fact(used(a=usual(100, since=99, until=30)), None, held(missing=[31, 32, 33]))["usual"] == 112.0


# What is known at all


def test_where_absence_is_zero_no_activity_means_never_activated():
    assert state(used()) == "never activated"
    assert state(used(), operators({"created_at": noon(ago(3))})) == "never activated"


@pytest.mark.parametrize(
    ("roster", "days", "expected"),
    [
        ({}, {}, "unknown"),
        ({"api_calls": 0, "events_ingested": 0}, {}, "never activated"),
        ({"api_calls": 0}, {}, "unknown"),
        ({"api_calls": 7, "events_ingested": 0}, {}, "unknown"),
        ({"created_at": noon(ago(50))}, {5: 0, 4: 0}, "never activated"),
        ({"created_at": noon(ago(50))}, {5: None}, "unknown"),
        ({"created_at": noon(ago(500))}, {5: 0, 4: 0}, "unknown"),
        ({"last_active_at": noon(ago(1))}, {}, "healthy"),
        ({}, {1: 5}, "healthy"),
    ],
)
def test_where_absence_is_not_zero_never_must_be_told(roster, days, expected):
    assert state(used(a=days), operators(roster), absent_is_zero=False) == expected


# Without history


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"last_active_at": noon(TODAY + timedelta(days=2))}, "healthy"),
        ({"last_active_at": noon(ago(6))}, "healthy"),
        ({"last_active_at": noon(ago(7))}, "watch"),
        ({"last_active_at": noon(ago(14))}, "inactive"),
        ({"last_active_at": noon(ago(30))}, "dormant"),
        ({"last_active_at": noon(ago(6)), "created_at": noon(ago(10))}, "new"),
        ({"last_active_at": noon(ago(90)), "status": "suspended"}, "suspended"),
        ({"api_calls": 0, "events_ingested": 0}, "never activated"),
        ({"api_calls": 50, "events_ingested": 0}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_without_history_the_state_is_made_of_last_activity_and_totals(told, expected):
    known = fallback_facts(operators(told), today=TODAY, rules=RULES)
    assert known.schema == FACTS
    assert activity(known, RULES)["state"].to_list() == [expected]


def test_without_history_what_days_would_tell_is_not_known():
    known = fallback_facts(operators({"last_active_at": noon(ago(6))}), today=TODAY, rules=RULES)
    unknown = ("now", "before", "change", "usual", "at_stake", "main_connector", "lost_since", "compared_days")
    assert known.select(unknown).row(0) == (None,) * len(unknown)
