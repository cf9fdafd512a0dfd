"""Each reading, rule and choice of an operator's page gives its own answer."""

from dataclasses import fields, replace
from datetime import timedelta

import polars as pl
import pytest

from dashboard.answers import made, operator_detail
from dashboard.answers.operator_detail import OneOf, Weeks
from dashboard.answers.reading import Reading
from dashboard.metrics.activity.states import ActivityRules
from dashboard.views.operators.call_sheet import Told
from data_access import Period
from data_access.tables import API_CALLS, EVENTS_INGESTED
from tests.dashboard.answers.readings import NOON, NOW, facts, network, report, source

RULES, PATIENT = ActivityRules(), ActivityRules(inactive_days=17)
LAST = NOW.end
ONE = OneOf("op_gullfoss", report(NOW), report(NOW.previous()), None, network(), facts(), RULES)
OTHER = replace(ONE, operator_id="op_arespel")
RECENT = Reading(source().connector_weeks(NOW), NOON)
WEEKS = Weeks(RECENT, Reading(source().connector_weeks(NOW.previous()), NOON), LAST)
TOLD = Told("", "21 Nov 2026", "Figures.", "the sample", "Units.")
UNNAMED = replace(
    network(),
    catalogue=Reading(
        replace(
            network().catalogue.value,
            frame=network().catalogue.value.frame.with_columns(name=pl.lit(None, pl.String)),
        ),
        NOON,
    ),
)


def without_first() -> Reading:
    """The report of NOW without its first operator."""
    whole = report(NOW).value
    return Reading(replace(whole, totals=whole.totals.slice(1)), NOON)


def test_ids_are_those_that_are_listed_and_those_that_a_report_knows() -> None:
    assert {"op_gullfoss", "op_arespel"} <= operator_detail.listed_ids(network(), RULES)
    roster = Reading(replace(network().roster.value, frame=network().roster.value.frame.clear()), NOON)
    known = operator_detail.reported_ids(report(NOW), roster, facts())
    fewer = operator_detail.reported_ids(without_first(), roster, facts())
    assert len(known - fewer) == 1


def test_the_state_is_by_the_rules_and_the_name_of_the_operator() -> None:
    gone = "op_bramblegate"
    states = [operator_detail.listed(network(), rules, gone).state for rules in (RULES, PATIENT)]
    assert states == ["inactive", "at risk"]
    assert operator_detail.listed(network(), RULES, "op_arespel").name.startswith("Åre Spel")


def test_one_that_a_report_alone_knows_is_named_by_it() -> None:
    names = dict(report(NOW).value.totals.select("operator_id", "operator_name").iter_rows())
    for one in ("op_gullfoss", "op_arespel"):
        assert operator_detail.only_reported(report(NOW), network().roster, facts(), one).name == names[one]


@pytest.mark.parametrize(
    "changed",
    [
        {"operator_id": "op_arespel"},
        {"now": report(NOW.previous())},
        {"before": None},
        {"unequal_days": (28, 31)},
    ],
    ids=lambda one: next(iter(one)),
)
def test_the_tiles_are_of_the_operator_the_two_reports_and_their_days(changed: dict[str, object]) -> None:
    assert operator_detail.kpis(replace(ONE, **changed)) != operator_detail.kpis(ONE)


def test_a_source_whose_absence_is_not_zero_has_no_figure_for_who_is_absent() -> None:
    first = report(NOW).value.totals["operator_id"][0]
    absent = replace(ONE, operator_id=first, now=without_first())
    values = [
        operator_detail.kpis(replace(absent, facts=replace(facts(), is_dataset=so)))[0].value for so in (True, False)
    ]
    assert values == [0, None]
    units = [
        made.units(without_first(), network().roster, replace(facts(), is_dataset=so), first) for so in (True, False)
    ]
    assert units == [0, None]


def test_the_line_is_of_the_operator_its_rank_and_the_rules_span() -> None:
    operator = operator_detail.listed(network(), RULES, "op_gullfoss")
    usual = operator_detail.standing_words(ONE, operator)
    assert operator_detail.standing_words(ONE, replace(operator, at_stake=1)) != usual
    assert operator_detail.standing_words(replace(ONE, now=report(NOW.previous())), operator) != usual
    assert "in 7 days" in operator_detail.standing_words(replace(ONE, rules=ActivityRules(window_days=7)), operator)


def test_neighbours_are_those_of_the_operator_in_the_period() -> None:
    usual = operator_detail.neighbours(ONE)
    assert operator_detail.neighbours(OTHER) != usual
    spans = [Period(LAST - timedelta(days=many), LAST) for many in (0, 6, 83)]
    assert any(
        operator_detail.neighbours(replace(OTHER, now=report(span))) != operator_detail.neighbours(OTHER)
        for span in spans
    )


