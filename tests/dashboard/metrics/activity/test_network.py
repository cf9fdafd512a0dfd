import polars as pl
import pytest

from dashboard.metrics.activity.network import NetworkChange, network_change, ranked
from dashboard.metrics.activity.states import ActivityRules

RULES = ActivityRules()
COLUMNS = {"operator_id": pl.String(), "state": pl.String(), "change": pl.Float64(), "at_stake": pl.Int64()}
STEADY = NetworkChange(0.0, fell=False)


def standing(*rows: tuple[str, str, float | None, int | None]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=COLUMNS, orient="row")


def changed(*changes: float | None, state: str = "healthy") -> pl.DataFrame:
    return standing(*((f"op{number}", state, change, 0) for number, change in enumerate(changes)))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ((-0.5, -0.21, 0.4), NetworkChange(-0.21, fell=True)),
        ((-0.5, -0.2, 0.4), NetworkChange(-0.2, fell=False)),
        ((-0.5, 0.1, None), NetworkChange(-0.2, fell=False)),
        ((0.1,), NetworkChange(0.1, fell=False)),
        ((None,), NetworkChange(None, fell=False)),
        ((), NetworkChange(None, fell=False)),
    ],
)
def test_the_network_fell_when_its_median_operator_fell_by_more_than_20_percent(changes, expected):
    assert network_change(changed(*changes), RULES) == expected


def test_the_threshold_of_the_network_can_be_moved():
    assert network_change(changed(-0.15), ActivityRules(network_fall=0.1)).fell


@pytest.mark.parametrize("state", ["suspended", "unknown", "never activated", "new"])
def test_who_is_not_judged_is_not_asked(state):
    both = pl.concat([changed(-0.9, -0.9, state=state), changed(0.1)])
    assert network_change(both, RULES) == NetworkChange(0.1, fell=False)


def test_the_silent_count_for_the_network():
    both = pl.concat([changed(-1.0, state="dormant"), changed(-1.0, state="inactive"), changed(0.1)])
    assert network_change(both, RULES).fell


def test_whoever_has_most_at_stake_is_called_first_then_the_severest():
    frame = standing(
        ("a", "healthy", 0.0, 0),
        ("b", "watch", -0.3, 50),
        ("c", "dormant", None, 50),
        ("d", "at risk", -0.6, 700),
        ("e", "inactive", None, None),
        ("f", "suspended", -1.0, 9000),
        ("g", "new", None, 0),
        ("h", "watch", -0.3, 50),
    )
    assert ranked(frame, STEADY)["operator_id"].to_list() == ["d", "c", "b", "h", "a", "e", "f", "g"]


def test_where_the_network_fell_whoever_fell_furthest_below_the_median_is_called_first():
    frame = standing(("a", "at risk", -0.5, 900), ("b", "at risk", -0.9, 10), ("c", "inactive", None, 99))
    order = ranked(frame, NetworkChange(-0.4, fell=True))
    assert order["operator_id"].to_list() == ["b", "a", "c"]
    assert order["against_network"].to_list() == pytest.approx([-0.5, -0.1, None], abs=1e-12)


def test_without_a_median_the_difference_is_not_known():
    assert (
        ranked(standing(("a", "dormant", None, 5)), NetworkChange(None, fell=False))["against_network"].item() is None
    )


def test_the_columns_stay_as_they_were():
    assert ranked(standing(("a", "watch", -0.3, 5)), STEADY).columns == [*COLUMNS, "against_network"]
