"""Snoozes: who hides whom until when, what supersedes what, and that nothing is ever lost."""

from datetime import UTC, date, datetime, timedelta, timezone

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from data_access.records.database import Records
from data_access.records.errors import SnoozeRefused
from data_access.records.people import Person
from data_access.records.snoozes import LONGEST_DAYS, SNOOZES, active, history, snooze, undo
from tests.examples import examples

ANA, BEN = Person("ana@example.com", self_declared=False), Person("Ben", self_declared=True)
TODAY, MARCH = date(2026, 11, 21), date(2027, 3, 1)
NOW = datetime(2026, 11, 21, 10, 2, 3, 456789, tzinfo=UTC)


def hide(records: Records, operator_id: str = "op_a", until: date = MARCH, note: str = "", person: Person = ANA) -> int:
    return snooze(records, "acme", operator_id, until, note, person, today=TODAY, now=NOW)


def hidden(records: Records, today: date = TODAY) -> list[tuple[str, date]]:
    return list(active(records, "acme", today).select("operator_id", "until").iter_rows())


def test_a_snooze_is_kept_with_who_when_until_and_why(records: Records) -> None:
    kept = hide(records, note="season ended, back in March")
    expected = pl.DataFrame(
        [(kept, "op_a", MARCH, "season ended, back in March", "ana@example.com", False, NOW, None, None)],
        schema=SNOOZES,
        orient="row",
    )
    assert_frame_equal(active(records, "acme", TODAY), expected)


def test_a_self_declared_name_is_marked(records: Records) -> None:
    hide(records, person=BEN)
    assert active(records, "acme", TODAY).select("by", "self_declared").row(0) == ("Ben", True)


def test_nobody_is_hidden_at_first(records: Records) -> None:
    assert_frame_equal(active(records, "acme", TODAY), pl.DataFrame(schema=SNOOZES))
    assert_frame_equal(history(records, "acme", "op_a"), pl.DataFrame(schema=SNOOZES))


def test_until_1_march_means_back_on_1_march(records: Records) -> None:
    hide(records)
    assert hidden(records, date(2027, 2, 28)) == [("op_a", MARCH)]
    assert hidden(records, MARCH) == []


def test_the_newest_snooze_decides_and_both_stay(records: Records) -> None:
    first, second = hide(records), hide(records, until=date(2026, 12, 1), person=BEN)
    assert hidden(records) == [("op_a", date(2026, 12, 1))]
    assert hidden(records, date(2026, 12, 1)) == []
    assert history(records, "acme", "op_a")["snooze_id"].to_list() == [second, first]


def test_undo_shows_the_operator_again_and_keeps_the_row(records: Records) -> None:
    undo(records, "acme", hide(records), BEN, now=NOW + timedelta(hours=1))
    assert hidden(records) == []
    assert history(records, "acme", "op_a").select("by", "undone_by", "undone_at").row(0) == (
        "ana@example.com",
        "Ben",
        NOW + timedelta(hours=1),
    )


def test_one_undo_shows_an_operator_that_was_snoozed_twice(records: Records) -> None:
    hide(records)
    undo(records, "acme", hide(records, until=date(2026, 12, 1)), ANA, now=NOW)
    assert hidden(records) == []


def test_a_second_undo_keeps_the_first_mark(records: Records) -> None:
    kept = hide(records)
    undo(records, "acme", kept, BEN, now=NOW)
    undo(records, "acme", kept, ANA, now=NOW + timedelta(days=1))
    assert history(records, "acme", "op_a").select("undone_by", "undone_at").row(0) == ("Ben", NOW)


def test_another_platforms_snoozes_are_neither_seen_nor_undone(records: Records) -> None:
    kept = hide(records)
    assert active(records, "other", TODAY).is_empty()
    assert history(records, "other", "op_a").is_empty()
    with pytest.raises(SnoozeRefused, match="there is no snooze"):
        undo(records, "other", kept, ANA, now=NOW)
    assert hidden(records) == [("op_a", MARCH)]


def test_operators_come_sorted(records: Records) -> None:
    for operator_id in ("op_c", "op_a", "op_b"):
        hide(records, operator_id)
    assert [operator_id for operator_id, _ in hidden(records)] == ["op_a", "op_b", "op_c"]


def test_an_instant_is_kept_in_utc_to_the_microsecond(records: Records) -> None:
    there = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
    snooze(records, "acme", "op_a", MARCH, "", ANA, today=TODAY, now=there)
    assert history(records, "acme", "op_a")["at"].to_list() == [NOW]


@pytest.mark.parametrize("until", [TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=LONGEST_DAYS + 1)])
def test_until_lies_ahead_and_not_too_far(records: Records, until: date) -> None:
    with pytest.raises(SnoozeRefused) as refused:
        hide(records, until=until)
    assert refused.value.advice == "Choose a day after 21 Nov 2026, 20 Nov 2028 at the latest."
    assert history(records, "acme", "op_a").is_empty()


@pytest.mark.parametrize("days", [1, LONGEST_DAYS])
def test_the_nearest_and_the_farthest_day_are_taken(records: Records, days: int) -> None:
    hide(records, until=TODAY + timedelta(days=days))
    assert hidden(records) == [("op_a", TODAY + timedelta(days=days))]


def test_a_note_has_500_characters_at_most(records: Records) -> None:
    hide(records, note="ä" * 500)
    with pytest.raises(SnoozeRefused, match="501 characters"):
        hide(records, note="ä" * 501)
    assert history(records, "acme", "op_a")["note"].to_list() == ["ä" * 500]


@pytest.mark.parametrize("name", ["", " \t"])
def test_nobody_snoozes_or_undoes_without_a_name(records: Records, name: str) -> None:
    nameless, kept = Person(name, self_declared=True), hide(records)
    with pytest.raises(SnoozeRefused, match="nobody is named"):
        hide(records, person=nameless)
    with pytest.raises(SnoozeRefused, match="nobody is named"):
        undo(records, "acme", kept, nameless, now=NOW)
    assert hidden(records) == [("op_a", MARCH)]


def test_half_a_character_is_refused(records: Records) -> None:
    with pytest.raises(SnoozeRefused, match="half a character"):
        hide(records, note="\ud83d")


def test_an_instant_without_a_zone_is_refused(records: Records) -> None:
    with pytest.raises(Exception, match="without a zone"):
        snooze(records, "acme", "op_a", MARCH, "", ANA, today=TODAY, now=NOW.replace(tzinfo=None))
    assert history(records, "acme", "op_a").is_empty()


@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(note=st.text(max_size=500), operator_id=st.text(max_size=40), name=st.text(min_size=1).filter(str.strip))
def test_whatever_is_typed_is_kept_as_typed(records: Records, note: str, operator_id: str, name: str) -> None:
    kept = hide(records, operator_id, note=note, person=Person(name, self_declared=True))
    found = history(records, "acme", operator_id).filter(pl.col("snooze_id") == kept)
    assert found.select("operator_id", "note", "by").row(0) == (operator_id, note, name)
