"""What an answer says of itself: followed to the last page where it tells the way, refused or in doubt where it does not."""

import pytest
from starlette.responses import JSONResponse, Response

from data_access.api import wire
from data_access.api.pages import identified, reservations
from data_access.api.source import ApiSource
from data_access.errors import UnexpectedAnswer
from data_access.settings import Settings
from data_access.waiting import Budget
from tests.data_access.api.scripted_platform import KEY, NOW

_GET = "GET /operators"
_ROWS = [{"id": "op_1"}, {"id": "op_2"}]


def _read(platform):
    with platform.client() as asking:
        pages = asking.pages(wire.OPERATORS, Budget())
    return [known for known, _ in identified(pages, wire.OPERATOR_ID)], reservations(pages)


def _source(platform):
    return ApiSource(Settings(source="api", api_key=KEY, base_url=platform.url), lambda: NOW, platform.client())


def _said(headers=None, code=200, rows=_ROWS, **more):
    return JSONResponse({"success": True, "data": rows, **more}, code, headers)


@pytest.mark.parametrize(
    "answer",
    [
        _said(truncated=True),
        _said(isTruncated="true"),
        _said(partial=True),
        _said(meta={"complete": False}),
        _said(done=False),
        _said(pagination={"more": 1}),
        _said(pageInfo={"hasNextPage": True}),
        _said(meta={"page_info": {"has_more": True}}),
        _said(isLastPage=False),
        _said(timed_out=True),
        _said(pagination={"nextPage": True}),
        _said(LastEvaluatedKey={"id": "op_2"}),
        _said(errors=[{"message": "shard 2 timed out"}]),
        _said(error="shard 2 timed out"),
        _said(meta={"errors": {"shard": 2}}),
        _said(status="partial"),
        _said(status="error"),
        _said(ok=False),
        _said(_shards={"total": 5, "successful": 4, "failed": 1}),
        _said(pagination={"total_count": 7}),
        _said(pagination={"totalItems": "7"}),
        _said(meta={"pagination": {"total": 7}}),
        _said(**{"@odata.count": 7}),
        _said(operatorCount=7),
        _said(returned=2, numberMatched=7),
        _said(returned=3),
        _said(stats={"truncated": True}),
        _said(pagination={"remaining": 5}),
        _said({"Content-Range": "*/7"}),
        _said(summary={"operators": 7}),
        _said(total={"value": 7, "relation": "eq"}),
        _said(hits={"total": 7}),
        _said(meta={"count": {"total": 7}}),
        _said(stats={"operators": 7}),
        _said(resultSize=7),
        _said(moreResultsAvailable=True),
        _said(meta={"truncated_rows": 5}),
        _said(failedOperators=["op_3"]),
        _said(nextPageId="abc"),
        _said(total=1),
        _said(pagination={"last_page": 3}),
        _said({"X-Total-Count": "7"}),
        _said({"X-Total": "7"}),
        _said({"Total-Count": "7"}),
        _said({"X-Pagination": '{"TotalCount": 7}'}),
        _said({"X-Pagination-Total-Count": "7"}),
        _said({"X-WP-TotalPages": "2"}),
        _said({"X-Has-More": "true"}),
        _said({"Content-Range": "0-1/7"}),
        _said({"Content-Range": "items 2-3/4"}),
        _said({"Content-Range": "bytes 0-9/70"}),
        _said(code=206),
        _said(code=202),
        _said(code=207),
        JSONResponse({"success": True, "data": {"success": False, "operators": _ROWS}}),
    ],
)
def test_an_answer_that_says_that_it_is_not_all_or_not_that_many_is_refused(platform, answer):
    platform.says(_GET, answer)
    with pytest.raises(UnexpectedAnswer, match=r"^GET /operators"):
        _read(platform)


