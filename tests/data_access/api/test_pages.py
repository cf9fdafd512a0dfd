"""Answers that list rows: envelope or bare, the obvious keys, next pages, ids (rules 2 and 3)."""

import json

import pytest

from data_access.api import pages, wire
from data_access.api.onward import Onward
from data_access.errors import UnexpectedAnswer

_ROWS = [{"id": "op_1"}, {"id": "op_2"}]


def _page(value):
    return pages.page(json.dumps(value).encode(), wire.OPERATOR_METRICS)


def _ids(*values):
    return [known for known, _ in pages.identified([_page(value) for value in values], wire.OPERATOR_ID)]


@pytest.mark.parametrize(
    "answer",
    [
        _ROWS,
        {"success": True, "data": _ROWS},
        {"Success": True, "DATA": _ROWS},
        {"success": True, "data": {"operators": _ROWS}},
        {"operators": _ROWS},
        {"items": _ROWS},
        {"results": _ROWS},
        {"data": {"data": _ROWS}},
        {"success": True, "data": {"operators": _ROWS, "items": _ROWS}},
        {"success": True, "operators": _ROWS, "generatedAt": "2026-04-06T12:00:00Z"},
    ],
)
def test_rows_are_found_in_the_envelope_or_bare_directly_or_under_an_obvious_key(answer):
    assert _ids(answer) == ["op_1", "op_2"]


def test_the_report_may_stand_under_usage():
    body = b'{"success": true, "data": {"usage": [{"operatorId": "op_1"}], "period": {"start": "2026-03-01"}}}'
    assert len(pages.page(body, wire.USAGE_REPORT).rows) == 1


@pytest.mark.parametrize("answer", [{"success": True, "data": None}, {"success": True}, {"foo": []}, {}])
def test_no_list_is_an_error_and_never_an_empty_one(answer):
    with pytest.raises(UnexpectedAnswer, match=r"GET /metrics/operators: no list of rows; it holds"):
        _page(answer)


def test_two_different_lists_are_an_error_naming_both():
    with pytest.raises(UnexpectedAnswer, match=r"lists under operators and items"):
        _page({"operators": _ROWS, "items": []})


def test_a_success_that_is_false_is_an_error_with_the_apis_own_words():
    with pytest.raises(UnexpectedAnswer, match=r"it failed: VALIDATION_FAILED: no such range$"):
        _page({"success": False, "error": {"code": "VALIDATION_FAILED", "message": "no such range"}})


@pytest.mark.parametrize("answer", [{"success": False, "error": "no such range"}, {"error": "no such range"}])
def test_an_error_may_be_a_plain_string(answer):
    with pytest.raises(UnexpectedAnswer, match=r"it failed: no such range$"):
        _page(answer)


def test_a_success_that_is_false_fails_even_with_rows_beside_it():
    with pytest.raises(UnexpectedAnswer, match=r"no reason given"):
        _page({"success": False, "data": _ROWS})


def test_a_page_of_html_is_an_error_that_does_not_quote_it():
    with pytest.raises(UnexpectedAnswer) as caught:
        pages.page(b"<!DOCTYPE html><html><body>Sign in</body></html>", wire.OPERATOR_METRICS)
    assert caught.value.detail == (
        "GET /metrics/operators: not JSON: Expecting value at character 0; it begins (an HTML page)"
    )


def test_an_empty_answer_is_an_error():
    with pytest.raises(UnexpectedAnswer, match=r"it begins \(empty\)"):
        pages.page(b"", wire.OPERATOR_METRICS)


def test_a_row_without_an_id_names_endpoint_row_and_field():
    with pytest.raises(UnexpectedAnswer, match=r"^GET /metrics/operators, row 2: operatorId is missing$"):
        _ids([{"id": "op_1"}, {"name": "Nobody"}])


def test_a_null_or_blank_id_is_none():
    with pytest.raises(UnexpectedAnswer, match=r"row 1: operatorId is missing"):
        _ids([{"id": None}])
    with pytest.raises(UnexpectedAnswer, match=r'row 1: id is "", no id'):
        _ids([{"id": " "}])


def test_the_same_id_twice_is_an_error_naming_both_rows():
    with pytest.raises(UnexpectedAnswer, match=r'^GET /metrics/operators: rows 1 and 3 have the same id "op_1"$'):
        _ids([{"id": "op_1"}, {"id": "op_2"}, {"operatorId": "op_1"}])


def test_the_same_id_on_two_pages_is_an_error_too():
    with pytest.raises(UnexpectedAnswer, match=r"rows 1 and 2 have the same id"):
        _ids([{"id": "op_1"}], [{"id": "op_1"}])


def test_a_row_that_is_no_object_is_an_error():
    with pytest.raises(UnexpectedAnswer, match=r'row 1: "op_1" is not an object'):
        _ids(["op_1"])


@pytest.mark.parametrize("extra", [{"total": 3}, {"pagination": {"total": "3"}}, {"meta": {"total": 3}}, {"count": 3}])
def test_fewer_rows_than_stated_is_an_error_that_says_both_numbers(extra):
    with pytest.raises(UnexpectedAnswer, match=r"3 rows are stated, 2 came"):
        _ids({"operators": _ROWS, **extra})


def test_a_stated_total_is_met_by_all_pages_together():
    first = {"operators": _ROWS, "total": 3, "nextCursor": "b"}
    assert _ids(first, {"operators": [{"id": "op_3"}], "total": 3}) == ["op_1", "op_2", "op_3"]


def test_fewer_pages_than_stated_is_an_error():
    with pytest.raises(UnexpectedAnswer, match=r"2 pages are stated, 1 came"):
        _ids({"operators": _ROWS, "pagination": {"page": 1, "totalPages": 2}})


def test_more_rows_without_a_way_to_them_is_an_error():
    with pytest.raises(
        UnexpectedAnswer, match=r"hasMore is true: it says that rows are missing, but not where they are"
    ):
        _page({"operators": _ROWS, "hasMore": True})


@pytest.mark.parametrize(
    ("extra", "onward"),
    [
        ({}, None),
        ({"next": None, "nextCursor": ""}, None),
        ({"next_cursor": "abc", "hasMore": True}, Onward(parameter=("cursor", "abc"))),
        ({"pagination": {"nextCursor": 7}}, Onward(parameter=("cursor", "7"))),
        ({"next": "abc"}, Onward(parameter=("cursor", "abc"))),
        ({"nextPage": 2}, Onward(parameter=("page", "2"))),
        ({"links": {"next": "/platform-api/operators?cursor=x"}}, Onward(link="/platform-api/operators?cursor=x")),
        ({"next": "https://elsewhere.example/x"}, Onward(link="https://elsewhere.example/x")),
    ],
)
def test_a_way_to_a_next_page_is_found_wherever_it_stands(extra, onward):
    assert _page({"success": True, "data": {"operators": _ROWS, **extra}}).onward == onward
    assert _page({"success": True, "data": _ROWS, **extra}).onward == onward


def test_a_next_page_that_is_no_address_is_an_error():
    with pytest.raises(UnexpectedAnswer, match=r"next is \[1\], not a way to a next page"):
        _page({"operators": _ROWS, "next": [1]})
