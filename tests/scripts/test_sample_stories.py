"""Every story of the sample can be found in its files, by whoever is told to live it and by nobody else."""

from datetime import date, timedelta

import polars as pl
import pytest

from data_access.settings import SAMPLE
from data_access.tables import ACTIVITY
from scripts.sample_operators import LAPSED_CONNECTOR, OPERATORS
from scripts.sample_stories import STORIES

LAST_DAY = date(2026, 11, 21)


def living(*stories: str) -> list[str]:
    return sorted(o.operator_id for o in OPERATORS if o.story in stories)


def day(days_ago: int) -> date:
    return LAST_DAY - timedelta(days=days_ago)


@pytest.fixture(scope="module")
def usage() -> pl.DataFrame:
    frame = pl.read_parquet(SAMPLE / "usage" / "*" / "*.parquet", hive_partitioning=False)
    return frame.filter(pl.col("metric").is_in(list(ACTIVITY)))


@pytest.fixture(scope="module")
def now(usage) -> pl.DataFrame:
    return usage.filter(pl.col("date").is_between(date(2026, 10, 25), LAST_DAY))


@pytest.fixture(scope="module")
def before(usage) -> pl.DataFrame:
    return usage.filter(pl.col("date").is_between(date(2026, 9, 27), date(2026, 10, 24)))


@pytest.fixture(scope="module")
def operators() -> pl.DataFrame:
    return pl.read_parquet(SAMPLE / "operators.parquet")


@pytest.fixture(scope="module")
def connections() -> pl.DataFrame:
    return pl.read_parquet(SAMPLE / "connections.parquet")


@pytest.fixture(scope="module")
def changes(now, before) -> dict[str, float]:
    """API calls of the last 28 days as a multiple of the 28 before; operators with both only."""
    calls = pl.col("quantity").filter(pl.col("metric") == "api_calls").sum()
    both = (
        now.group_by("operator_id")
        .agg(now=calls)
        .join(before.group_by("operator_id").agg(before=calls), on="operator_id")
    )
    return dict(both.select("operator_id", pl.col("now") / pl.col("before")).rows())


def used_days(usage: pl.DataFrame, operator: str) -> set[date]:
    return set(usage.filter(pl.col("operator_id") == operator)["date"])


def test_every_story_is_lived_by_somebody():
    assert {operator.story for operator in OPERATORS} == set(STORIES)


def test_the_last_28_days_reach_the_volumes_that_the_tiles_were_drawn_for(now):
    totals = dict(now.group_by("metric").agg(pl.col("quantity").sum()).rows())
    assert totals["api_calls"] == pytest.approx(3_500_000, rel=0.03)
    assert 1_600_000 < totals["gateway_requests"] < 2_600_000
    assert totals["events_ingested"] == pytest.approx(7_300_000, rel=0.03)


def test_volumes_are_heavy_tailed(now):
    calls = now.filter(pl.col("metric") == "api_calls").group_by("operator_id").agg(pl.col("quantity").sum())
    ranked = calls["quantity"].sort(descending=True)
    assert 0.5 < ranked.head(8).sum() / ranked.sum() < 0.7
    assert ranked[0] > 100 * ranked[45]


def test_igaming_peaks_at_weekends_and_fintech_on_working_days(now, operators):
    calls = now.filter(pl.col("metric") == "api_calls").join(operators, on="operator_id")
    by_day = calls.group_by("industry", pl.col("date").dt.weekday()).agg(pl.col("quantity").sum())
    peak = by_day.sort("quantity").group_by("industry").agg(pl.col("date").last())
    assert dict(peak.rows())["igaming"] == 6
    assert dict(peak.rows())["fintech"] in {1, 2, 3, 4, 5}


def test_the_platform_grows_over_the_year(usage):
    weeks = usage.filter(pl.col("metric") == "api_calls")
    first = weeks.filter(pl.col("date") <= date(2025, 11, 14))["quantity"].sum()
    last = weeks.filter(pl.col("date") >= date(2026, 10, 25))["quantity"].sum()
    assert 1.2 < last / first < 1.8


@pytest.mark.parametrize(
    ("story", "least", "most"),
    [
        ("steady", 0.8, 1.2),
        ("lost_connection", 0.8, 1.2),
        ("grower", 1.25, 1.6),
        ("watch", 0.5, 0.8),
        ("fading", 0.2, 0.5),
    ],
)
def test_api_calls_change_as_the_story_tells(changes, story, least, most):
    assert living(story)
    for operator in living(story):
        assert least < changes[operator] < most, operator


@pytest.mark.parametrize(("story", "days"), [("silent_16", 16), ("silent_19", 19), ("silent_35", 35)])
def test_the_silent_stop_on_their_day_and_are_still_active_by_status(usage, operators, story, days):
    for operator in living(story):
        assert max(used_days(usage, operator)) == day(days)
        assert operators.filter(pl.col("operator_id") == operator)["status"].to_list() == ["active"]


def test_nobody_else_who_was_ever_active_has_a_silent_day_at_the_end(usage):
    quiet = set(living("silent_16", "silent_19", "silent_35", "suspended"))
    last = dict(usage.group_by("operator_id").agg(pl.col("date").max()).rows())
    assert {operator for operator, seen in last.items() if seen != LAST_DAY} == quiet