def test_kinds_are_of_their_metric_operator_and_reports() -> None:
    usual = operator_detail.kinds(ONE, API_CALLS)
    assert operator_detail.kinds(ONE, EVENTS_INGESTED).title != usual.title
    for other in (OTHER, replace(ONE, now=report(NOW.previous())), replace(ONE, before=None)):
        assert not operator_detail.kinds(other, API_CALLS).rows.equals(usual.rows)


def test_connectors_are_of_the_operator_the_reports_the_names_and_the_weeks() -> None:
    usual = operator_detail.connectors(ONE, WEEKS).arrow
    others = [OTHER, replace(ONE, now=report(NOW.previous())), replace(ONE, before=None), replace(ONE, network=UNNAMED)]
    for other in others:
        assert operator_detail.connectors(other, WEEKS).arrow != usual
    assert operator_detail.connectors(ONE, None).arrow["last_call"].null_count == usual.num_rows
    assert operator_detail.connectors(ONE, replace(WEEKS, before=None)).arrow["standing"] != usual["standing"]


def test_whether_a_connector_stopped_is_told_by_the_last_final_day() -> None:
    usual = operator_detail.connectors_now(OTHER, WEEKS)
    later = operator_detail.connectors_now(OTHER, replace(WEEKS, on=LAST + timedelta(days=30)))
    assert (later["standing"] == "stopped").sum() > (usual["standing"] == "stopped").sum()
    assert operator_detail.connectors_now(OTHER, None).is_empty()


def test_the_course_is_of_the_operator_by_the_rules_and_empty_without_days() -> None:
    usual = operator_detail.runs(ONE)
    assert not operator_detail.runs(OTHER).equals(usual)
    assert not operator_detail.runs(replace(ONE, rules=ActivityRules(inactive_days=8))).equals(usual)
    assert operator_detail.course(ONE).figures.rows == usual.height
    assert operator_detail.runs(replace(ONE, facts=replace(facts(), daily_coverage=None))).is_empty()


def test_what_similar_ones_use_is_of_the_operator_the_weeks_and_the_names() -> None:
    usual = operator_detail.similar(OTHER, RECENT)
    assert usual.rows.height > 0
    assert not operator_detail.similar(ONE, RECENT).rows.equals(usual.rows)
    day = Reading(source().connector_weeks(Period(LAST, LAST)), NOON)
    assert not operator_detail.similar(OTHER, day).rows.equals(usual.rows)
    one_day = operator_detail.connectors_now(OTHER, replace(WEEKS, now=day))
    assert one_day["calls"].sum() < operator_detail.connectors_now(OTHER, WEEKS)["calls"].sum()
    unnamed = operator_detail.similar(replace(OTHER, network=UNNAMED), RECENT)
    assert unnamed.rows["name"].to_list() == usual.rows["connector_id"].to_list()


def test_the_call_sheet_is_of_everything_that_stands_on_it() -> None:
    operator = operator_detail.listed(network(), RULES, "op_gullfoss")
    usual = operator_detail.call_sheet(ONE, operator, WEEKS, TOLD, "sheet")
    assert [file.name for file in usual] == ["sheet.html", "sheet.md"]
    others = [
        operator_detail.call_sheet(replace(ONE, before=None), operator, WEEKS, TOLD, "sheet"),
        operator_detail.call_sheet(replace(ONE, rules=PATIENT), operator, WEEKS, TOLD, "sheet"),
        operator_detail.call_sheet(ONE, replace(operator, contact_email="x@y.org"), WEEKS, TOLD, "sheet"),
        operator_detail.call_sheet(ONE, operator, None, TOLD, "sheet"),
        *(
            operator_detail.call_sheet(ONE, operator, WEEKS, replace(TOLD, **{field.name: "Another."}), "sheet")
            for field in fields(Told)
        ),
    ]
    texts = {files[1].data for files in (usual, *others)}
    assert len(texts) == 1 + len(others)
    assert operator_detail.call_sheet(ONE, operator, WEEKS, TOLD, "other")[0].name == "other.html"


def test_units_are_of_the_operator_and_the_period() -> None:
    roster = network().roster
    usual = made.units(report(NOW), roster, facts(), "op_arespel")
    assert made.units(report(NOW.previous()), roster, facts(), "op_arespel") != usual
    assert made.units(report(NOW), roster, facts(), "op_gullfoss") != usual
    assert made.units(report(NOW), roster, facts(), "nobody") is None
