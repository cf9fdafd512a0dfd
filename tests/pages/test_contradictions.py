"""What the platform says elsewhere against the figures of a page is told on the page, and keeps a report from final."""

import pytest
from starlette.responses import JSONResponse

from tests.data_access.api.scripted_platform import Platform
from tests.pages.opening import failures, opened, read, words

OCTOBER = {"period": "custom", "from": "2026-10-01", "to": "2026-10-31"}
SHORT = "OneHazel counts 1,500 operators, its lists hold 2."
_OPERATORS = [{"id": f"op_{at}", "name": f"Operator {at}", "plan": "free", "status": "active"} for at in (1, 2)]
_LINES = [
    {
        "operatorId": f"op_{at}",
        "apiCalls": {"accounts": 100},
        "gatewayRequests": {},
        "eventsIngested": {},
        "storageBytes": 7,
        "billableUnits": 100,
    }
    for at in (1, 2)
]


def _answers(scripted: Platform, total: int | None, **more: object) -> None:
    told = {
        "/metrics/summary": {"operators": {"total": total}, "apiCalls": 200},
        "/metrics/operators": _OPERATORS,
        "/operators": _OPERATORS,
        "/metrics/connectors": [],
        "/catalog": [],
        "/settings": {"id": "plat_1", "name": "Mini"},
        "/usage/report": _LINES,
    }
    for path, data in told.items():
        beside = more if path == "/usage/report" else {}
        scripted.says(f"GET {path}", JSONResponse({"success": True, "data": data, **beside}))


@pytest.mark.parametrize("page", ["overview", "operators", "operator_detail", "connectors", "billing"])
def test_more_operators_counted_than_listed_are_told_on_the_page(page: str, scripted: Platform) -> None:
    _answers(scripted, 1500)
    at = opened(page, OCTOBER | {"id": "op_1"})
    assert failures(at) == []
    assert [SHORT in read(one.value) for one in at.warning].count(True) == 1


def test_more_operators_counted_than_listed_keep_the_report_from_final(scripted: Platform) -> None:
    _answers(scripted, 1500)
    assert f"{SHORT} The usage of the others is not known." in words(opened("billing", OCTOBER))


@pytest.mark.parametrize("total", [2, 1, None])
def test_as_many_as_are_listed_or_a_count_that_is_not_told_is_no_contradiction(
    total: int | None, scripted: Platform
) -> None:
    _answers(scripted, total)
    at = opened("billing", OCTOBER)
    assert "its lists hold" not in words(at)
    assert "All of the roster's 2 operators are in the report" in words(at)


def test_a_summary_that_is_not_open_to_the_key_stands_against_nothing(scripted: Platform) -> None:
    _answers(scripted, 2)
    scripted.says("GET /metrics/summary", JSONResponse({}, 403))
    at = opened("billing", OCTOBER)
    assert failures(at) == []
    assert "All of the roster's 2 operators are in the report" in words(at)


def test_a_summary_that_failed_is_told_and_no_bill_is_made_without_it(scripted: Platform) -> None:
    _answers(scripted, 2)
    scripted.says("GET /metrics/summary", JSONResponse({}, 500))
    assert failures(opened("billing", OCTOBER))[0][0] == "OneHazel has a fault"
    at = opened("operators", OCTOBER)
    assert failures(at) == []
    assert "Unknown at the moment" in words(at)


def test_what_an_answer_says_against_itself_is_told_and_keeps_the_report_from_final(scripted: Platform) -> None:
    _answers(scripted, 2, warnings=["shard 2 is late"])
    at = opened("billing", OCTOBER)
    told = 'GET /usage/report: warnings is ["shard 2 is late"]'
    assert f"In doubt: {told}" in words(at).replace("*", "")
    assert words(at).count(told) >= 2
    assert "Provisional" in words(at)


@pytest.mark.parametrize("page", ["overview", "operators", "operator_detail", "connectors", "billing"])
def test_what_the_report_says_against_itself_is_told_wherever_its_figures_stand(page: str, scripted: Platform) -> None:
    _answers(scripted, 2, droppedRows=4)
    at = opened(page, OCTOBER | {"id": "op_1"})
    assert failures(at) == []
    told = [read(one.value).replace("*", "") for one in at.warning]
    assert "In doubt: GET /usage/report: droppedRows is 4." in told
    if page != "billing":
        assert "In doubt, 31 Aug – 30 Sep 2026: GET /usage/report: droppedRows is 4." in told


def test_what_connectors_say_against_themselves_is_told_beside_them(scripted: Platform) -> None:
    _answers(scripted, 2)
    scripted.says("GET /metrics/connectors", JSONResponse({"success": True, "data": [], "droppedRows": 7}))
    at = opened("connectors", OCTOBER)
    told = [read(one.value).replace("*", "") for one in at.warning]
    assert "In doubt: GET /metrics/connectors: droppedRows is 7." in told
