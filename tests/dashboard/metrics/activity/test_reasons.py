from datetime import date

import polars as pl
import pytest

from dashboard.metrics.activity.facts import FACTS, fallback_facts
from dashboard.metrics.activity.reasons import with_reasons
from dashboard.metrics.activity.states import ActivityRules, activity
from tests.dashboard.metrics.activity.frames import (
    RULES,
    TODAY,
    ago,
    held,
    lost,
    noon,
    operators,
    reason,
    standing,
    used,
    usual,
    weeks,
)

STEADY = usual(100, since=99)
FALLEN = usual(100, since=99, until=28) | usual(40, since=27)


def without_history(**told: object) -> str:
    known = activity(fallback_facts(operators(told), today=TODAY, rules=RULES), RULES)
    return with_reasons(known, {}, today=TODAY, rules=RULES)["reason"].item()


def test_the_sentence_of_the_issue():
    days = used(a=usual(4120, since=99, until=20))
    through = weeks(("sumsub", 710, 55, 22), ("nuvei", 290, 55, 20))
    assert reason(days, through=through) == (
        "Silent for 20 days (last call 1 Nov). Before that 4,120 calls a day. "
        "Sumsub, 71% of its gateway requests, stopped on 31 Oct."
    )


def test_a_connector_that_is_read_from_right_to_left_does_not_turn_its_share_round():
    days = used(a=usual(4120, since=99, until=20))
    through = weeks(("תשלם", 710, 55, 22), ("nuvei", 290, 55, 20))
    assert "\u2068תשלם\u2069, 71% of its gateway requests" in reason(days, through=through)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (usual(9, since=99, until=8), "Silent for 8 days (last call 13 Nov). Before that 9 calls a day."),
        (usual(1, since=60, until=35), "Silent for 35 days (last call 17 Oct). Before that 1 call a day."),
        ({60: 1, 35: 1}, "Silent for 35 days (last call 17 Oct). Before that less than 1 call a day."),
    ],
)
def test_the_silent_are_told_since_when_and_what_they_did_before(days, expected):
    assert reason(used(a=days)) == expected


def test_a_day_of_another_year_names_the_year():
    today = date(2027, 1, 10)
    said = reason(used(a=usual(5, since=60, until=15), today=today), today=today)
    assert said == "Silent for 15 days (last call 26 Dec 2026). Before that 5 calls a day."


def test_who_makes_no_api_calls_is_told_by_all_its_activity():
    days = used(a=usual(0, since=99, until=20)).with_columns(events_ingested=pl.lit(1200))
    said = "Silent for 20 days (last call 1 Nov). Before that 1,200 calls, requests and events a day."
    assert reason(days) == said


def test_the_silent_with_a_lost_connection_are_told_so():
    days, losses = used(a=usual(100, since=99, until=20)), lost(("a", "nuvei", 1, ago(21)))
    assert reason(days, losses=losses).endswith("a day. Its connection to Nuvei has been lost since 31 Oct.")


def test_a_faller_is_told_how_far():
    assert reason(used(a=FALLEN)) == "Down 60% on the 28 days before."


def test_a_faller_whose_main_connector_stopped_is_told_both():
    said = "Down 60% on the 28 days before. Nuvei, 90% of its gateway requests, stopped on 11 Nov."
    assert reason(used(a=FALLEN), through=weeks(("nuvei", 90, 55, 11), ("gbg", 10, 55, 0))) == said


def test_what_makes_the_risk_comes_before_the_change():
    through = weeks(("nuvei", 90, 55, 11), ("gbg", 10, 55, 0))
    said = "Nuvei, 90% of its gateway requests, stopped on 11 Nov. Level with the 28 days before."
    assert reason(used(a=STEADY), through=through) == said


def test_no_connection_left_is_told_first_and_then_which():
    roster, losses = operators({"active_connections": 0}), lost(("a", "nuvei", 1, ago(3)))
    assert reason(used(a=STEADY), roster, losses=losses) == (
        "No active connection is left. Its connection to Nuvei has been lost since 18 Nov. "
        "Level with the 28 days before."
    )


def test_a_risk_that_is_silent_for_a_week_is_told_both_in_three_sentences_at_most():
    roster = operators({"active_connections": 0})
    days = used(a=usual(100, since=99, until=28) | usual(40, since=27, until=8))
    losses = lost(("a", None, 2, ago(8)))
    assert reason(days, roster, losses=losses) == (
        "Down 71% on the 28 days before. No active connection is left. 2 connections have been lost since 13 Nov."
    )


@pytest.mark.parametrize(
    ("losses", "expected"),
    [
        ([("a", "sumsub", 1, ago(16))], "Its connection to Sumsub has been lost since 5 Nov."),
        ([("a", None, 1, ago(16))], "One connection has been lost since 5 Nov."),
        ([("a", "gbg", 1, None)], "Its connection to gbg has been lost."),
        (
            [("a", "sumsub", 1, ago(16)), ("a", "nuvei", 1, ago(3))],
            "2 connections to Nuvei and Sumsub have been lost since 5 Nov.",
        ),
        (
            [("a", "sumsub", 1, ago(16)), ("a", "nuvei", 1, ago(3)), ("a", "gbg", 2, ago(1))],
            "4 connections to gbg, Nuvei and others have been lost since 5 Nov.",
        ),
    ],
)
def test_a_lost_connection_is_told_before_the_change_that_is_none(losses, expected):
    assert reason(used(a=STEADY), losses=lost(*losses)) == f"{expected} Level with the 28 days before."


