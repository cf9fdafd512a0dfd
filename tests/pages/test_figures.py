"""Every page over both sources with data: each figure equals what the files hold, counted another way."""

import re
from datetime import date

import polars as pl
import pytest

from dashboard.numbers import exact, short, short_bytes
from data_access.tables import ACTIVITY
from tests.conftest import Served
from tests.pages.opening import PAGES, Link, opened, table, tiles, words
from tests.pages.sample import BEFORE, LABELS, NOW, OPERATOR, billed, change, stored, usage, used

pytestmark = pytest.mark.slow

ONLY_READS = True
TITLES = {
    "overview": "Overview",
    "operators": "Operators",
    "operator_detail": "Åre Spel",
    "connectors": "Connectors",
    "billing": "Billing",
    "settings": "Settings",
}


def assert_shares_of(shares: pl.Series, values: pl.Series) -> None:
    """Whole percent of the whole."""
    exact_shares = 100 * values / values.sum()
    assert all(abs(share - true) <= 0.5000001 for share, true in zip(shares, exact_shares, strict=True))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_its_figures_and_where_they_come_from(page: str, either_source: str) -> None:
    at = opened(page, OPERATOR)
    assert not at.error
    assert TITLES[page] in at.title[0].value
    sidebar = "\n".join(caption.value for caption in at.sidebar.caption)
    if either_source == "dataset":
        assert "the bundled sample\nData as of 21 Nov 2026, 23:59 UTC" in sidebar
    else:
        assert "OneHazel Platform API at 127" in sidebar
        assert "Data as of " in sidebar


@pytest.mark.parametrize("page", PAGES)
def test_sample_figures_always_carry_their_mark_and_others_never(page: str, either_source: str) -> None:
    at = opened(page, OPERATOR)
    marked = either_source == "dataset"
    assert ("Sample data" in at.title[0].value) is marked
    assert any("Sample data" in mark.value for mark in at.sidebar.markdown) is marked


@pytest.mark.parametrize("page", [page for page in PAGES if page != "settings"])
def test_the_period_and_what_it_is_compared_with_are_always_in_words(page: str, either_source: str) -> None:
    assert "25 Oct – 21 Nov 2026, both days included, UTC · compared with 27 Sep – 24 Oct 2026" in words(
        opened(page, OPERATOR)
    )


@pytest.mark.usefixtures("either_source")
def test_the_overviews_tiles_are_the_periods_totals_with_their_change() -> None:
    at = opened("overview")
    shown = tiles(at)
    assert list(shown) == ["Operators", "API calls", "Gateway requests", "Events ingested", "Active connections"]
    for metric, label in zip(ACTIVITY, list(shown)[1:4], strict=True):
        now, before = used(metric), used(metric, BEFORE)
        assert shown[label] == (short(now), change(now, before))
        assert re.search(rf"\*\*{label}\*\* {exact(now)}.*; before {exact(before)}", words(at))
    active = stored("connections").filter(pl.col("status") == "active").height
    assert shown["Active connections"] == (str(active), "")
    assert shown["Operators"] == ("60", "")
    assert all(state in words(at) for state in ("56 active", "2 suspended", "2 pending"))


def test_undated_totals_stand_apart_and_say_what_they_count(either_source: str) -> None:
    at = opened("overview")
    all_days = (date(2025, 10, 18), date(2026, 11, 21))
    for metric, label in LABELS.items():
        assert f"{label} **{exact(used(metric, all_days))}**" in words(at)
    told = "all days since 18 Oct 2025" if either_source == "dataset" else "as counted by OneHazel, period not stated"
    assert told in words(at)


def test_only_a_source_with_days_draws_them_and_the_api_says_why_not(either_source: str) -> None:
    hint = "OneHazel's API answers for whole periods only"
    for page in ("overview", "operator_detail"):
        at = opened(page, OPERATOR)
        has_days = either_source == "dataset"
        assert (hint in words(at)) is not has_days
        assert bool(at.get("plotly_chart")) is has_days
        assert bool(at.image) is has_days


@pytest.mark.usefixtures("either_source")
def test_the_overview_names_the_movers_and_links_to_those_to_call() -> None:
    at = opened("overview")
    targets = [(link.proto.page, link.proto.query_string) for link in at.page_link]
    assert any(page == "operators" and query.startswith("state=inactive") for page, query in targets)
    for operator, sign in (("op_kirimori", 1), ("op_copperfinch", -1)):
        now, before = used("api_calls", operator_id=operator), used("api_calls", BEFORE, operator_id=operator)
        assert (now - before) * sign > 0
        assert f"{short(before)} → **{short(now)}**" in words(at)
        assert any(f"id={operator}" in query for page, query in targets if page == "operator")


