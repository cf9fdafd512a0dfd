"""Each of the ten checks, holding and failing, with its evidence."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from dashboard.metrics.report.canonical import Report
from dashboard.metrics.report.readiness import Findings, may_be_final, readiness, state_in_print
from dashboard.metrics.report.reconciliation import explained_units
from data_access.facts import Coverage
from data_access.tables import OPERATORS as ROSTER
from tests.dashboard.exports.pack.reports import lines, operators, small_report

NAMES = [
    "over_and_settled",
    "still_kept",
    "adds_up",
    "roster_present",
    "no_day_missing",
    "nobody_unknown",
    "all_answered",
    "undoubted",
    "same_again",
    "billable_units",
]
KNOWN = Coverage(date(2026, 1, 1), date(2026, 11, 20), date(2026, 11, 19))


def roster(*rows):
    """A roster of (id, status); its own figures are of another time and must not be looked at."""
    return pl.DataFrame(
        [(id_, id_.upper(), status, None, None, None, None, 1, 7, 7, None) for id_, status in rows],
        ROSTER,
        orient="row",
    )


def findings(report, **facts):
    return Findings(
        **{
            "roster": roster(("op_a", "active"), ("op_b", "suspended")),
            "listed": report.operators["operator_id"],
            "coverage": KNOWN,
            "absent_is_zero": False,
            "kept_from": date(2026, 8, 20),
            "again": report,
            **facts,
        }
    )


def check(name, report=None, **facts):
    report = report or small_report()
    return {each.name: each for each in readiness(report, findings(report, **facts))}[name]


def test_the_ten_checks_come_in_this_order_and_all_of_them_can_hold():
    report = small_report()
    found = readiness(report, findings(report))
    assert [each.name for each in found] == NAMES
    assert {each.state for each in found} == {"ok"}
    assert all(each.evidence is not None for each in found)
    assert may_be_final(found, "final")


@pytest.mark.parametrize("at", range(10))
@pytest.mark.parametrize("state", ["failed", "unknown"])
def test_one_check_that_does_not_hold_keeps_a_report_from_being_final(at, state):
    report = small_report()
    found = list(readiness(report, findings(report)))
    found[at] = replace(found[at], state=state)
    assert not may_be_final(found, "final")
    assert state_in_print(found, "final") == "provisional"
    assert state_in_print(found, "settling") == "settling"


@pytest.mark.parametrize("state", ["provisional", "settling", "final"])
def test_where_all_checks_hold_the_state_is_the_state(state):
    report = small_report()
    found = readiness(report, findings(report))
    assert state_in_print(found, state) == state
    assert may_be_final(found, state) == (state == "final")


def test_a_period_that_is_over_and_settled_says_so_without_the_day_of_asking():
    found = check("over_and_settled")
    assert found.words == "1 – 31 Oct 2026 is over, and its figures no longer change."
    assert found.evidence.to_dicts() == [
        {"last_day": date(2026, 10, 31), "settled_from": date(2026, 11, 4), "data_until": date(2026, 11, 20)}
    ]


@pytest.mark.parametrize(
    ("coverage", "words"),
    [
        (replace(KNOWN, today=date(2026, 10, 31)), "The period is not over: its last day is 31 Oct 2026."),
        (replace(KNOWN, today=date(2026, 11, 3)), "Late usage may still come: the period is settled from 4 Nov 2026."),
        (replace(KNOWN, settling=frozenset({date(2026, 10, 9), date(2026, 11, 9)})), "1 day of the period may still"),
    ],
)
def test_a_period_that_is_not_over_or_still_settles_fails(coverage, words):
    found = check("over_and_settled", coverage=coverage)
    assert (found.state, found.words.startswith(words)) == ("failed", True)


def test_a_period_that_begins_before_what_the_api_keeps_fails():
    assert check("still_kept", kept_from=date(2026, 10, 1)).state == "ok"
    found = check("still_kept", kept_from=date(2026, 10, 2))
    assert (found.state, found.words) == ("failed", "OneHazel no longer keeps usage of the period's first days.")
    assert found.evidence.to_dicts() == [{"first_day": date(2026, 10, 1), "kept_from": date(2026, 10, 2)}]


def test_days_that_are_kept_here_need_not_be_kept_there():
    assert check("still_kept", kept_from=None).state == "ok"
    found = check("still_kept", kept_from=date(2026, 10, 2), from_days=True)
    assert (found.state, found.words) == ("ok", "Made of days that the history keeps, not of OneHazel's own report.")


def test_parts_that_add_up_show_the_grand_totals():
    assert check("adds_up").evidence.select("operator_id", "metric", "parts", "total", "agrees").rows() == [
        (None, "api_calls", 10, 10, True),
        (None, "gateway_requests", 20, 20, True),
        (None, "events_ingested", 0, 0, True),
        (None, "storage_bytes", 2053, 2053, True),
        (None, "billable_units", 100, 100, True),
    ]


@pytest.mark.parametrize(
    ("rows", "evidence"),
    [
        ([("op_b", "api_calls", "gateway", 11)], (11, 12, -1)),
        ([("op_b", "api_calls", "gateway", 7), ("op_b", "api_calls", "keys", 6)], (13, 12, 1)),
        ([], (0, 12, -12)),
    ],
)
def test_an_operator_whose_lines_are_not_its_figure_fails(rows, evidence):
    report = small_report(lines=lines(*rows), operators=operators(("op_b", "B", None, None, 12, 0, None, None, 0)))
    found = check("adds_up", report)
    assert (found.state, found.words) == ("failed", "1 figure not the sum of the lines: op_b.")
    assert found.evidence.row(0) == ("op_b", "B", "api_calls", *evidence, False)
    assert found.evidence.filter(pl.col("operator_id").is_null(), metric="api_calls")["agrees"].to_list() == [False]


def test_lines_of_an_operator_without_a_figure_fail():
    report = small_report(
        lines=lines(("op_b", "events_ingested", "bet", 3), ("op_z", "api_calls", "", 4)),
        operators=operators(("op_b", "B", None, None, 0, 0, None, None, 0)),
    )
    found = check("adds_up", report)
    assert found.evidence.filter(pl.col("operator_id").is_not_null()).select(
        "operator_id", "metric", "parts", "total"
    ).rows() == [
        ("op_b", "events_ingested", 3, None),
        ("op_z", "api_calls", 4, None),
    ]


def test_sums_beyond_64_bits_are_compared_all_the_same():
    most = 2**63 - 1
    rows = [(id_, "storage_bytes", "", most) for id_ in ("op_a", "op_b")]
    bill = [(id_, id_.upper(), None, None, 0, 0, 0, most, 0) for id_ in ("op_a", "op_b")]
    assert check("adds_up", small_report(lines=lines(*rows), operators=operators(*bill))).state == "ok"
    rows[1] = ("op_b", "storage_bytes", "", most - 1)
    assert check("adds_up", small_report(lines=lines(*rows), operators=operators(*bill))).state == "failed"


def test_idle_and_suspended_operators_are_marked():
    found = check("roster_present")
    assert found.words == "All of the roster's 2 operators are in the report; marked as idle or suspended: 2."
    assert found.evidence.select("operator_id", "absent", "mark").rows() == [
        ("op_a", False, "idle"),
        ("op_b", False, "suspended"),
    ]


def test_an_operator_that_the_report_does_not_list_fails_where_absence_is_not_zero():
    report = small_report(operators=small_report().operators.vstack(operators(("op_c", "C", "active", *[None] * 6))))
    known = roster(("op_a", "active"), ("op_b", "suspended"), ("op_c", "suspended"))
    listed = pl.Series("operator_id", ["op_a", "op_b"])
    found = check("roster_present", report, roster=known, listed=listed)
    assert found.state == "failed"
    assert found.words == "1 of the roster's 3 operators are not in the report: op_c. Their usage is not known."
    assert found.evidence.row(0) == ("op_c", "OP_C", "suspended", True, "not in the report, suspended")
    assert check("roster_present", report, roster=known, listed=listed, absent_is_zero=True).state == "ok"


def test_an_operator_of_the_roster_without_a_row_fails_in_any_case():
    known = roster(("op_a", "active"), ("op_b", "suspended"), ("op_c", None))
    found = check("roster_present", roster=known, absent_is_zero=True)
    assert found.evidence.row(0) == ("op_c", "OP_C", None, True, "not in the report")


def test_a_missing_day_fails_and_is_named():
    gone = frozenset({date(2026, 10, 12), date(2026, 10, 5), date(2026, 9, 1)})
    found = check("no_day_missing", coverage=replace(KNOWN, missing=gone))
    assert (found.state, found.words) == ("failed", "2 days of 31 are missing, the first of them 5 Oct 2026.")
    assert found.evidence["missing"].to_list() == [date(2026, 10, 5), date(2026, 10, 12)]
    early = check("no_day_missing", coverage=replace(KNOWN, first_day=date(2026, 10, 3)))
    assert early.evidence["missing"].to_list() == [date(2026, 10, 1), date(2026, 10, 2)]


def test_an_operator_that_the_roster_does_not_know_fails_also_where_it_has_lines_only():
    report = small_report(lines=small_report().lines.vstack(lines(("op_z", "api_calls", "", 4))))
    found = check("nobody_unknown", report, roster=roster(("op_a", "active")))
    assert (found.state, found.words) == ("failed", "The roster does not know 2 operators of the report: op_b, op_z.")
    assert found.evidence.select("operator_id", "operator_name", "api_calls").rows() == [
        ("op_b", "OP_B", 10),
        ("op_z", "OP_Z", None),
    ]


def test_a_report_that_was_not_asked_for_twice_is_not_known_to_stay():
    found = check("same_again", again=None)
    assert (found.state, found.evidence) == ("unknown", None)


@pytest.mark.parametrize(
    ("changed", "evidence"),
    [
        ({"lines": [("op_b", "api_calls", "keys", 3, 4)]}, ("op_b", "api_calls", "keys", "3", "4")),
        ({"lines": [("op_b", "api_calls", "keys", 3, None)]}, ("op_b", "api_calls", "keys", "3", None)),
        ({"operators": ("events_ingested", None, 0)}, ("op_b", "events_ingested", None, None, "0")),
        ({"operators": ("status", "suspended", "active")}, ("op_b", "status", None, "suspended", "active")),
    ],
)
def test_a_second_fetch_that_differs_fails_and_shows_both_values(changed, evidence):
    report = small_report()
    found = check("same_again", report, again=_changed(report, **changed))
    assert (found.state, found.words) == ("failed", "A second fetch differs in 1 figure: op_b.")
    assert found.evidence.rows() == [evidence]


def test_a_name_that_differs_in_the_lines_alone_is_told():
    report = small_report()
    here = pl.col("key") == "keys"
    for name in ("Other", None):
        other = report.lines.with_columns(operator_name=pl.when(here).then(pl.lit(name)).otherwise("operator_name"))
        found = check("same_again", report, again=small_report(lines=other))
        assert found.evidence.rows() == [("op_b", "operator_name", "keys", "OP_B", name or "(no name)")]


def _changed(report: Report, lines=(), operators=None) -> Report:
    rows = report.lines
    for operator, metric, key, _, now in lines:
        here = (pl.col("operator_id") == operator) & (pl.col("metric") == metric) & (pl.col("key") == key)
        if now is None:
            rows = rows.filter(~here)
        else:
            rows = rows.with_columns(quantity=pl.when(here).then(now).otherwise("quantity"))
    bill = report.operators
    if operators:
        column, _, now = operators
        here = pl.col("operator_id") == "op_b"
        bill = bill.with_columns(pl.when(here).then(pl.lit(now)).otherwise(pl.col(column)).alias(column))
    return small_report(lines=rows, operators=bill)


def test_a_line_that_came_twice_is_told_as_what_it_is():
    report = small_report()
    again = small_report(lines=report.lines.vstack(report.lines.filter(key="keys")))
    assert check("same_again", report, again=again).evidence.rows() == [("op_b", "api_calls", "keys", "3", "3 and 3")]


def test_billable_units_that_are_not_reported_fail():
    report = small_report(operators=small_report().operators.with_columns(billable_units=pl.lit(None, pl.Int64)))
    found = check("billable_units", report)
    assert (found.state, found.words) == ("failed", "Billable units of 2 operators are not reported: op_a, op_b.")
    assert found.evidence["operator_id"].to_list() == ["op_a", "op_b"]


def test_words_name_three_operators_and_count_the_others():
    bill = operators(*((f"op_{at}", None, None, None, *[None] * 5) for at in range(1203)))
    found = check("billable_units", small_report(operators=bill))
    assert found.words.endswith("op_0, op_1, op_10 and 1,200 more.")


def test_units_are_explained_by_the_plain_sum_of_traffic_and_never_replaced():
    bill = operators(
        ("op_a", None, None, None, 1, 2, 3, 9, 6),
        ("op_b", None, None, None, 10, 20, None, 9, 100),
        ("op_c", None, None, None, 10, 20, 5, None, None),
        ("op_d", None, None, None, 10, 20, 5, 9, 40),
        ("op_e", None, None, None, 2**63 - 1, 1, 0, 9, 40),
    )
    expected = pl.DataFrame(
        [
            ("op_a", 6, 6, 0),
            ("op_b", 100, None, None),
            ("op_c", None, 35, None),
            ("op_d", 40, 35, 5),
            ("op_e", 40, None, 40 - 2**63),
        ],
        {
            "operator_id": pl.String(),
            "billable_units": pl.Int64(),
            "plain_sum": pl.Int64(),
            "difference": pl.Int64(),
        },
        orient="row",
    )
    assert_frame_equal(explained_units(bill), expected)


def test_a_question_about_plans_or_connectors_that_failed_keeps_the_report_from_being_final():
    failed = pl.DataFrame({"column": ["plan", "status"], "why": ["GET /operators: 503"] * 2})
    found = check("all_answered", failed_now=failed)
    assert (found.state, found.evidence.height) == ("failed", 2)
    assert found.words == "Could not be read just now: plan, status. Without them the bill may be another one."


def test_what_a_history_adds_up_of_days_is_held_against_onehazels_own_traffic_alone():
    """Units of a period may be rounded otherwise than those of its days, storage is a mean of days."""
    report = small_report()
    units = report.operators.with_columns(
        billable_units=pl.col("billable_units") + 1, storage_bytes=pl.lit(7, pl.Int64)
    )
    calls = report.operators.with_columns(api_calls=pl.col("api_calls") + 1)
    assert check("same_again", report, again=small_report(operators=units), from_days=True).state == "ok"
    assert check("same_again", report, again=small_report(operators=calls), from_days=True).state == "failed"
    assert check("same_again", report, again=small_report(operators=units)).state == "failed"


def test_days_that_cannot_be_fetched_again_are_unknown_never_ok():
    found = check("same_again", again=None, from_days=True, kept_from=date(2026, 10, 15))
    assert found.state == "unknown"
    assert "no longer keeps" in found.words


def test_more_operators_counted_than_roster_and_report_list_keep_the_report_from_being_final():
    found = check("roster_present", counted=1500)
    assert (found.state, found.words) == (
        "failed",
        "OneHazel counts 1,500 operators, its lists hold 2. The usage of the others is not known.",
    )
    report = small_report()
    assert not may_be_final(readiness(report, findings(report, counted=3)), "final")


@pytest.mark.parametrize("counted", [None, 0, 1, 2])
def test_as_many_operators_counted_as_listed_or_fewer_or_untold_stand_against_nothing(counted):
    assert check("roster_present", counted=counted).state == "ok"


def test_an_operator_that_only_the_report_lists_is_counted_too():
    assert check("roster_present", roster=roster(("op_a", "active")), counted=2).state == "ok"


def test_what_the_answers_say_against_themselves_keeps_the_report_from_being_final():
    found = check("undoubted", doubts=("GET /usage/report: warnings is [1]", "another", "a third"))
    assert (found.state, found.words) == ("failed", "GET /usage/report: warnings is [1] (and 2 more).")
    assert found.evidence["told"].to_list() == ["GET /usage/report: warnings is [1]", "another", "a third"]
