from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from dashboard.metrics.activity.facts import FACTS
from dashboard.metrics.activity.states import SEVERITY, STATES, ActivityRules, activity, rule_words, rules_of

RULES = ActivityRules()
DAY = date(2026, 11, 1)
LIVELY = {
    "operator_id": "a",
    "status": "active",
    "reported": True,
    "last_active": DAY,
    "days_known": 500,
    "days_silent": 0,
    "change": 0.1,
    "silent_run": 0,
    "lost": 0,
    "connections_gone": False,
}


def state(rules: ActivityRules = RULES, **facts: object) -> str:
    return activity(pl.DataFrame([LIVELY | facts], schema=FACTS), rules)["state"].item()


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, "healthy"),
        (6, "healthy"),
        (7, "watch"),
        (13, "watch"),
        (14, "inactive"),
        (29, "inactive"),
        (30, "dormant"),
        (4000, "dormant"),
    ],
)
def test_silence_is_watched_from_7_days_inactive_from_14_dormant_from_30(days, expected):
    assert state(days_silent=days) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (None, "healthy"),
        (0.0, "healthy"),
        (-0.19, "healthy"),
        (-0.2, "watch"),
        (-0.49, "watch"),
        (-0.5, "at risk"),
        (-1.0, "at risk"),
    ],
)
def test_a_fall_is_watched_from_20_percent_and_a_risk_from_50(change, expected):
    assert state(change=change) == expected


@pytest.mark.parametrize(("days", "expected"), [(0, "new"), (13, "new"), (14, "watch"), (None, "watch")])
def test_new_is_less_than_14_days_and_never_flagged(days, expected):
    assert state(days_known=days, days_silent=13) == expected


@pytest.mark.parametrize(("run", "expected"), [(13, "at risk"), (14, "recovered"), (21, "recovered")])
def test_recovered_was_silent_for_14_days_and_comes_before_at_risk(run, expected):
    assert state(silent_run=run, change=-0.7) == expected


@pytest.mark.parametrize(("days", "expected"), [(6, "recovered"), (7, "watch")])
def test_recovered_was_active_in_the_last_7_days(days, expected):
    assert state(silent_run=20, days_silent=days) == expected


def test_recovered_lasts_until_the_new_silence_is_watched_so_that_no_silence_makes_healthy():
    rules = replace(RULES, watch_days=10)
    assert [state(rules, silent_run=20, days_silent=days) for days in (6, 7, 9, 10)] == [*["recovered"] * 3, "watch"]


@pytest.mark.parametrize("cause", [{"connections_gone": True}, {"main_stopped": DAY}])
def test_no_connection_left_and_a_stopped_main_connector_are_a_risk_whatever_the_change(cause):
    assert state(**cause) == "at risk"


def test_a_lost_connection_is_watched():
    assert state(lost=1) == "watch"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"status": "suspended", "reported": False, "last_active": None}, "suspended"),
        ({"reported": False, "last_active": None, "days_known": 3}, "unknown"),
        ({"last_active": None, "days_silent": None, "days_known": 3}, "never activated"),
        ({"days_known": 3, "days_silent": 60}, "new"),
        ({"days_silent": 60, "silent_run": 28, "change": -1.0}, "dormant"),
        ({"days_silent": 20, "silent_run": 20, "change": -1.0}, "inactive"),
        ({"silent_run": 14, "change": -0.9, "lost": 1}, "recovered"),
        ({"change": -0.9, "lost": 1, "days_silent": 9}, "at risk"),
    ],
)
def test_the_first_state_that_fits_in_the_order_of_the_issue_is_the_state(facts, expected):
    assert state(**facts) == expected


def test_every_threshold_can_be_moved():
    assert state(replace(RULES, watch_days=3), days_silent=3) == "watch"
    assert state(replace(RULES, inactive_days=10), days_silent=10) == "inactive"
    assert state(replace(RULES, dormant_days=20), days_silent=20) == "dormant"
    assert state(replace(RULES, new_days=30), days_known=29) == "new"
    assert state(replace(RULES, risk_fall=0.3), change=-0.3) == "at risk"
    assert state(replace(RULES, watch_fall=0.05), change=-0.05) == "watch"
    assert state(replace(RULES, recovered_silent_days=5), silent_run=5) == "recovered"
    assert state(replace(RULES, recovered_active_days=10), silent_run=20, days_silent=9) == "recovered"


