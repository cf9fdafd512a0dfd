from dataclasses import replace

from dashboard.metrics.activity.reasons import with_reasons
from dashboard.metrics.activity.states import activity
from dashboard.views.overview.calls import calls
from dashboard.views.rows import ListRow
from tests.dashboard.metrics.activity.frames import NAMES, RULES, TODAY, facts, operators, used, usual

PEOPLE = operators({"operator_id": "quiet", "name": "Quiet"}, {"operator_id": "steady", "name": "Steady"})
DAYS = used(quiet=usual(100, since=99, until=20), steady=usual(100, since=99))


def standing():
    return with_reasons(activity(facts(DAYS, PEOPLE), RULES), NAMES, today=TODAY, rules=RULES)


def test_who_is_silent_is_named_with_what_is_at_stake_and_its_state_counted_of_all():
    shown = calls(standing(), frozenset(), RULES)
    assert shown.caption == "Billable units at stake, in 28 days"
    assert shown.rows == (ListRow("quiet", "Quiet", "2,800", ":red[Inactive]"),)
    assert shown.states == (("inactive", "Inactive: 1 of 2"),)


def test_who_is_snoozed_is_neither_named_nor_counted():
    shown = calls(standing(), frozenset({"quiet"}), RULES)
    assert (shown.rows, shown.states) == ((), ())


def test_what_is_at_stake_is_said_of_the_rules_own_days():
    assert calls(standing(), frozenset(), replace(RULES, window_days=7)).caption == "Billable units at stake, in 7 days"
