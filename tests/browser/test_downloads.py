"""The files that a reader takes away, parsed with Python's own csv and compared with the source asked directly."""

import csv
import io
import re
from datetime import date
from pathlib import Path

import polars as pl
from playwright.sync_api import Page

from data_access import Period, Source
from data_access.tables import METRICS, UNITS
from tests.browser.app_process import RunningApp
from tests.browser.views import one_run, opened

WEEK = Period(date(2026, 3, 2), date(2026, 3, 8))
LINK = "period=custom&from=2026-03-02&to=2026-03-08"
SPAN = "sample_2026-03-02_2026-03-08"
FORMS = ("Excel", "Exact")


def downloaded(page: Page, label: str, form: str) -> tuple[str, bytes]:
    """The name and bytes of the file behind a button, in the form chosen beside it."""
    choice = page.locator(".st-key-form").get_by_role("radio", name=re.compile(f"^{form}"))
    if not choice.is_checked():
        with one_run(page):
            choice.click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label, exact=True).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def parsed(data: bytes, form: str) -> list[dict[str, str]]:
    """The rows of a file, which must be dressed as its form says."""
    assert data.startswith(b"\xef\xbb\xbf") == (form == "Excel")
    text = data.decode("utf-8-sig")
    assert text.count("\r\n") == text.count("\n") == text.count("\r")
    assert text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def cell(value: object, form: str) -> str:
    """How a text or a count stands in a file."""
    text = "" if value is None else str(value)
    return f"'{text}" if form == "Excel" and isinstance(value, str) and text.startswith(tuple("=+-@'")) else text


def test_the_usage_lines_are_the_sources_lines(page: Page, sample_app: RunningApp, sample: Source) -> None:
    opened(page, sample_app / f"billing?{LINK}")
    for form in FORMS:
        name, data = downloaded(page, "Usage lines", form)

        expected = [
            {
                **{column: cell(value, form) for column, value in line.items()},
                "unit": UNITS[line["metric"]],
                "period_start": "2026-03-02",
                "period_end": "2026-03-08",
            }
            for line in sample.usage_report(WEEK).lines.sort("operator_id", "metric", "key").iter_rows(named=True)
        ]
        assert name == f"usage-lines_{SPAN}.csv"
        assert parsed(data, form) == expected
        assert list(expected[0]) == parsed_header(data)


def test_usage_by_operator_has_every_operator_of_the_roster(page: Page, sample_app: RunningApp, sample: Source) -> None:
    opened(page, sample_app / f"billing?{LINK}")
    for form in FORMS:
        name, data = downloaded(page, "Usage by operator", form)

        totals = {row["operator_id"]: row for row in sample.usage_report(WEEK).totals.iter_rows(named=True)}
        expected = [
            {
                "operator_id": cell(operator["operator_id"], form),
                "operator_name": cell(operator["name"], form),
                "status": cell(operator["status"], form),
                "plan": cell(operator["plan"], form),
                **{metric: str(totals.get(operator["operator_id"], {}).get(metric, 0)) for metric in METRICS},
                "period_start": "2026-03-02",
                "period_end": "2026-03-08",
            }
            for operator in sample.operators().sort("operator_id").iter_rows(named=True)
        ]
        assert name == f"usage-operators_{SPAN}.csv"
        assert parsed(data, form) == expected
        assert list(expected[0]) == parsed_header(data)


def test_the_operators_file_holds_what_the_filters_leave(page: Page, sample_app: RunningApp, sample: Source) -> None:
    opened(page, sample_app / f"operators?{LINK}&measure=events_ingested&plan=grow")
    for form in FORMS:
        name, data = downloaded(page, "CSV of these operators", form)

        totals = sample.usage_report(WEEK).totals.select("operator_id", "events_ingested")
        wanted = (
            sample.operators()
            .filter(pl.col("plan") == "grow")
            .join(totals, on="operator_id", how="left", suffix="_of_week")
            .sort("operator_id")
        )
        rows = parsed(data, form)
        assert name == f"operators_{SPAN}.csv"
        assert [row["operator_id"] for row in rows] == wanted["operator_id"].to_list()
        assert [row["operator_name"] for row in rows] == [cell(text, form) for text in wanted["name"]]
        assert [row["contact_email"] for row in rows] == [cell(text, form) for text in wanted["contact_email"]]
        assert [row["events_ingested"] for row in rows] == [
            str(value or 0) for value in wanted["events_ingested_of_week"]
        ]
        assert {(row["plan"], row["period_start"], row["period_end"]) for row in rows} == {
            ("grow", "2026-03-02", "2026-03-08")
        }


def test_the_connectors_file_holds_what_the_filters_leave(page: Page, sample_app: RunningApp, sample: Source) -> None:
    opened(page, sample_app / f"connectors?{LINK}&category=iGaming")
    for form in FORMS:
        name, data = downloaded(page, "CSV of these connectors", form)

        lines = sample.usage_report(WEEK).lines.filter(pl.col("metric") == "gateway_requests")
        calls = dict(lines.group_by("key").agg(pl.col("quantity").sum()).iter_rows())
        wanted = sample.connectors().filter(pl.col("category") == "iGaming").sort("connector_id")
        rows = parsed(data, form)
        assert name == f"connectors_{SPAN}.csv"
        assert [row["connector_id"] for row in rows] == wanted["connector_id"].to_list()
        assert [row["name"] for row in rows] == [cell(text, form) for text in wanted["name"]]
        assert [row["calls"] for row in rows] == [str(calls.get(key, 0)) for key in wanted["connector_id"]]
        for column in ("operators", "active_connections", "inactive_connections"):
            assert [row[column] for row in rows] == [cell(value, form) for value in wanted[column]]


def test_the_excel_form_tells_how_many_cells_it_guards_and_the_exact_form_guards_none(
    page: Page, sample_app: RunningApp
) -> None:
    opened(page, sample_app / f"operators?{LINK}&q=seven")
    _, excel = downloaded(page, "CSV of these operators", "Excel")
    told = page.get_by_test_id("stMain").get_by_text("1 cell guarded with an apostrophe.")
    told.wait_for()
    _, exact = downloaded(page, "CSV of these operators", "Exact")

    assert [row["operator_name"] for row in parsed(excel, "Excel")] == ["'+Seven Lakes"]
    assert [row["operator_name"] for row in parsed(exact, "Exact")] == ["+Seven Lakes"]
    assert told.count() == 0


def parsed_header(data: bytes) -> list[str]:
    return data.decode("utf-8-sig").partition("\r\n")[0].split(",")
