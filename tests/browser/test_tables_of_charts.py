"""The figures of a chart, for those who do not see it: a click on Table beside it."""

import polars as pl
from playwright.sync_api import Page, expect

from data_access import Source
from data_access.period import preset_period
from tests.browser.app_process import RunningApp
from tests.browser.views import opened, table_rows


def test_the_trends_table_holds_the_sources_daily_sums(page: Page, sample_app: RunningApp, sample: Source) -> None:
    opened(page, sample_app / "?period=last_7_days")
    page.get_by_role("button", name="Table").first.click()

    coverage = sample.facts().coverage
    week = preset_period("last_7_days", coverage.today, coverage.last_complete_day)
    calls = sample.daily_usage(week).filter(pl.col("metric") == "api_calls")
    expected = calls.group_by("date").agg(pl.col("quantity").sum()).sort("date")["quantity"].to_list()
    alt = f"API calls per day, 15 – 21 Nov 2026: {sum(expected):,} in all."
    expect(page.get_by_role("figure", name=alt)).to_be_visible()
    rows = table_rows(page, f"{alt} As a table.")
    assert [row["API calls"] for row in rows] == [str(value) for value in expected]


def test_the_bars_table_holds_the_largest_operators(page: Page, sample_app: RunningApp, sample: Source) -> None:
    opened(page, sample_app / "operators?period=last_7_days&measure=events_ingested")
    page.get_by_role("button", name="Table").first.click()

    coverage = sample.facts().coverage
    week = preset_period("last_7_days", coverage.today, coverage.last_complete_day)
    totals = sample.usage_report(week).totals.sort("events_ingested", "operator_id", descending=[True, False])
    rows = table_rows(page, "The operators with most Events ingested, as bars. As a table.")
    shown = [(row["Operator"], row["Events ingested"]) for row in rows]
    expected = [(name, str(value)) for name, value in totals.select("operator_name", "events_ingested").head(8).rows()]
    assert shown[:8] == expected