def test_the_recovered_was_silent_for_more_than_14_days_of_the_last_28_and_is_back_in_the_last_7(usage):
    assert living("recovered") == ["op_honeybadge"]
    silent = {day(n) for n in range(28)} - used_days(usage, "op_honeybadge")
    assert silent == {day(n) for n in range(6, 24)}


def test_the_suspended_stopped_when_suspended_and_hold_no_active_connection(usage, operators, connections):
    assert operators.filter(pl.col("status") == "suspended")["operator_id"].to_list() == living("suspended")
    for operator in living("suspended"):
        assert max(used_days(usage, operator)) == day(46)
        assert set(connections.filter(pl.col("operator_id") == operator)["status"]) == {"inactive"}


def test_the_pending_were_never_active(usage, operators):
    pending = operators.filter(pl.col("status") == "pending_approval")
    assert pending["operator_id"].to_list() == living("pending")
    assert not set(living("pending")) & set(usage["operator_id"])


def test_the_never_activated_are_active_by_status_older_than_14_days_and_without_usage(usage, operators):
    rows = operators.filter(pl.col("operator_id").is_in(living("never_activated")))
    assert rows.height == 2
    assert set(rows["status"]) == {"active"}
    assert rows["created_at"].dt.date().max() < day(14)
    assert not set(living("never_activated")) & set(usage["operator_id"])


def test_the_brand_new_were_created_and_first_used_less_than_14_days_ago(usage, operators):
    first = usage.group_by("operator_id").agg(pl.col("date").min())
    assert sorted(first.filter(pl.col("date") > day(14))["operator_id"]) == living("brand_new")
    rows = operators.filter(pl.col("operator_id").is_in(living("brand_new")))
    assert rows["created_at"].dt.date().min() > day(14)


def gateway(usage: pl.DataFrame, operator: str) -> pl.DataFrame:
    return usage.filter(pl.col("operator_id") == operator, pl.col("metric") == "gateway_requests")


def test_the_failed_connector_carried_most_requests_until_it_stopped_and_the_rest_fell(usage, before, connections):
    assert living("connector_failed") == ["op_copperfinch"]
    requests, earlier = gateway(usage, "op_copperfinch"), gateway(before, "op_copperfinch")
    of_main = pl.col("key") == "nuvei"
    assert earlier.filter(of_main)["quantity"].sum() / earlier["quantity"].sum() > 0.5
    assert requests.filter(of_main)["date"].max() == day(21)
    last_week = requests.filter(pl.col("date") > day(7), ~of_main)["quantity"].sum()
    assert 0.3 < last_week * 4 / earlier.filter(~of_main)["quantity"].sum() < 0.7
    links = connections.filter(pl.col("operator_id") == "op_copperfinch", pl.col("connector_id") == "nuvei")
    assert links["status"].to_list() == ["failed"]


def test_its_health_events_rise_before_and_after_the_failure(usage):
    alarms = usage.filter(pl.col("operator_id") == "op_copperfinch", pl.col("key") == "connection.health.degraded")
    assert alarms.filter(pl.col("quantity") == pl.col("quantity").max())["date"].item() == day(21)
    assert alarms.filter(pl.col("date") < day(24))["quantity"].max() <= 2


def test_the_lost_connection_stopped_while_the_others_go_on(usage, before, connections):
    assert living("lost_connection") == ["op_multiple"]
    requests, earlier = gateway(usage, "op_multiple"), gateway(before, "op_multiple")
    stopped = requests.group_by("key").agg(pl.col("date").max()).filter(pl.col("date").is_between(day(27), day(1)))
    assert stopped.rows() == [("sumsub", day(17))]
    share = earlier.filter(pl.col("key") == "sumsub")["quantity"].sum() / earlier["quantity"].sum()
    assert 0.05 < share < 0.5
    links = connections.filter(pl.col("operator_id") == "op_multiple", pl.col("connector_id") == "sumsub")
    assert links["status"].to_list() == ["inactive"]


def test_no_other_operator_in_use_loses_a_connector_within_56_days(usage):
    requests = usage.filter(pl.col("metric") == "gateway_requests", pl.col("date") > day(56))
    last = usage.group_by("operator_id").agg(end=pl.col("date").max())
    ended = requests.group_by("operator_id", "key").agg(pl.col("date").max()).join(last, on="operator_id")
    lost = ended.filter(pl.col("date") < pl.col("end") - pl.duration(days=7), pl.col("key") != LAPSED_CONNECTOR)
    assert sorted(lost.select("operator_id", "key").rows()) == [("op_copperfinch", "nuvei"), ("op_multiple", "sumsub")]


def test_the_lapsed_connector_has_active_connections_and_old_calls_only(usage, now, connections):
    links = connections.filter(pl.col("connector_id") == LAPSED_CONNECTOR)
    assert (links["status"] == "active").sum() >= 3
    assert usage.filter(pl.col("key") == LAPSED_CONNECTOR)["date"].max() == day(41)
    assert now.filter(pl.col("key") == LAPSED_CONNECTOR).height == 0
