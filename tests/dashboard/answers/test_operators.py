"""Each choice and each reading of Operators gives its own answer: a key that forgot one would show another's figures."""

from dataclasses import replace
from datetime import UTC, date, datetime

import polars as pl
import pytest

from dashboard.answers import operators
from dashboard.answers.keeping import _bytes
from dashboard.answers.made import Days, Network
from dashboard.answers.operators import DeskOf
from dashboard.answers.reading import Reading
from dashboard.metrics.activity.states import ActivityRules
from dashboard.views.operators.desk import EVERYBODY, Chosen
from data_access import Answer, Period
from data_access.tables import API_CALLS, EVENTS_INGESTED
from tests.dashboard.answers.readings import NOON, NOW, days, facts, network, report

RULES, PATIENT = ActivityRules(), ActivityRules(inactive_days=17)
SNOOZE = (1, "op_gullfoss", date(2027, 3, 1), "", "Ana", True, datetime(2026, 11, 21, tzinfo=UTC), None, None)
ALL = Chosen(EVERYBODY, "", (), "at_stake")
BASE = DeskOf(API_CALLS, report(NOW), report(NOW.previous()), network(), facts(), RULES, ())
SINCE = date(2026, 11, 14)


def fewer(roster: Reading[Answer]) -> Reading[Answer]:
    """All but the first."""
    return Reading(replace(roster.value, frame=roster.value.frame.slice(1)), NOON)


def without_days() -> Network:
    return replace(network(), days=Days(replace(facts(), daily_coverage=None)))


def unnamed(catalogue: Reading[Answer]) -> Reading[Answer]:
    """Connectors without a name: a reason names them by id."""
    return Reading(
        replace(catalogue.value, frame=catalogue.value.frame.with_columns(name=pl.lit(None, pl.String))), NOON
    )


OTHERS: dict[str, dict[str, object]] = {
    "metric": {"metric": EVENTS_INGESTED},
    "report": {"now": report(NOW.previous())},
    "report before": {"before": None},
    "days": {"network": without_days()},
    "roster": {"network": replace(network(), roster=fewer(network().roster))},
    "catalogue": {"network": replace(network(), catalogue=unnamed(network().catalogue))},
    "rules": {"rules": PATIENT},
    "snoozed": {"snoozed": (SNOOZE,)},
}


@pytest.mark.parametrize("changed", OTHERS.values(), ids=OTHERS)
def test_another_input_gives_another_desk(changed: dict[str, object]) -> None:
    usual = operators.desk(BASE, ALL)
    assert not operators.desk(replace(BASE, **changed), ALL).rows.equals(usual.rows)
    assert operators.desk(BASE, ALL) is usual


def test_a_source_whose_absence_is_not_zero_gives_another_desk() -> None:
    whole = report(NOW).value
    of_all_but_one = replace(BASE, now=Reading(replace(whole, totals=whole.totals.slice(1)), NOON))
    zero, unknown = (replace(of_all_but_one, facts=replace(facts(), is_dataset=so)) for so in (True, False))
    assert operators.desk(zero, ALL).rows["value"].null_count() == 0
    assert operators.desk(unknown, ALL).rows["value"].null_count() == 1


@pytest.mark.parametrize(
    "chosen",
    [
        replace(ALL, group="dormant"),
        replace(ALL, words="lantern"),
        replace(ALL, values=(("plan", ("enterprise",)),)),
        replace(ALL, order="value"),
    ],
    ids=["group", "words", "values", "order"],
)
def test_another_choice_gives_another_desk(chosen: Chosen) -> None:
    assert operators.desk(BASE, chosen).ids != operators.desk(BASE, ALL).ids


def test_the_file_holds_the_rows_that_are_chosen() -> None:
    healthy = replace(ALL, group="healthy")
    files = [operators.desk_file(BASE, one, NOW, "sample", "excel") for one in (ALL, healthy)]
    assert [file.rows for file in files] == [len(operators.desk(BASE, one).ids) for one in (ALL, healthy)]
    assert files[0].rows > files[1].rows > 0


def test_a_file_is_named_for_its_platform_and_period_and_has_its_form() -> None:
    usual = operators.desk_file(BASE, ALL, NOW, "sample", "excel")
    assert operators.desk_file(BASE, ALL, NOW, "other", "excel").name != usual.name
    assert operators.desk_file(BASE, ALL, NOW.previous(), "sample", "excel").name != usual.name
    assert operators.desk_file(BASE, ALL, NOW, "sample", "exact").data != usual.data


def test_another_snooze_gives_other_choices() -> None:
    assert "snoozed" not in operators.choices(BASE).groups
    assert operators.choices(replace(BASE, snoozed=(SNOOZE,))).groups["snoozed"] == 1


def test_the_moves_are_those_since_the_day_by_the_rules() -> None:
    usual = operators.moves(network(), days(SINCE), RULES, SINCE)
    earlier = date(2026, 11, 1)
    assert operators.moves(network(), days(earlier), RULES, earlier).ids != usual.ids
    assert not operators.moves(network(), days(SINCE), PATIENT, SINCE).rows.equals(usual.rows)


def test_the_file_of_the_moves_holds_them_and_is_named_for_its_days() -> None:
    span, since = Period(SINCE, date(2026, 11, 21)), days(SINCE)
    usual = operators.moves_file(network(), since, RULES, span, "sample", "exact")
    assert usual.rows == len(operators.moves(network(), since, RULES, SINCE).ids)
    assert operators.moves_file(network(), since, RULES, span, "other", "exact").name != usual.name
    assert operators.moves_file(network(), since, RULES, span, "sample", "excel").data != usual.data
    assert operators.moves_file(network(), since, PATIENT, span, "sample", "exact").data != usual.data


def test_a_preview_is_of_its_draft_and_of_the_rules_that_are_applied() -> None:
    usual = operators.preview(network(), network(), RULES, PATIENT)
    assert usual.grid.rows > 0
    back = operators.preview(network(), network(), PATIENT, RULES).grid.arrow
    assert back["from_state"].to_pylist() == usual.grid.arrow["to_state"].to_pylist()
    assert operators.preview(network(), network(), RULES, RULES).grid.rows == 0


def test_whether_the_network_fell_is_told_by_its_rule() -> None:
    median = operators.network_fall(network(), RULES).median
    assert median is not None
    strict = ActivityRules(network_fall=1e-9)
    assert operators.network_fall(network(), RULES).fell is (median < -RULES.network_fall)
    assert operators.network_fall(network(), strict).fell is (median < -1e-9)


def test_the_bars_are_of_their_metric_report_and_comparison() -> None:
    made_of = (report(NOW), report(NOW.previous()), network().roster, facts())
    usual = operators.bars(API_CALLS, *made_of).figures.arrow
    assert operators.bars(EVENTS_INGESTED, *made_of).figures.arrow != usual
    assert operators.bars(API_CALLS, report(NOW.previous()), *made_of[1:]).figures.arrow != usual


def test_what_is_found_counts_against_the_ceiling_and_so_do_the_words_that_were_typed() -> None:
    nobody = operators.desk(BASE, replace(ALL, words="x" * 100_000))
    assert nobody.ids == ()
    assert _bytes(nobody) > 100_000
    everybody = operators.desk(BASE, ALL)
    assert _bytes(everybody) > everybody.grid.arrow.nbytes + everybody.rows.estimated_size()