@pytest.mark.parametrize(
    "answer",
    [
        _said(truncated=False, partial="no", complete=True, hasMore=0, errors=[], error=None, warnings=[]),
        _said(total=2, count=2, totalPages=1, operatorCount="2"),
        _said(pageInfo={"hasNextPage": False, "endCursor": "abc"}),
        _said(pagination={"page": 1, "last_page": 1, "next_page": None, "per_page": 25, "total": 2}),
        _said(links={"next": None, "prev": None, "last": "?page=1"}),
        _said(links=[{"rel": "self", "href": "?page=1"}]),
        _said(last=True, totalElements=2, totalPages=1, number=0, size=2),
        _said(next="", nextCursor=None, nextToken=""),
        _said(limit=2, offset=0, total=2),
        _said(limit=2, nextCursor=None),
        _said(features={"more": True}, allowance={"remaining": 5}),
        _said({"Content-Range": "items 0-1/2"}, returned=2, remaining=99),
        _said(query={"cursor": "abc", "limit": 100}),
        _said(status="ok", metadata={"nextInvoiceDate": "2026-06-01"}),
        _said({"Content-Range": "0-1/2", "X-Total-Count": "2", "X-Next-Page": ""}),
        _said({"Link": '<?page=1>; rel="last"', "X-RateLimit-Limit": "2", "X-Pagination": "off"}),
        _said(_shards={"total": 5, "successful": 5, "failed": 0}),
        _said(timezone="UTC", final=True),
        _said(message="OK", moreInfo="https://docs.example", nextUpdateAt="2026-06-01", errorRate=0.1, excluded=[]),
        _said({"X-Nextjs-Cache": "HIT", "X-Error-Budget": "9"}, requestsRemaining=7, notes="Figures are in UTC."),
    ],
)
def test_an_answer_that_says_that_it_is_all_is_read_without_a_doubt(platform, answer):
    platform.says(_GET, answer)
    assert _read(platform) == (["op_1", "op_2"], ())


_LAST = _said(rows=[{"id": "op_3"}])


@pytest.mark.parametrize(
    ("first", "query"),
    [
        (_said({"Link": '</operators?p=1>; rel="prev", </operators?p=2>; rel="next last"'}), {"p": "2"}),
        (_said({"X-Next-Page": "2"}), {"page": "2"}),
        (_said({"X-Next-Cursor": "abc"}), {"cursor": "abc"}),
        (_said(nextLink="/operators?p=2"), {"p": "2"}),
        (_said(**{"@odata.nextLink": "?p=2"}), {"p": "2"}),
        (_said(_links={"next": {"href": "/operators?p=2"}}), {"p": "2"}),
        (_said(links=[{"rel": "next", "href": "?p=2"}]), {"p": "2"}),
        (_said(meta={"pagination": {"links": {"next": "?p=2"}}}), {"p": "2"}),
        (_said(paging={"next": {"after": "abc"}}), {"after": "abc"}),
        (_said(pageInfo={"hasNextPage": True, "endCursor": "abc"}), {"after": "abc"}),
        (_said(cursors={"after": "abc", "before": None}), {"after": "abc"}),
        (_said(nextToken="abc"), {"nextToken": "abc"}),
        (_said(nextStartIndex=2), {"startIndex": "2"}),
        (_said(pageToken="abc"), {"pageToken": "abc"}),
        (_said(next_page_path="/operators?p=2"), {"p": "2"}),
        (_said(next_page_token="abc"), {"page_token": "abc"}),
        (_said(IsTruncated=True, NextContinuationToken="abc"), {"continuationToken": "abc"}),
        (_said(metadata={"continue": "abc"}), {"continue": "abc"}),
        (_said(pagination={"next_page": 2}), {"page": "2"}),
        (_said(pagination={"page": 1, "pages": 2}), {"page": "2"}),
        (_said(current_page=1, last_page=2), {"page": "2"}),
        (_said(last=False, number=0), {"page": "1"}),
        (_said(page=1, per_page=2, total=3), {"page": "2"}),
        (_said(page=1, hasMore=True), {"page": "2"}),
        (_said(offset=0, limit=2, total=3), {"offset": "2"}),
        (_said(meta={"skip": 10, "hasMore": True}), {"skip": "12"}),
        (_said(nextCursor="abc", next="/operators?p=2"), {"p": "2"}),
    ],
)
def test_the_way_to_the_rest_is_followed_in_whatever_words(platform, first, query):
    platform.says(_GET, first, _LAST)
    assert _read(platform)[0] == ["op_1", "op_2", "op_3"]
    assert [dict(one.query_params) for one in platform.asked] == [{}, query]


def test_a_platform_that_does_not_know_the_parameter_repeats_itself_and_is_refused(platform):
    platform.says(_GET, _said(nextToken="abc"), _said())
    with pytest.raises(UnexpectedAnswer, match=r"rows 1 and 3 have the same id"):
        _read(platform)


def test_offsets_are_followed_over_every_page(platform):
    pages = [_said(rows=[{"id": f"op_{at}"}], offset=at, total=4) for at in range(4)]
    platform.says(_GET, *pages)
    assert _read(platform)[0] == ["op_0", "op_1", "op_2", "op_3"]


def test_the_last_page_must_not_say_that_there_is_more(platform):
    platform.says(_GET, _said(next="?page=2"), _said(rows=[{"id": "op_3"}], truncated=True))
    with pytest.raises(UnexpectedAnswer, match=r"truncated is true: it says that rows are missing, but not where"):
        _read(platform)


