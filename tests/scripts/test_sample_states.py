"""Every story of the sample gets its state and its reason."""

from datetime import timedelta

import polars as pl
import pytest

from dashboard.metrics.activity.facts import activity_facts
from dashboard.metrics.activity.history import states_by_day
from dashboard.metrics.activity.network import network_change, ranked
from dashboard.metrics.activity.reasons import with_reasons
from dashboard.metrics.activity.states import STATES, ActivityRules, activity
from data_access.dataset.source import DatasetSource
from data_access.period import Period
from data_access.settings import SAMPLE
from scripts.sample_operators import OPERATORS
from scripts.sample_stories import STORIES

RULES = ActivityRules()
STATE_OF = {
    "steady": "healthy",
    "grower": "healthy",
    "watch": "watch",
    "fading": "at risk",
    "silent_16": "inactive",
    "silent_19": "inactive",
    "silent_35": "dormant",
    "recovered": "recovered",
    "connector_failed": "at risk",
    "lost_connection": "watch",
    "brand_new": "new",
    "suspended": "suspended",
    "never_activated": "never activated",
    "pending": "never activated",  # never active comes before new in the order of the issue
}
STORY_OF = {operator.operator_id: operator.story for operator in OPERATORS}


@pytest.fixture(scope="module")
def source() -> DatasetSource:
    return DatasetSource(SAMPLE)


@pytest.fixture(scope="module")
def days(source) -> pl.DataFrame:
    held = source.facts().daily_coverage
    return source.operator_days(Period(held.first_day, held.last_complete_day))


@pytest.fixture(scope="module")
def standing(source, days) -> pl.DataFrame:
    held = source.facts().daily_coverage
    on, names = held.last_complete_day, source.connectors().select("connector_id", "name")

    def last(count: int) -> Period:
        return Period(on - timedelta(days=count - 1), on)

    facts = activity_facts(
        source.operators(),
        days,
        held,
        source.connector_weeks(last(2 * RULES.window_days)),
        source.connection_losses(last(RULES.window_days)),
        on=on,
        today=held.today,
        absent_is_zero=source.facts().is_dataset,
        rules=RULES,
    )
    return with_reasons(activity(facts, RULES), dict(names.iter_rows()), today=held.today, rules=RULES)


def test_every_story_has_a_state_and_every_state_that_days_can_tell_is_told():
    assert set(STATE_OF) == set(STORIES)
    assert set(STATES) - set(STATE_OF.values()) == {"unknown"}


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.operator_id)
def test_whoever_lives_a_story_has_its_state(standing, operator):
    mine = standing.filter(pl.col("operator_id") == operator.operator_id)
    assert mine["state"].to_list() == [STATE_OF[operator.story]]


@pytest.mark.parametrize(
    ("operator_id", "story", "reason"),
    [
        ("op_arespel", "steady", "Active on 21 Nov. Up 3% on the 28 days before."),
        ("op_marelune", "grower", "Active on 21 Nov. Up 37% on the 28 days before."),
        ("op_solvind", "watch", "Down 28% on the 28 days before."),
        ("op_quillmark", "fading", "Down 61% on the 28 days before."),
        ("op_bramblegate", "silent_16", "Silent for 16 days (last call 5 Nov). Before that 138 calls a day."),
        ("op_gullfoss", "silent_19", "Silent for 19 days (last call 2 Nov). Before that 2,485 calls a day."),
        ("op_ornvik", "silent_35", "Silent for 35 days (last call 17 Oct). Before that 421 calls a day."),
        ("op_honeybadge", "recovered", "Back since 16 Nov after 18 days of silence. Active on 21 Nov."),
        (
            "op_copperfinch",
            "connector_failed",
            "Nuvei, 64% of its gateway requests, stopped on 1 Nov. Down 32% on the 28 days before.",
        ),
        (
            "op_multiple",
            "lost_connection",
            "Its connection to Sumsub has been lost since 5 Nov. Down 2% on the 28 days before.",
        ),
        ("op_dovecote", "brand_new", "First seen on 12 Nov, 9 days ago. Active on 21 Nov."),
        ("op_fogbank", "suspended", "Suspended. Last call 6 Oct, 46 days ago. Until then 927 calls a day."),
        ("op_juniper", "never_activated", "No activity ever. Created on 17 Aug. 3 active connections."),
        ("op_larkspur", "pending", "No activity ever. Created on 17 Nov."),
    ],
    ids=lambda value: value if value in STORIES else "",
)
def test_a_story_is_told_as_its_reason(standing, operator_id, story, reason):
    assert STORY_OF[operator_id] == story
    assert standing.filter(pl.col("operator_id") == operator_id)["reason"].to_list() == [reason]


def test_the_network_did_not_fall(standing):
    assert not network_change(standing, RULES).fell


def test_whoever_lost_most_units_is_called_first(standing):
    order = ranked(standing, network_change(standing, RULES))
    assert [(who, STORY_OF[who]) for who in order["operator_id"].head(5)] == [
        ("op_gullfoss", "silent_19"),
        ("op_solvind", "watch"),
        ("op_copperfinch", "connector_failed"),
        ("op_quillmark", "fading"),
        ("op_oharrow", "watch"),
    ]
    assert set(order["state"].tail(9)) == {"suspended", "never activated", "new"}


def test_the_last_of_many_days_agrees_but_for_connections_and_connectors(source, days, standing):
    held = source.facts().daily_coverage
    dates = [held.last_complete_day - timedelta(days=7), held.last_complete_day]
    many = states_by_day(
        days, source.operators(), held, dates=dates, today=held.today, absent_is_zero=True, rules=RULES
    ).filter(pl.col("date") == dates[-1])
    both = standing.join(many, on="operator_id", suffix="_by_days")
    differ = both.filter(pl.col("state") != pl.col("state_by_days")).sort("operator_id")
    assert differ.select("operator_id", "state", "state_by_days").rows() == [
        ("op_copperfinch", "at risk", "watch"),
        ("op_multiple", "watch", "healthy"),
    ]
    assert both.height == standing.height