def test_a_fall_to_watch_is_told_before_the_lost_connection():
    days = used(a=usual(100, since=99, until=28) | usual(75, since=27))
    said = "Down 25% on the 28 days before. Its connection to Sumsub has been lost since 5 Nov."
    assert reason(days, losses=lost(("a", "sumsub", 1, ago(16)))) == said


def test_the_recovered_are_told_since_when_and_after_what():
    days = usual(100, since=99, until=24) | usual(90, since=5)
    assert reason(used(a=days)) == "Back since 16 Nov after 18 days of silence. Active on 21 Nov."
    days = usual(100, since=99, until=24) | {5: 9, 2: 9}
    assert reason(used(a=days)) == "Back since 16 Nov after 18 days of silence. Last call 19 Nov."
    days = used(a=usual(100, since=99, until=24) | {1: 5, 0: 5})
    assert reason(days, None, held(settling=[1, 2, 3])) == "Active on 21 Nov, after 20 days of silence."


def test_the_healthy_are_told_their_last_call_and_their_change():
    assert reason(used(a=STEADY)) == "Active on 21 Nov. Level with the 28 days before."
    rising = usual(100, since=99, until=28) | usual(104, since=27, until=2)
    assert reason(used(a=rising)) == "Last call 19 Nov. Down 3% on the 28 days before."
    assert reason(used(a=STEADY | usual(104, since=27))) == "Active on 21 Nov. Up 4% on the 28 days before."


def test_under_the_base_counts_are_told_instead_of_a_percentage():
    assert reason(used(a={30: 99, 0: 1500}), None, held(31, settling=range(1, 20))) == (
        "Active on 21 Nov. Whether it rises or falls is not known: 3 of 28 days can be compared."
    )
    assert reason(used(a=usual(3, since=50, until=28) | usual(2, since=27))) == (
        "Active on 21 Nov. 56 calls, requests and events in the last 28 days against 69 in the 28 before."
    )


def test_a_comparison_of_fewer_days_says_so():
    assert (
        reason(used(a=FALLEN), None, held(missing=[3, 4])) == "Down 60% on the 28 days before (26 of 28 days compared)."
    )


def test_a_stamp_that_no_day_bears_out_is_told_with_what_the_days_say():
    said = reason(used(), operators({"last_active_at": noon(ago(1)), "created_at": noon(ago(60))}))
    assert said == "Last call 20 Nov. No call, request or event in the last 56 days."


@pytest.mark.parametrize(
    ("created", "expected"),
    [
        (9, "First seen on 12 Nov, 9 days ago. Active on 21 Nov."),
        (1, "First seen on 20 Nov, 1 day ago. Active on 21 Nov."),
        (0, "First seen on 21 Nov. Active on 21 Nov."),
    ],
)
def test_the_new_are_told_since_when(created, expected):
    assert reason(used(a={0: 5}), operators({"created_at": noon(ago(created))})) == expected


def test_the_never_activated_are_told_since_when_they_could():
    roster = operators({"created_at": noon(date(2026, 8, 17)), "active_connections": 3})
    assert reason(used(), roster) == "No activity ever. Created on 17 Aug. 3 active connections."
    assert reason(used(), operators({"created_at": None, "active_connections": 0})) == "No activity ever."


def test_the_suspended_are_told_what_they_did_until_then():
    roster = operators({"status": "suspended"})
    said = "Suspended. Last call 6 Oct, 46 days ago. Until then 1,204 calls a day."
    assert reason(used(a=usual(1204, since=99, until=46)), roster) == said
    assert reason(used(), roster) == "Suspended; no activity is known."


def test_the_unknown_are_told_what_is_not_known():
    said = "Nothing is reported that tells whether, or when, it was active."
    assert reason(used(), absent_is_zero=False) == said


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"last_active_at": noon(ago(2))}, "Last call 19 Nov. Whether it rises or falls is not known."),
        ({"last_active_at": noon(ago(-1))}, "Active on 21 Nov. Whether it rises or falls is not known."),
        (
            {"last_active_at": noon(ago(20))},
            "Silent for 20 days (last call 1 Nov). How much it did before is not known.",
        ),
        ({}, "Nothing is reported that tells whether, or when, it was active."),
    ],
)
def test_without_history_a_reason_says_what_it_cannot_know(told, expected):
    assert without_history(**told) == expected


def test_active_on_the_last_day_is_never_said_of_another_day():
    settling = held(settling=[0, 1, 2])
    assert reason(used(a=usual(100, since=99, until=2)), None, settling).startswith("Last call 19 Nov.")


def test_moved_thresholds_move_what_comes_first():
    rules = ActivityRules(watch_fall=0.05)
    days = used(a=usual(100, since=99, until=28) | usual(94, since=27))
    losses = lost(("a", "sumsub", 1, ago(16)))
    assert reason(days, losses=losses, rules=rules).startswith("Down 6% on")
    assert reason(days, losses=losses).startswith("Its connection")


def test_every_row_keeps_its_place_and_has_a_reason():
    days = used(b=STEADY, a=usual(100, since=99, until=20))
    assert standing(days, operators({"operator_id": "c"}, {"operator_id": "a"})).select(
        "operator_id", pl.col("reason").str.slice(0, 6)
    ).rows() == [("a", "Silent"), ("b", "Active"), ("c", "No act")]
    nobody = activity(pl.DataFrame(schema=FACTS), RULES)
    assert with_reasons(nobody, {}, today=TODAY, rules=RULES)["reason"].dtype == pl.String