@pytest.mark.parametrize(
    ("answer", "doubt"),
    [
        (_said(warnings=["late data"]), 'warnings is ["late data"]'),
        (_said(meta={"warning": "late data"}), 'meta.warning is "late data"'),
        (_said({"Warning": '110 - "stale"'}), 'the header warning is "110 - "stale""'),
        (_said(provisional=True), "provisional is true"),
        (_said(meta={"isFinal": False}), "meta.isFinal is false"),
        (_said(status="processing"), 'status is "processing"'),
        (_said(timezone="Europe/Malta"), 'timezone is "Europe/Malta"'),
        (_said({"Content-Range": "0-1/*"}), 'the header content-range is "0-1/*"'),
        (_said(limit=2), "limit is 2, and exactly so many rows came: there may be more"),
        (_said(truncatedAt=2), "truncatedAt is 2"),
        (_said(truncation={"reason": "row cap"}), 'truncation is {"reason":"row cap"}'),
        (_said(meta={"droppedRows": 5}), "meta.droppedRows is 5"),
        (_said(excluded=["op_3"]), 'excluded is ["op_3"]'),
        (_said(hasAdditionalOperators=True), "hasAdditionalOperators is true"),
        (_said(nextSlice="abc"), 'nextSlice is "abc"'),
        (_said(errorCount=2), "errorCount is 2"),
        (_said(notice="Only the first 2 are listed"), 'notice is "Only the first 2 are listed"'),
        (_said(messages=[{"text": "results truncated"}]), 'messages is [{"text":"results truncated"}]'),
        (_said({"X-Partial-Content": "true"}), 'the header x-partial-content is "true"'),
        (_said(query={"pageSize": 2}), "query.pageSize is 2, and exactly so many rows came: there may be more"),
    ],
)
def test_what_does_not_say_outright_that_rows_are_missing_is_a_doubt(platform, answer, doubt):
    platform.says(_GET, answer)
    assert _read(platform) == (["op_1", "op_2"], (f"GET /operators: {doubt}",))


def test_a_row_that_is_the_sum_of_the_others_is_no_operator(platform):
    platform.says(_GET, _said(rows=[*_ROWS, {"id": "TOTAL"}]))
    with pytest.raises(UnexpectedAnswer, match=r'row 3: the id "TOTAL" is that of a total, not of a row'):
        _read(platform)


@pytest.mark.parametrize("row", [{"id": "stripe", "operators": 3}, {"id": "stripe", "connectorId": "stripe"}])
def test_a_row_of_another_endpoint_is_no_operator(platform, row):
    platform.says(_GET, _said(rows=[row]))
    with pytest.raises(UnexpectedAnswer, match=r"row 1: it holds .*, and no operatorId: it is no such row"):
        _read(platform)


@pytest.mark.parametrize(
    "answer",
    [
        JSONResponse({"success": True, "data": {"operators": 3}, "errors": ["shard 2"]}),
        JSONResponse({"success": True, "data": {"operators": 3, "partial": True}}),
        JSONResponse({"success": True, "data": {"operators": 3, "scale": "thousands"}}),
        JSONResponse({"success": True, "data": {"operators": {"active": 3, "suspended": 2, "total": 4}}}),
        JSONResponse({"operators": 3}, headers={"Content-Range": "bytes 0-1/9"}),
        JSONResponse({"operators": 3}, headers={"X-Truncated": "true"}),
    ],
)
def test_a_summary_that_contradicts_itself_is_refused(platform, answer):
    platform.says("GET /metrics/summary", answer)
    with pytest.raises(UnexpectedAnswer, match=r"^GET /metrics/summary"):
        _source(platform).summary()


def test_a_number_of_errors_is_a_figure_of_a_summary_and_no_failure(platform):
    platform.says("GET /metrics/summary", JSONResponse({"operators": 3, "errors": 12}))
    assert _source(platform).summary().operators_total == 3


def test_settings_with_errors_beside_them_are_no_settings(platform):
    told = {"success": True, "data": {"name": "Mini"}, "errors": ["shard 2"]}
    platform.says("GET /settings", JSONResponse(told))
    with pytest.raises(UnexpectedAnswer, match=r"errors is \[\"shard 2\"\]"):
        _source(platform).profile()


def test_an_answer_without_content_is_still_no_answer(platform):
    platform.says(_GET, Response(status_code=204))
    with pytest.raises(UnexpectedAnswer):
        _read(platform)
