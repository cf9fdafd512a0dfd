from datetime import UTC, date, datetime

import polars as pl

from dashboard.metrics.activity.states import ActivityRules
from dashboard.views.operators.one import (
    Neighbour,
    Operator,
    listed,
    neighbours,
    only_reported,
    profile,
    standing_words,
)
from tests.dashboard.metrics.activity.frames import RULES, noon, operators, standing, used, usual

ANA = {
    "operator_id": "ana",
    "name": "Ana",
    "plan": "free",
    "industry": "igaming",
    "contact_email": "a@x.org",
    "created_at": noon(date(2024, 1, 1)),
    "last_active_at": noon(date(2026, 11, 20)),
    "active_connections": 3,
}
BOARD = pl.DataFrame(
    {
        "rank": [1, 2, None],
        "operator_id": ["ben", "ana", "cleo"],
        "operator_name": ["Ben", "Ana", None],
        "share": [0.75, 0.25, None],
    }
)


def test_who_is_listed_has_its_row_of_the_roster_and_its_state_and_reason() -> None:
    roster = operators(ANA)
    found = listed(standing(used(ana=usual(100, since=99, until=20)), roster), roster, "ana")
    assert (found.name, found.status, found.plan, found.industry) == ("Ana", "active", "free", "igaming")
    assert (found.contact_email, found.active_connections) == ("a@x.org", 3)
    assert (found.created_at, found.last_active_at) == (date(2024, 1, 1), datetime(2026, 11, 20, 12, tzinfo=UTC))
    assert (found.state, found.reason) == ("recovered", "Last call 20 Nov, after 20 days of silence.")


def test_who_only_its_days_know_has_a_state_and_its_id_for_a_name() -> None:
    roster = operators(ANA)
    found = listed(standing(used(zoe=usual(100, since=99, until=20)), roster), roster, "zoe")
    assert (found.name, found.state, found.at_stake) == ("zoe", "inactive", 2_800)
    assert found.last_active_at is found.contact_email is found.plan is None


def test_who_only_a_report_knows_is_unknown_and_has_its_id_where_there_is_no_name() -> None:
    bill = pl.DataFrame({"operator_id": ["a", "b"], "operator_name": ["Ana", None]})
    assert (only_reported(bill, "a").name, only_reported(bill, "b").name) == ("Ana", "b")
    found = only_reported(bill, "b")
    assert (found.state, found.plan, found.created_at) == ("unknown", None, None)
    assert found.reason == "Known from the usage report alone: the platform lists no such operator."


def test_the_profile_titles_what_is_known_and_leaves_the_rest_open() -> None:
    roster = operators(ANA)
    known = profile(listed(standing(used(ana=usual(1, since=9)), roster), roster, "ana"))
    assert known == (
        ("Contact", "a@x.org"),
        ("Status", "Active"),
        ("Plan", "Free"),
        ("Industry", "igaming"),
        ("Created", "1 Jan 2024"),
        ("Connections", "3 active now"),
        ("Id", "ana"),
    )
    nothing = dict(profile(Operator("b", "b", "unknown", "")))
    assert nothing["Connections"] == "— active now"
    assert {nothing[title] for title in ("Contact", "Status", "Plan", "Industry", "Created")} == {None}


def of(operator_id: str, at_stake: int | None = None, last: datetime | None = None) -> Operator:
    return Operator(operator_id, operator_id, "watch", "", at_stake=at_stake, last_active_at=last)


def test_the_line_tells_last_activity_rank_and_what_is_at_stake() -> None:
    assert standing_words(of("ana", 2_800, noon(date(2026, 11, 20))), BOARD, RULES) == (
        "Last active 20 Nov 2026, 12:00 UTC · number 2 of 3 by API calls, 25.0% of the platform's"
        " · **2,800 billable units** in 28 days at stake"
    )
    assert standing_words(of("ana", 5), BOARD, ActivityRules(window_days=7)).endswith(
        "**5 billable units** in 7 days at stake"
    )


def test_without_a_figure_there_is_no_rank_and_without_anything_the_line_says_so() -> None:
    assert standing_words(of("cleo"), BOARD, RULES) == "Nothing else is known."
    assert standing_words(of("nobody"), BOARD, RULES) == "Nothing else is known."


def test_neighbours_are_those_ranked_just_before_and_after() -> None:
    assert neighbours(BOARD, "ana") == (
        Neighbour("ben", "Ben", is_before=True),
        Neighbour("cleo", "cleo", is_before=False),
    )
    assert neighbours(BOARD, "ben") == (Neighbour("ana", "Ana", is_before=False),)
    assert neighbours(BOARD, "nobody") == ()
