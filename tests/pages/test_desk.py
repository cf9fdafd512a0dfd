"""The account manager's desk: states with reasons, rules in the link, who entered and left, snoozes, the call sheet."""

from datetime import UTC, date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from data_access import Settings, platform_key
from data_access.records import snoozes
from data_access.records.opening import open_records
from data_access.records.people import Person
from tests.pages.opening import opened, table, unbroken, words

ONLY_READS = True
COPPERFINCH = {"id": "op_copperfinch"}
ANA = Person("Ana", self_declared=True)


def clicked(at: AppTest, label: str) -> AppTest:
    return unbroken(next(button for button in at.button if button.label == label).click().run())


def test_those_with_most_at_stake_come_first_with_state_and_reason() -> None:
    desk = table(opened("operators"), "operator_id", "state", "at_stake", "reason")
    judged = desk.filter(desk["state"].is_in(["Dormant", "Inactive", "At risk", "Watch", "Recovered", "Healthy"]))
    stakes = [stake for stake in judged["at_stake"].to_list() if stake is not None]
    assert stakes == sorted(stakes, reverse=True)
    first = desk.row(0, named=True)
    assert (first["operator_id"], first["state"]) == ("op_gullfoss", "Inactive")
    assert first["reason"].startswith("Silent for 19 days (last call 2 Nov). Before that ")


@pytest.mark.usefixtures("either_source")
def test_every_operator_has_a_row_and_one_state() -> None:
    assert table(opened("operators"), "operator_id", "state").height == 60


def test_without_history_the_states_rest_on_the_last_activity_and_say_so(read_api, sample_platform) -> None:
    read_api(sample_platform.base_url)
    at = opened("operators")
    desk = table(at, "operator_id", "state", "change", "at_stake")
    states = dict(desk.select("operator_id", "state").iter_rows())
    assert (states["op_ornvik"], states["op_gullfoss"], states["op_fjordlys"]) == ("Dormant", "Inactive", "Healthy")
    assert desk["change"].null_count() == desk["at_stake"].null_count() == 60
    assert "No history: states rest on the last activity" in words(at)
    assert "Who entered and who left a state needs daily figures" in words(at)


def test_a_rule_in_the_link_changes_the_states() -> None:
    usual = table(opened("operators"), "operator_id", "state")
    patient = table(opened("operators", {"rule": "inactive_days:17"}), "operator_id", "state")
    was, now = (dict(frame.select("operator_id", "state").iter_rows()) for frame in (usual, patient))
    assert (was["op_bramblegate"], now["op_bramblegate"]) == ("Inactive", "At risk")


def test_the_chosen_day_tells_who_entered_and_left() -> None:
    at = opened("operators", {"since": "2026-11-01"})
    moves = table(at, "name", "from_state", "to_state", "reason")
    told = {row[0]: row[1:] for row in moves.select("name", "from_state", "to_state").iter_rows()}
    assert told["Gullfoss Parlour"] == ("Healthy", "Inactive")
    assert "Fjordlys Casino" not in told


def test_a_day_that_is_not_held_is_told() -> None:
    at = opened("operators", {"since": "2020-01-01"})
    assert "which is no day that is held" in words(at)


def test_the_overview_names_what_changed_since_the_day() -> None:
    at = opened("overview", {"since": "2026-11-14"})
    assert "Newly silent: 2" in words(at)
    assert "Back again: 1" in words(at)


def test_the_reason_stands_on_top_of_an_operators_page() -> None:
    at = opened("operator_detail", COPPERFINCH)
    assert "Nuvei, 64% of its gateway requests, stopped on 1 Nov." in words(at)
    assert "At risk" in at.title[0].value


def test_a_snoozed_operator_leaves_the_desk_and_stands_among_the_snoozed() -> None:
    with_snooze("op_gullfoss")
    at = opened("operators")
    assert "op_gullfoss" not in table(at, "operator_id", "state")["operator_id"].to_list()
    snoozed = opened("operators", {"state": "snoozed"})
    assert table(snoozed, "operator_id")["operator_id"].to_list() == ["op_gullfoss"]
    assert "snoozed until 1 Mar 2027: “season ended, back in March” (Ana, self-declared" in words(snoozed)


def test_a_snoozed_operator_is_not_among_those_to_call() -> None:
    with_snooze("op_gullfoss")
    card = [link.proto.label for link in opened("overview").page_link]
    assert "Inactive: 1 of 60" in card


def test_an_operator_is_snoozed_with_a_note_and_shown_again_by_hand() -> None:
    at = opened("operator_detail", {"id": "op_gullfoss"})
    with_snooze("op_gullfoss")
    at = unbroken(at.run())
    assert "Snoozed until 1 Mar 2027" in words(at)
    at = unbroken(at.text_input(key="person_name").input("Ben").run())
    at = clicked(at, "Show again")
    assert "Snoozed until" not in words(at)


def with_snooze(operator_id: str) -> None:
    """Somebody else hides it, in the same database."""
    settings = Settings.from_environment()
    opened_records = open_records(settings)
    snoozes.snooze(
        opened_records,
        platform_key(settings),
        operator_id,
        date(2027, 3, 1),
        "season ended, back in March",
        ANA,
        today=date(2026, 11, 21),
        now=datetime(2026, 11, 21, 10, tzinfo=UTC),
    )
    opened_records.close()
