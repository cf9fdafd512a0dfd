"""What an API leaves out is shown as unknown and counted, never as 0; and names are text, whatever they hold."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from starlette.responses import JSONResponse

from tests.data_access.api.scripted_platform import Platform
from tests.data_access.tiny import HOSTILE, MARKED_UP, write_tiny
from tests.pages.opening import PAGES, failures, opened, read, table, tiles, words


def told(data: Any) -> JSONResponse:
    return JSONResponse({"success": True, "data": data})


def bare(platform: Platform) -> None:
    """A platform that tells ids and hardly anything else: no name, no status, no sibling endpoint, no settings."""
    platform.says("GET /metrics/summary", told({}))
    platform.says("GET /metrics/operators", told([{"id": "op_a"}, {"id": "op_b"}, {"id": "op_c"}]))
    platform.says("GET /metrics/connectors", told([{"id": "stripe"}, {"id": "hub88"}]))
    platform.says("GET /usage/report", told([{"operatorId": "op_a"}, {"operatorId": "op_b", "apiCalls": 7}]))
    platform.says("GET /settings", told({}))


@pytest.mark.parametrize("page", PAGES)
def test_a_platform_that_tells_hardly_anything_has_every_page(page: str, scripted: Platform) -> None:
    bare(scripted)
    at = opened(page, {"id": "op_b"})
    assert failures(at) == []


def test_what_nobody_reports_is_a_dash_and_what_some_report_says_how_many_did_not(scripted: Platform) -> None:
    bare(scripted)
    at = opened("overview")
    figures = tiles(at)
    assert figures["Operators"][0] == "3"
    assert figures["Active connections"][0] == "—"
    assert figures["API calls"] == ("7", "no change")
    assert figures["Gateway requests"] == figures["Events ingested"] == ("—", "not reported")
    assert "2 not reported" in words(at)
    assert "3 not reported" in words(at)


def test_the_bill_counts_who_did_not_report_and_who_is_not_in_the_report(scripted: Platform) -> None:
    bare(scripted)
    at = opened("billing")
    totals = {row[0]: (row[1], row[3]) for row in at.table[0].value.itertuples(index=False)}
    assert totals == {
        "API calls": ("7", "2"),
        "Gateway requests": ("—", "3"),
        "Events ingested": ("—", "3"),
        "Storage": ("—", "3"),
        "Billable units": ("—", "3"),
    }
    assert "1 operator of the platform stand" in words(at)
    bill = table(at, "operator_id", "api_calls", "mark")
    assert dict(bill.select("operator_id", "api_calls").iter_rows()) == {"op_a": None, "op_b": 7, "op_c": None}
    marked = bill.filter(pl.col("mark") == "Not in the report")
    assert marked["operator_id"].to_list() == ["op_c"]


def test_calls_that_are_not_told_by_connector_make_no_connector_lapse(scripted: Platform) -> None:
    bare(scripted)
    scripted.says("GET /metrics/connectors", told([{"id": "stripe", "activeConnections": 4}, {"id": "hub88"}]))
    scripted.says("GET /usage/report", told([{"operatorId": "op_a", "gatewayRequests": 9}]))
    at = opened("connectors")
    assert "Lapsed: 0 connectors" in words(at)
    roll = table(at, "connector_id", "calls", "adoption")
    assert dict(roll.select("connector_id", "calls").iter_rows()) == {"stripe": None, "hub88": None}
    assert "9 gateway requests are reported without a connector" in words(at)


def test_an_operator_without_a_name_is_called_by_its_id(scripted: Platform) -> None:
    bare(scripted)
    assert read(opened("operator_detail", {"id": "op_b"}).title[0].value).split(" :")[0] == "op_b"
    assert set(table(opened("operators"), "operator_id", "operator_name")["operator_name"]) == {"op_a", "op_b", "op_c"}


def test_two_operators_of_one_name_stay_two(scripted: Platform) -> None:
    bare(scripted)
    both = [{"operatorId": key, "operatorName": "Same", "apiCalls": calls} for key, calls in (("op_a", 1), ("op_b", 2))]
    scripted.says("GET /usage/report", told(both))
    board = table(opened("operators"), "operator_id", "value")
    assert dict(board.select("operator_id", "value").iter_rows()) == {"op_b": 2, "op_a": 1, "op_c": None}


@pytest.mark.parametrize("page", PAGES)
def test_hostile_names_are_text_in_every_word_of_the_page(
    page: str, tmp_path: Path, read_dataset: Callable[[Path], None]
) -> None:
    read_dataset(write_tiny(tmp_path / "x"))
    at = opened(page, {"id": "op_chi", "period": "custom", "from": "2026-05-02", "to": "2026-05-02"})
    assert failures(at) == []
    labels = [*(link.proto.label for link in at.page_link), *(title.value for title in at.title)]
    for element in (*at.markdown, *at.caption, *at.warning, *at.header):
        labels.append(element.value)
    for label in labels:
        assert "<b>" not in label
        assert "](javascript:" not in label
    named = [label for label in labels if read(label).split(" :")[0] in (MARKED_UP, HOSTILE)]
    assert named or page not in ("overview", "operator_detail")