@pytest.mark.parametrize(
    "wrong",
    [
        {"watch_days": 14},
        {"inactive_days": 30},
        {"watch_days": 0},
        {"window_days": 30},
        {"window_days": 0},
        {"watch_fall": 0.5},
        {"watch_fall": 0.0},
        {"risk_fall": 1.1},
        {"risk_fall": float("nan")},
        {"dominant_share": 0.0},
        {"dominant_share": 1.01},
        {"network_fall": 1.0},
        {"recovered_active_days": 29},
        {"recovered_silent_days": 28},
        {"new_days": -1},
        {"connector_silent_days": -1},
        {"least_base": -1},
    ],
)
def test_rules_that_contradict_each_other_are_refused(wrong):
    with pytest.raises(ValueError, match=r"."):
        ActivityRules(**wrong)


def test_named_thresholds_keep_the_others_as_usual():
    assert rules_of({"watch_days": 5, "risk_fall": 0.4}) == ActivityRules(watch_days=5, risk_fall=0.4)


def test_the_rules_are_printed_with_their_thresholds():
    assert rule_words(ActivityRules(new_days=20, watch_days=8, least_base=1500, risk_fall=0.6))[2:] == (
        "New: first seen less than 20 days ago; never flagged.",
        "Dormant: silent for 30 days or more. Inactive: for 14 or more.",
        "Recovered: active in the last 8 days after 14 silent days or more within the last 28.",
        "At risk: down by 60% or more, the last 28 days against the 28 before; or no active connection left; or a "
        "connector that carried 50% or more of its gateway requests has been silent for 7 days or more, while the "
        "operator went on.",
        "Watch: silent for 8 days or more, down by 20% or more, or a connection lost.",
        "A fall counts from a base of 1,500 on. Missing days are neither active nor silent; settling days count as "
        "seen, never as silent.",
    )


FRACTIONS = st.one_of(st.none(), st.floats(-1, 5))
COUNTS = st.integers(0, 60)
ANY_FACTS = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["active", "suspended", "pending_approval", None]),
        "reported": st.booleans(),
        "last_active": st.one_of(st.none(), st.just(DAY)),
        "days_known": st.one_of(st.none(), COUNTS),
        "days_silent": st.one_of(st.none(), COUNTS),
        "change": FRACTIONS,
        "silent_run": COUNTS,
        "lost": COUNTS,
        "connections_gone": st.booleans(),
        "main_stopped": st.one_of(st.none(), st.just(DAY)),
    }
)
ANY_RULES = st.builds(
    lambda watch, inactive, dormant, back, run: ActivityRules(
        watch_days=watch,
        inactive_days=watch + inactive,
        dormant_days=watch + inactive + dormant,
        recovered_active_days=back,
        recovered_silent_days=run,
    ),
    *(st.integers(1, 20), st.integers(1, 20), st.integers(1, 30), st.integers(1, 28), st.integers(1, 27)),
)


@given(facts=st.lists(ANY_FACTS, min_size=1, max_size=30), rules=ANY_RULES)
def test_every_operator_has_exactly_one_state(facts, rules):
    rows = [row | {"operator_id": f"op_{number}"} for number, row in enumerate(facts)]
    standing = activity(pl.DataFrame(rows, schema=FACTS), rules)
    assert standing["operator_id"].to_list() == [row["operator_id"] for row in rows]
    assert set(standing["state"]) <= set(STATES)


@given(facts=ANY_FACTS, rules=ANY_RULES, less=COUNTS, more=COUNTS)
def test_more_days_of_silence_never_give_a_better_state(facts, rules, less, more):
    less, more = sorted((less, more))
    before, after = (state(rules, **facts | {"days_silent": silent}) for silent in (less, more))
    if before in SEVERITY:
        assert SEVERITY[after] >= SEVERITY[before]
    else:
        assert after == before


@given(facts=st.lists(ANY_FACTS, min_size=2, max_size=12), shuffle=st.randoms(use_true_random=False))
def test_a_state_does_not_depend_on_the_other_rows_or_their_order(facts, shuffle):
    rows = [row | {"operator_id": f"op_{number:02}"} for number, row in enumerate(facts)]
    standing = activity(pl.DataFrame(rows, schema=FACTS), RULES)
    shuffle.shuffle(rows)
    assert_frame_equal(activity(pl.DataFrame(rows, schema=FACTS), RULES).sort("operator_id"), standing)
