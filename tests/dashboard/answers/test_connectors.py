"""Each choice and each reading of Connectors gives its own answer: a key that forgot one would show another's figures."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from dashboard.answers import connectors
from dashboard.answers.connectors import RollOf
from dashboard.answers.keeping import _bytes
from dashboard.answers.made import Frame, Roster
from dashboard.answers.reading import Reading
from dashboard.views.connectors.roll import Chosen
from data_access import Period
from tests.dashboard.answers.readings import NOON, NOW, facts, network, report, source

ALL = Chosen("", ())
BASE = RollOf(report(NOW), report(NOW.previous()), network().roster, network().catalogue, facts())


def without_first(answer: Roster) -> Roster:
    return Reading(replace(answer.value, frame=answer.value.frame.slice(1)), NOON)


def with_another(answer: Roster) -> Roster:
    """One operator more, of whom nothing is reported."""
    frame = answer.value.frame
    more = pl.concat([frame, frame.head(1).with_columns(operator_id=pl.lit("op_new"))])
    return Reading(replace(answer.value, frame=more), NOON)


def unnamed(answer: Roster) -> Roster:
    return Reading(replace(answer.value, frame=answer.value.frame.with_columns(name=pl.lit(None, pl.String))), NOON)


def weeks(period: Period) -> Frame:
    return Reading(source().connector_weeks(period), NOON)


RECENT, EARLIER = weeks(NOW), weeks(NOW.previous())
OTHERS: dict[str, dict[str, object]] = {
    "report": {"now": report(NOW.previous())},
    "report before": {"before": None},
    "roster": {"roster": with_another(network().roster)},
    "catalogue": {"catalogue": unnamed(network().catalogue)},
}


@pytest.mark.parametrize("changed", OTHERS.values(), ids=OTHERS)
def test_another_input_gives_other_rows(changed: dict[str, object]) -> None:
    usual = connectors.roll(BASE, ALL)
    other = connectors.roll(replace(BASE, **changed), ALL)
    assert (other.caption, other.grid.arrow) != (usual.caption, usual.grid.arrow)
    assert connectors.roll(BASE, ALL) is usual


def test_a_source_whose_absence_is_not_zero_gives_other_rows() -> None:
    whole = report(NOW).value
    others = pl.col("operator_id") != whole.totals["operator_id"][0]
    without = replace(whole, totals=whole.totals.filter(others), lines=whole.lines.filter(others))
    of_all_but_one = replace(BASE, now=Reading(without, NOON))
    zero, unknown = (
        connectors.roll(replace(of_all_but_one, facts=replace(facts(), is_dataset=so)), ALL) for so in (True, False)
    )
    assert zero.rows["calls"].null_count() == 0
    assert unknown.rows["calls"].null_count() > 0


@pytest.mark.parametrize("chosen", [Chosen("stripe", ()), Chosen("", ("Security",))], ids=["words", "categories"])
def test_another_choice_gives_other_rows_and_another_file(chosen: Chosen) -> None:
    shown, everything = connectors.roll(BASE, chosen), connectors.roll(BASE, ALL)
    files = [connectors.roll_file(BASE, one, NOW, "sample", "excel").rows for one in (chosen, ALL)]
    assert files == [len(shown.ids), len(everything.ids)]
    assert 0 < files[0] < files[1]


def test_a_file_is_named_for_its_platform_and_period_and_has_its_form() -> None:
    usual = connectors.roll_file(BASE, ALL, NOW, "sample", "excel")
    assert connectors.roll_file(BASE, ALL, NOW, "other", "excel").name != usual.name
    assert connectors.roll_file(BASE, ALL, NOW.previous(), "sample", "excel").name != usual.name
    assert connectors.roll_file(BASE, ALL, NOW, "sample", "exact").data != usual.data


def test_every_card_of_the_period_is_of_its_report() -> None:
    earlier = replace(BASE, now=report(NOW.previous()), before=report(NOW.previous().previous()))
    assert connectors.summary(BASE) != connectors.summary(earlier)
    for card in (connectors.bars, connectors.carrying):
        assert card(BASE).figures.arrow != card(earlier).figures.arrow
    assert connectors.categories(BASE).arrow != connectors.categories(earlier).arrow
    assert connectors.lapsed(BASE).grid.arrow != connectors.lapsed(replace(BASE, before=None)).grid.arrow


def test_what_can_be_opened_and_where_connections_lie_idle_is_told_by_the_catalogue() -> None:
    first = network().catalogue.value.frame["connector_id"][0]
    unused = report(NOW).value
    without = Reading(replace(unused, lines=unused.lines.filter(pl.col("key") != first)), NOON)
    fewer = replace(BASE, catalogue=without_first(network().catalogue), now=without, before=None)
    assert first in connectors.choices(BASE).ids
    assert first not in connectors.choices(fewer).ids
    shown, left = connectors.idle(BASE), connectors.idle(replace(BASE, catalogue=unnamed(network().catalogue)))
    assert shown is not None
    assert left is not None
    assert shown.figures.arrow["name"] != left.figures.arrow["name"]


def test_calls_without_a_connector_are_those_of_the_report() -> None:
    whole = report(NOW).value
    undivided = whole.lines.with_columns(key=pl.lit(""))
    assert connectors.undivided_calls(report(NOW)) == 0
    told = connectors.undivided_calls(Reading(replace(whole, lines=undivided), NOON))
    assert told == whole.lines.filter(pl.col("metric") == "gateway_requests")["quantity"].sum()


def test_one_connector_is_itself_in_its_period() -> None:
    earlier = replace(BASE, now=report(NOW.previous()))
    usual, callers = connectors.facts(BASE, "stripe"), connectors.callers(BASE, "stripe")
    assert usual.name == "Stripe"
    assert connectors.facts(BASE, "adyen").name == "Adyen"
    assert connectors.facts(earlier, "stripe").words != usual.words
    for others in (
        connectors.callers(BASE, "adyen"),
        connectors.callers(earlier, "stripe"),
        connectors.callers(replace(BASE, before=None), "stripe"),
    ):
        assert others.grid.arrow != callers.grid.arrow


def test_the_radius_is_of_its_weeks_and_connector_with_the_names_of_the_roster() -> None:
    usual = connectors.radius(RECENT, "stripe", network().roster)
    assert connectors.radius(EARLIER, "stripe", network().roster).words != usual.words
    assert connectors.radius(RECENT, "adyen", network().roster).ids != usual.ids
    by_id = connectors.radius(RECENT, "stripe", unnamed(network().roster))
    assert by_id.rows["operator_name"].to_list() == list(by_id.ids)


def test_the_file_of_the_radius_holds_its_rows_and_is_named_for_its_days() -> None:
    of = (RECENT, "stripe", network().roster)
    usual = connectors.radius_file(*of, NOW, "sample", "exact")
    assert usual.rows == len(connectors.radius(*of).ids)
    assert connectors.radius_file(*of, NOW.previous(), "sample", "exact").name != usual.name
    assert connectors.radius_file(*of, NOW, "other", "exact").name != usual.name
    assert connectors.radius_file(RECENT, "adyen", network().roster, NOW, "sample", "exact").data != usual.data


def test_adoption_over_time_is_of_its_weeks_catalogue_and_missing_days() -> None:
    held, catalogue = facts().held_days, network().catalogue
    usual = connectors.uptake(RECENT, catalogue, held, NOW)
    assert connectors.uptake(EARLIER, catalogue, held, NOW.previous()).figures.arrow != usual.figures.arrow
    assert connectors.uptake(RECENT, unnamed(catalogue), held, NOW).figures.arrow != usual.figures.arrow
    gap = replace(held, missing=frozenset({NOW.start}))
    assert connectors.uptake(RECENT, catalogue, gap, NOW).figures.arrow["operators"].null_count > 0


def test_lifetimes_and_their_file_are_of_their_weeks_and_days() -> None:
    held, catalogue = facts().held_days, network().catalogue
    both = weeks(Period(NOW.previous().start, NOW.end))
    usual = connectors.lifetimes(both, both, catalogue, held)
    later = replace(held, first_day=NOW.previous().start)
    for others in (
        connectors.lifetimes(RECENT, both, catalogue, held),
        connectors.lifetimes(both, RECENT, catalogue, held),
        connectors.lifetimes(both, both, unnamed(catalogue), held),
        connectors.lifetimes(both, both, catalogue, later),
    ):
        assert not others.rows.equals(usual.rows)
    file = connectors.lifetimes_file(both, both, catalogue, held, "sample", "exact")
    assert file.rows == usual.rows.height
    assert connectors.lifetimes_file(both, both, catalogue, held, "other", "exact").name != file.name
    assert connectors.lifetimes_file(both, both, catalogue, later, "sample", "exact").name != file.name
    assert connectors.lifetimes_file(both, RECENT, catalogue, held, "sample", "exact").data != file.data


def test_what_rests_on_the_last_weeks_is_of_them_and_names_what_it_shows() -> None:
    roster, catalogue = network().roster, network().catalogue
    usual = connectors.use(RECENT, roster, catalogue)
    others = (
        connectors.use(EARLIER, roster, catalogue),
        connectors.use(RECENT, unnamed(roster), catalogue),
        connectors.use(RECENT, roster, unnamed(catalogue)),
    )
    assert usual is not None
    assert all(one is not None and one.figures.arrow != usual.figures.arrow for one in others)
    for card in (connectors.together, connectors.failures):
        assert card(EARLIER, catalogue).arrow != card(RECENT, catalogue).arrow
        assert card(RECENT, unnamed(catalogue)).arrow != card(RECENT, catalogue).arrow


def test_nothing_used_is_kept_as_an_answer_too() -> None:
    silent = Reading(RECENT.value.clear(), NOON)
    assert connectors.use(silent, network().roster, network().catalogue) is None


def test_the_words_that_were_typed_count_against_the_ceiling() -> None:
    nobody = connectors.roll(BASE, Chosen("x" * 100_000, ()))
    assert nobody.ids == ()
    assert _bytes(nobody) > 100_000
    assert _bytes(connectors.roll(BASE, ALL)) > connectors.roll(BASE, ALL).grid.arrow.nbytes


def test_days_of_another_window_are_another_reading() -> None:
    shifted = Period(NOW.start - timedelta(1), NOW.end)
    assert shifted.start == date(2026, 10, 24)
    assert (
        connectors.failures(weeks(shifted), network().catalogue).arrow
        != connectors.failures(RECENT, network().catalogue).arrow
    )