@pytest.mark.usefixtures("either_source")
@pytest.mark.parametrize("metric", ["api_calls", "gateway_requests", "events_ingested"])
def test_the_leaderboard_ranks_all_operators_by_the_measure_of_choice(metric: str) -> None:
    link: Link = {"order": "value"} if metric == "api_calls" else {"measure": metric, "order": "value"}
    board = table(opened("operators", link), "rank", "operator_id", "value", "share", "change")
    by_operator = usage().filter(pl.col("metric") == metric).group_by("operator_id").agg(value=pl.col("quantity").sum())
    expected = (
        stored("operators").join(by_operator, on="operator_id", how="left").with_columns(pl.col("value").fill_null(0))
    )
    assert dict(board.select("operator_id", "value").iter_rows()) == dict(
        expected.select("operator_id", "value").iter_rows()
    )
    assert board["value"].to_list() == sorted(expected["value"], reverse=True)
    assert board["rank"][0] == 1
    assert_shares_of(board["share"], board["value"])


@pytest.mark.usefixtures("either_source")
def test_an_operators_tiles_are_its_own() -> None:
    shown = tiles(opened("operator_detail", OPERATOR))
    for metric, label in LABELS.items():
        now, before = (used(metric, span, operator_id="op_arespel") for span in (NOW, BEFORE))
        assert shown[label] == (short(now), change(now, before))
    held = used("storage_bytes", operator_id="op_arespel")
    assert shown["Storage"][0] == short_bytes((held * 2 + 28) // 56)


@pytest.mark.usefixtures("either_source")
def test_an_operators_connectors_add_up_to_its_gateway_requests() -> None:
    at = opened("operator_detail", OPERATOR)
    connectors = table(at, "key", "value", "share")
    assert connectors["value"].sum() == used("gateway_requests", operator_id="op_arespel")
    assert_shares_of(connectors["share"], connectors["value"])
    assert set(connectors["key"]) <= set(stored("connectors")["name"])


@pytest.mark.usefixtures("either_source")
def test_connectors_carry_the_gateway_requests_of_the_period() -> None:
    at = opened("connectors")
    now, before = used("gateway_requests"), used("gateway_requests", BEFORE)
    shown, roll = tiles(at), table(at, "name", "calls", "adoption", "connector_id")
    assert shown["Gateway requests"] == (short(now), change(now, before))
    assert roll["calls"].sum() == now
    assert set(roll["connector_id"]) == set(stored("connectors")["connector_id"])
    called = usage().filter(pl.col("metric") == "gateway_requests", pl.col("quantity") > 0)["key"].n_unique()
    assert shown["Connectors called"][0] == str(called)
    active = stored("connections").filter(pl.col("status") == "active")
    top = roll.row(0, named=True)
    users = active.filter(pl.col("connector_id") == top["connector_id"])["operator_id"].n_unique()
    assert top["adoption"] == round(100 * users / 60)
    assert "adoption = share of 60 operators" in words(at)


@pytest.mark.usefixtures("either_source")
def test_a_connector_in_the_link_opens_to_the_operators_that_call_it() -> None:
    top = table(opened("connectors"), "connector_id", "calls").row(0, named=True)
    using = table(opened("connectors", {"connector": top["connector_id"]}), "operator_name", "calls", "before")
    rows = usage().filter(pl.col("metric") == "gateway_requests", pl.col("key") == top["connector_id"])
    expected = rows.group_by("operator_id").agg(pl.col("quantity").sum())["quantity"]
    assert using["calls"].sum() == top["calls"] == expected.sum()
    assert [calls for calls in using["calls"] if calls] == sorted((n for n in expected if n), reverse=True)


@pytest.mark.usefixtures("either_source")
def test_the_bill_adds_up() -> None:
    at = opened("billing")
    totals = {row[0]: row[1:] for row in at.table[0].value.itertuples(index=False)}
    bill = table(at, "operator_id", "billable_units", "mark")
    assert bill.height == 60
    for metric, label in LABELS.items():
        assert bill[metric].sum() == used(metric)
        assert totals[label][0] == exact(used(metric))
    assert totals["Billable units"][0] == exact(billed()) == exact(bill["billable_units"].sum())
    assert totals["Storage"][0] == exact(bill["storage_bytes"].sum())
    assert {row[2] for row in totals.values()} == {"0"}
    assert tiles(at)["Billable units"] == (short(billed()), change(billed(), billed(BEFORE)))


@pytest.mark.usefixtures("either_source")
@pytest.mark.parametrize("metric", ACTIVITY)
def test_a_breakdown_of_the_bill_adds_up_to_its_total(metric: str) -> None:
    link: Link = {} if metric == "api_calls" else {"by": metric}
    parts = table(opened("billing", link), "name", "value", "share", "before")
    assert parts["value"].sum() == used(metric)
    assert parts["before"].sum() == used(metric, BEFORE)
    assert_shares_of(parts["share"], parts["value"])


def test_settings_show_where_the_figures_come_from(either_source: str, sample_platform: Served) -> None:
    at = opened("settings")
    facts = {row[0]: row[1] for row in at.table[0].value.reset_index().itertuples(index=False)}
    assert "Reachable" in facts["State"]
    assert "Not reachable" not in facts["State"]
    if either_source == "api":
        assert facts["Base URL"] == f"`{sample_platform.base_url}`"
        assert facts["Key"] == "`oh_platform_…cdef`"
    else:
        assert "Key" not in facts
    assert at.text_input(key="profile_name").value == "Hazelwood Gaming Network"
