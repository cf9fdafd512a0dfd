"""What is made of readings: one answer to one question, wherever a page asks it."""

from datetime import UTC, datetime, timedelta

import polars as pl
from polars.testing import assert_frame_equal

from dashboard.answers import made
from dashboard.answers.made import Days
from dashboard.answers.reading import Reading
from dashboard.metrics.activity.states import ActivityRules
from data_access import Period
from data_access.dataset.source import DatasetSource
from data_access.settings import SAMPLE

NOW = datetime(2026, 11, 27, tzinfo=UTC)


def test_an_operator_stands_in_one_state_now_and_at_the_end_of_the_states_over_time():
    source, rules = DatasetSource(SAMPLE), ActivityRules()
    facts = source.facts()
    last = facts.held_days.last_settled_day
    window = Period(last - timedelta(days=2 * rules.window_days - 1), facts.held_days.last_complete_day)
    days = Days(
        facts,
        Reading(source.operator_days(Period(facts.held_days.first_day, facts.held_days.last_complete_day)), NOW),
        Reading(source.connector_weeks(window), NOW),
        Reading(source.connection_losses(window), NOW),
    )
    roster, catalogue = Reading(source.roster(), NOW), Reading(source.catalogue(), NOW)
    now = made.standing(days, roster, catalogue, None, rules).select("operator_id", "state").sort("operator_id")
    at_the_end = made.states(days, roster, catalogue, rules).filter(pl.col("date") == last)
    assert_frame_equal(at_the_end.select("operator_id", "state"), now)
