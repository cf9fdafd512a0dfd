import pytest

from dashboard.metrics.activity.states import ActivityRules
from tests.dashboard.metrics.activity.frames import ago, fact, held, lost, operators, state, used, usual, weeks

DAYS = used(a=usual(100, since=99))


def of(*carried, **named):
    known = fact(DAYS, through=weeks(*carried), **named)
    return known["main_connector"], known["main_share"], known["main_stopped"]


def test_the_main_connector_carried_half_or_more_of_the_window_before():
    assert of(("nuvei", 500, 55, 0), ("sumsub", 500, 55, 0)) == ("nuvei", 0.5, None)
    assert of(("nuvei", 60, 55, 0), ("sumsub", 40, 55, 0)) == ("nuvei", 0.6, None)
    assert of(("nuvei", 40, 55, 0), ("sumsub", 30, 55, 0), ("gbg", 30, 55, 0)) == (None, None, None)


@pytest.mark.parametrize(("last", "stopped"), [(6, None), (7, ago(6)), (21, ago(20))])
def test_it_stopped_when_seven_days_were_without_it(last, stopped):
    assert of(("nuvei", 90, 55, last))[2] == stopped


def test_settling_and_missing_days_do_not_count_as_days_without():
    assert of(("nuvei", 90, 55, 8), coverage=held(settling=[0, 1]))[2] is None
    assert of(("nuvei", 90, 55, 8), coverage=held(missing=[3, 4]))[2] is None


def test_the_first_day_without_is_a_day_that_is_known():
    assert of(("nuvei", 90, 55, 12), coverage=held(missing=[11, 10]))[2] == ago(9)


def test_what_carried_the_last_window_alone_is_no_main_connector():
    assert of(("nuvei", 900, 27, 10), ("sumsub", 60, 55, 0), ("gbg", 40, 55, 0)) == ("sumsub", 0.6, None)


def test_a_base_under_100_requests_names_no_main_connector():
    assert of(("nuvei", 24, 55, 20))[0] is None
    assert of(("nuvei", 25, 55, 20))[0] == "nuvei"
    assert of(("nuvei", 25, 27, 20), rules=ActivityRules(least_base=0)) == (None, None, None)


def test_requests_that_are_not_told_by_connector_have_no_main_one():
    assert of(("", 900, 55, 20), ("nuvei", 90, 55, 0))[0] is None


def test_a_main_connector_that_stopped_while_the_operator_went_on_is_a_risk():
    assert state(DAYS, through=weeks(("nuvei", 90, 55, 10))) == "at risk"


def test_a_connector_that_fell_silent_with_its_operator_did_not_stop_by_itself():
    through = weeks(("nuvei", 90, 55, 9))
    silent = used(a=usual(100, since=99, until=9) | {60: 5000})
    assert fact(silent, through=through)["main_stopped"] is None
    assert state(silent, through=through) == "watch"
    assert fact(used(a=usual(100, since=99, until=8)), through=through)["main_stopped"] == ago(8)


def test_lost_connections_are_summed_since_the_first_loss():
    losses = lost(("a", "sumsub", 1, ago(17)), ("a", "gbg", 2, ago(5)), ("a", None, 1, None))
    known = fact(DAYS, losses=losses)
    assert (known["lost"], known["lost_since"], known["lost_connectors"]) == (4, ago(17), ["gbg", "sumsub"])


@pytest.mark.parametrize(
    ("active", "losses", "carried", "expected"),
    [
        (0, [("a", None, 2, None)], [], True),
        (0, [], [("nuvei", 10, 55, 40)], True),
        (0, [], [], False),
        (1, [("a", None, 2, None)], [], False),
        (None, [("a", None, 2, None)], [], False),
    ],
)
def test_no_connection_is_left_only_where_there_was_one(active, losses, carried, expected):
    known = fact(DAYS, operators({"active_connections": active}), through=weeks(*carried), losses=lost(*losses))
    assert known["connections_gone"] is expected
