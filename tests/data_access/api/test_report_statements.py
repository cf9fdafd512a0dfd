"""A usage report that states another period, another unit or another total than its rows have."""

from datetime import date

import pytest
from starlette.responses import JSONResponse, RedirectResponse

from data_access.api.source import ApiSource
from data_access.errors import UnexpectedAnswer
from data_access.period import Period
from data_access.settings import Settings
from data_access.tables import METRICS
from tests.data_access.api.scripted_platform import KEY, NOW

MAY = Period(date(2026, 5, 1), date(2026, 5, 31))
_GET = "GET /usage/report"
_OP = {
    "operatorId": "op_1",
    "apiCalls": {"accounts": 60, "contacts": 40},
    "billableUnits": 117,
    "storageBytes": 1000,
}


def source(platform):
    settings = Settings(source="api", api_key=KEY, base_url=platform.url)
    return ApiSource(settings, lambda: NOW, platform.client())


def _report(platform, *rows, **more):
    platform.says(_GET, JSONResponse({"success": True, "data": {"operators": list(rows or [_OP]), **more}}))
    return source(platform).usage_report(MAY)


def _totals(platform, row, **more):
    report = _report(platform, {"operatorId": "op_1", **row}, **more)
    return {
        name: value for name, value in report.totals.select(METRICS).row(0, named=True).items() if value is not None
    }


@pytest.mark.parametrize(
    "stated",
    [
        {"period": {"start": "2026-05-01", "end": "2026-05-31"}},
        {"period": {"from": "2026-05-01T00:00:00Z", "to": "2026-06-01T00:00:00.000Z"}},
        {"meta": {"startDate": "2026-05-01", "endDate": "2026-05-31T23:59:59.999Z"}},
        {"period": "2026-05-01/2026-05-31"},
        {"period": "2026-05"},
        {"period": "May 2026", "to": "finance"},
        {"period": {"start": "May 1, 2026", "end": "31 May 2026"}},
        {"month": "2026-05"},
        {"dateRange": ["2026-05-01", "2026-05-31"]},
        {"query": {"start": "2026-05-01", "end": "2026-05-31"}},
        {"period_start": 1777593600, "period_end": 1780271999},
        {"period_start": 1777593600000000, "period_end": 1780271999999999999},
        {"period": {"start": 1777593600000, "end": 1780272000000, "days": 31}},
        {"periodStart": "2026-05-01", "endExclusive": "2026-06-01"},
        {"pagination": {"from": 1, "to": 1}},
        {"period": "custom", "interval": "day"},
        {"generatedAt": "2026-06-06T00:00:00Z", "start": 0},
        {"coverage": {"start": "2026-03-01", "end": "2026-06-06"}, "dataThrough": "2026-06-01", "month": 5},
        {"windowDays": 31, "effectiveStart": "2026-05-01", "availableFrom": "2026-03-01", "range": "custom"},
    ],
)
def test_the_period_that_was_asked_for_is_known_in_every_writing(platform, stated):
    assert _report(platform, **stated).doubts == ()


@pytest.mark.parametrize(
    "stated",
    [
        {"period": {"start": "2026-04-01", "end": "2026-04-30"}},
        {"period": {"start": "2026-05-01", "end": "2026-05-30"}},
        {"period": {"start": "2026-05-01", "end": "2026-06-01"}},
        {"period": {"start": "2026-05-01", "end": "2026-06-01T12:00:00Z"}},
        {"period": {"start": "2026-05-01T08:00:00Z", "end": "2026-05-31"}},
        {"period": {"start": "2026-05-01T00:00:00+02:00", "end": "2026-05-31"}},
        {"meta": {"from": "2026-04-01", "to": "2026-05-31"}},
        {"startDate": "2026-04-01"},
        {"periodStart": 1775001600000000},
        {"periodStart": 1775001600000000000},
        {"endExclusive": "2026-05-31"},
        {"period": "2026-04"},
        {"period": "2026-Q2"},
        {"period": "April 2026"},
        {"period": {"start": "Apr 1, 2026", "end": "30 April 2026"}},
        {"period": "2026-04-01/2026-04-30"},
        {"period": "2026-04-01 to 2026-04-30"},
        {"report": {"period": {"start": "2026-04-01"}}},
        {"effectiveStart": "2026-05-05"},
        {"meta": {"actual_end_date": "2026-05-30"}},
        {"windowDays": 30},
        {"month": 4, "year": 2026},
        {"period": {"days": 30}},
        {"meta": {"request": {"params": {"end": "2026-04-30"}}}},
        {"periodStart": 1775001600},
    ],
)
def test_another_period_is_refused_with_both(platform, stated):
    with pytest.raises(
        UnexpectedAnswer, match=r"asked for 2026-05-01 to 2026-05-31, but .* is .*: the figures are of anoth"
    ):
        _report(platform, **stated)


def test_a_row_of_another_period_is_refused_too(platform):
    with pytest.raises(UnexpectedAnswer, match=r'row 2: asked for .*, but periodStart is "2026-04-01"'):
        _report(platform, _OP, {"operatorId": "op_2", "periodStart": "2026-04-01", "periodEnd": "2026-04-30"})


@pytest.mark.parametrize("day", ["2026-05-03", "2026-05-31T00:00:00Z"])
def test_a_row_of_one_day_is_no_row_of_a_month(platform, day):
    with pytest.raises(
        UnexpectedAnswer, match=r"row 1: asked for .*, but date is .*: the figures are of another period"
    ):
        _report(platform, _OP | {"date": day})


def test_a_header_that_names_another_period_is_refused(platform):
    platform.says(_GET, JSONResponse({"data": [_OP]}, headers={"X-Period-Start": "2026-04-01"}))
    with pytest.raises(UnexpectedAnswer, match=r'but the header x-period-start is "2026-04-01"'):
        source(platform).usage_report(MAY)


@pytest.mark.parametrize(
    ("stated", "doubt"),
    [
        ({"periodStart": 20260401}, "periodStart is 20260401: it cannot be told"),
        ({"periodStart": 10**25}, "it cannot be told whether"),
        ({"range": "last 30 days"}, 'range is "last 30 days": it cannot be told whether'),
        ({"asOf": "2026-05-20"}, 'asOf is "2026-05-20": it may not hold all of 2026-05-01 to 2026-05-31'),
        ({"meta": {"data_through": "2026-05-30"}}, "it may not hold all of"),
        ({"generatedAt": "2026-05-20T10:00:00Z"}, "it may not hold all of"),
        ({"coverage": {"start": "2026-05-05"}}, 'coverage.start is "2026-05-05": it may not hold all of'),
        ({"availableFrom": "2026-05-05"}, "it may not hold all of"),
        ({"totals": {"storageBytes": 7000}}, "states 7,000 bytes of storage, but the rows add up to 1,000"),
        ({"period": "last_30_days"}, 'period is "last_30_days": it cannot be told whether that is the period'),
        ({"period": {"start": "yesterday"}}, 'period.start is "yesterday": it cannot be told'),
        ({"period": {"end": "2026-05-31T00:00:00Z"}}, "it may leave out the day itself"),
        ({"timezone": "Europe/Malta"}, 'timezone is "Europe/Malta"'),
        ({"warnings": ["late"]}, 'warnings is ["late"]'),
    ],
)
def test_what_cannot_be_compared_is_a_doubt(platform, stated, doubt):
    (told,) = _report(platform, **stated).doubts
    assert doubt in told


@pytest.mark.parametrize(
    "row", [{"partial": True}, {"complete": False}, {"errors": ["shard 2"]}, {"usage": {"truncated": 1}}]
)
def test_a_row_that_says_that_it_is_a_part_is_refused(platform, row):
    with pytest.raises(UnexpectedAnswer, match=r"^GET /usage/report, row 1"):
        _report(platform, _OP | row)


def test_a_single_day_written_as_its_midnight_is_that_day(platform):
    day = Period(date(2026, 5, 31), date(2026, 5, 31))
    told = {"start": "2026-05-31T00:00:00.000Z", "end": "2026-05-31T00:00:00.000Z"}
    platform.says(_GET, JSONResponse({"data": [_OP], "period": told}))
    assert source(platform).usage_report(day).doubts == ()


def test_a_row_that_may_change_is_a_doubt_and_its_count_of_errors_none(platform):
    assert _report(platform, _OP | {"errors": 3, "status": "pending", "partial": False}).doubts == ()
    assert _report(platform, _OP | {"month": "2026-05", "lastUpdated": "2026-01-01"}).doubts == ()
    assert _report(platform, _OP | {"estimated": True}).doubts == ("GET /usage/report, row 1: estimated is true",)


@pytest.mark.parametrize(
    "target", ["/v2/report", "/v2/report?start=2026-05-01", "/v2/report?start=2026-04-01&end=2026-05-31"]
)
def test_a_redirect_that_lost_the_period_is_not_followed(platform, target):
    platform.says(_GET, RedirectResponse(target, 307)).says("GET /v2/report", JSONResponse([_OP]))
    with pytest.raises(
        UnexpectedAnswer, match=r"asked for .*, but where it is redirected is for .*: the figures would be"
    ):
        source(platform).usage_report(MAY)
    assert platform.requests == [_GET]


def test_a_redirect_that_keeps_the_question_is_followed(platform):
    target = "/v2/report?end=2026-05-31&start=2026-05-01&v=2"
    platform.says(_GET, RedirectResponse(target, 307)).says("GET /v2/report", JSONResponse([_OP]))
    assert source(platform).usage_report(MAY).totals["api_calls"].to_list() == [100]


def test_a_next_page_without_the_period_is_asked_for_with_it(platform):
    platform.says(_GET, JSONResponse({"data": [_OP], "next": "?page=2"}), JSONResponse([_OP | {"operatorId": "op_2"}]))
    assert source(platform).usage_report(MAY).totals.height == 2
    assert dict(platform.asked[1].query_params) == {"page": "2", "start": "2026-05-01", "end": "2026-05-31"}


def test_a_next_page_of_another_period_is_refused(platform):
    platform.says(_GET, JSONResponse({"data": [_OP], "next": "?page=2&start=2026-04-01&end=2026-05-31"}))
    with pytest.raises(
        UnexpectedAnswer, match=r"asked for start=2026-05-01, but the next page is for start=2026-04-01"
    ):
        source(platform).usage_report(MAY)


@pytest.mark.parametrize(
    ("row", "size"),
    [
        ({"storage": 5, "storageUnit": "GB"}, 5 * 10**9),
        ({"storage": 5, "unit": "gigabytes"}, 5 * 10**9),
        ({"storage": {"value": 5, "unit": "GiB"}}, 5 * 2**30),
        ({"storage": {"used": "1.5", "unit": "kB"}}, 1500),
        ({"storage": "5 GB"}, 5 * 10**9),
        ({"storage": "2.5TiB"}, 5 * 2**39),
        ({"storageUsage": 5, "storage_usage_units": "MiB"}, 5 * 2**20),
        ({"storageGiB": 5}, 5 * 2**30),
        ({"storageInMb": 5}, 5 * 10**6),
        ({"storageMegabytes": 5}, 5 * 10**6),
        ({"storage": {"mib": 5}}, 5 * 2**20),
        ({"storageMb": 5, "storageUnit": "MB"}, 5 * 10**6),
        ({"storage": 5, "unit": "bytes"}, 5),
        ({"storageBytes": 5 * 2**30, "storageGiB": 5}, 5 * 2**30),
        ({"storage": {"value": 0.0000000005, "unit": "GB"}}, 1),
        ({"storage": 5, "units": {"storage": "MB"}}, 5 * 10**6),
    ],
)
def test_storage_is_read_in_the_unit_that_stands_beside_it(platform, row, size):
    assert _totals(platform, row) == {"storage_bytes": size}


@pytest.mark.parametrize("outside", [{"storageUnit": "GB"}, {"units": {"storage": "GB"}}, {"meta": {"unit": "GB"}}])
def test_a_unit_stated_for_all_rows_holds_for_each(platform, outside):
    assert _totals(platform, {"storage": 5}, **outside) == {"storage_bytes": 5 * 10**9}


@pytest.mark.parametrize(
    "row",
    [
        {"storageMb": 5, "storageUnit": "MiB"},
        {"storage": {"mb": 5, "unit": "GB"}},
        {"storage": {"value": 5, "unit": "GB"}, "storageUnit": "MB"},
        {"storage": 5, "storageUnit": "blocks"},
        {"storage": 5, "storageUnit": "GB-months"},
        {"storage": "5 Gb"},
        {"storage": "5 Mbit"},
        {"storage": "5,000 MB"},
        {"storage": {"value": 5, "unit": ["GB"]}},
        {"apiCalls": 5, "apiCallsUnit": "thousand"},
        {"apiCalls": {"value": 5, "unit": "k"}},
        {"apiCalls": {"byCategory": {"accounts": 5}, "unit": "thousand"}},
        {"apiCalls": {"accounts": 5, "unit": "k"}},
        {"apiCalls": {"accounts": {"count": 5, "unit": "k"}}},
        {"apiCalls": [{"category": "accounts", "count": 5, "unit": "thousand"}]},
        {"apiCalls": 5, "unit": "thousand"},
        {"apiCalls": 5, "scale": 1000},
        {"apiCalls": "5k"},
        {"apiCalls": "1,234"},
        {"apiCalls": "12%"},
        {"apiCalls": {"value": 5, "unit": "GB"}},
        {"billableUnits": 5, "billableUnitsUnit": "thousand"},
        {"events": 5, "units": {"events": "millions"}},
    ],
)
def test_a_unit_that_cannot_be_read_or_contradicts_the_name_is_refused(platform, row):
    with pytest.raises(UnexpectedAnswer, match=r"^GET /usage/report, row 1 \(op_1\)"):
        _totals(platform, row)


@pytest.mark.parametrize("outside", [{"units": "thousands"}, {"meta": {"scale": 1000}}, {"apiCallsUnit": "k"}])
def test_a_scale_of_all_figures_is_refused(platform, outside):
    with pytest.raises(UnexpectedAnswer, match=r"the figures are not in single ones"):
        _totals(platform, {"apiCalls": 5}, **outside)


@pytest.mark.parametrize(
    "row",
    [
        {"apiCalls": 5, "unit": "calls"},
        {"apiCalls": 5, "apiCallsUnit": "API calls", "businessUnit": "Sports"},
        {"apiCalls": {"value": 5, "unit": "requests"}},
        {"apiCalls": {"value": "5", "unit": "count"}, "scale": 1},
    ],
)
def test_a_unit_that_is_plainly_the_metrics_own_says_nothing_new(platform, row):
    assert _totals(platform, row) == {"api_calls": 5}


_PAIRS = [{"category": "accounts", "count": 60}, {"category": "contacts", "count": 40}]


@pytest.mark.parametrize(
    "parts",
    [
        {"accounts": 60, "contacts": 40, "grandTotal": 100},
        {"accounts": 60, "contacts": 40, "__total__": 100},
        {"accounts": 60, "contacts": 40, "Overall": 100, "total_calls": 100},
        {"accounts": 60, "contacts": 40, "*": 100},
        {"accounts": 60, "contacts": 40, "aggregate_total": 100, "Total:": 100},
        [*_PAIRS, {"category": "Total", "count": 100, "isTotal": True}],
        {"accounts": 60, "contacts": 40, "": 100},
        {"accounts": 60, "contacts": 40, "Everything": 100, "total": 100},
        {"accounts": 60, "contacts": 40, "SUM": 100},
        {"byCategory": {"accounts": 60, "contacts": 40, "all": 100}},
        [*_PAIRS, {"category": "(all)", "count": 100}],
        [*_PAIRS, {"category": "Sub-Total", "count": 100}],
        [{"category": "All categories", "count": 100}, *_PAIRS],
        {"accounts": 60, "contacts": 40, "Gesamt": 100},
    ],
)
def test_a_part_that_is_named_like_a_total_and_is_the_sum_of_the_others_is_not_counted(platform, parts):
    report = _report(platform, {"operatorId": "op_1", "apiCalls": parts})
    assert report.totals["api_calls"].to_list() == [100]
    assert report.lines.select("key", "quantity").rows() == [("accounts", 60), ("contacts", 40)]


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        ({"accounts": 60, "contacts": 40, "all": 90}, "all"),
        ([*_PAIRS, {"category": "Total", "count": 101}], "Total"),
        ({"accounts": 60, "contacts": 40, "total": 100, "subtotal": 60}, "subtotal"),
        ({"accounts": 60, "all": 60}, "all"),
        ({"accounts": 60, "contacts": 0, "none": 60}, "none"),
        ([*_PAIRS, {"category": "x", "count": 100, "is_total": True}], '"x"'),
        ([{"category": "accounts", "count": 60}, {"category": "Sum", "count": 60}], "Sum"),
        ({"accounts": 60, "contacts": None, "total": 50}, "total"),
    ],
)
def test_a_part_that_may_be_a_total_or_not_is_refused_with_row_and_key(platform, parts, key):
    with pytest.raises(UnexpectedAnswer, match=rf"row 1 \(op_1\): apiCalls.*{key}"):
        _report(platform, {"operatorId": "op_1", "apiCalls": parts})


@pytest.mark.parametrize("sign", [".", "/", ":"])
def test_a_part_that_may_be_the_sum_of_those_below_it_is_refused(platform, sign):
    parts = {"bet": 60, f"bet{sign}live": 40, f"bet{sign}late": 20}
    with pytest.raises(
        UnexpectedAnswer, match=r'row 1 \(op_1\): eventsIngested: "bet" is as large as the 2 parts below'
    ):
        _report(platform, {"operatorId": "op_1", "eventsIngested": parts})
    assert _totals(platform, {"eventsIngested": parts, "totalEvents": 120}) == {"events_ingested": 120}
    assert _totals(platform, {"eventsIngested": parts | {"bet": 61}}) == {"events_ingested": 121}


@pytest.mark.parametrize(
    "parts", [{"accounts": {"read": 40, "write": 20}}, [{"category": "accounts", "hits": 60}], {"accounts": {}}]
)
def test_a_part_without_a_count_that_anybody_reads_is_refused_and_not_missing(platform, parts):
    with pytest.raises(UnexpectedAnswer, match=r"row 1 \(op_1\): apiCalls.*no count that we know"):
        _report(platform, {"operatorId": "op_1", "apiCalls": parts})


@pytest.mark.parametrize(
    "row",
    [
        {"apiCallsK": 5},
        {"apiCallsInThousands": "5"},
        {"totalEventsMillions": 1.5},
        {"storage_gib_used": 5},
        {"dataStoredGb": 5},
        {"avgStorageMb": 5},
        {"storageMbHours": 5},
        {"billableUnitsK": 5},
    ],
)
def test_a_figure_under_a_name_that_nobody_reads_is_refused_and_not_missing(platform, row):
    with pytest.raises(UnexpectedAnswer, match=r"row 1 \(op_1\): .*, a name that nobody reads: \w+ would be missing"):
        _report(platform, {"operatorId": "op_1", **row})


def test_a_limit_or_a_second_name_beside_the_figure_is_no_missing_figure(platform):
    assert (
        _totals(platform, {"storageLimitGb": 5, "apiCallsQuota": 9, "storageClass": "standard", "eventTypes": 4}) == {}
    )
    assert _totals(platform, {"apiCalls": 5, "apiCallsK": 0}) == {"api_calls": 5}


@pytest.mark.parametrize(
    "row",
    [
        {"operatorId": "x", "isTotal": True},
        {"operatorId": "x", "rowType": "TOTAL"},
        {"operatorId": "x", "operatorName": "Grand total", "apiCalls": 100},
        {"operatorId": "-", "apiCalls": 100},
    ],
)
def test_a_row_that_is_the_total_of_the_others_is_refused(platform, row):
    with pytest.raises(UnexpectedAnswer, match=r"total"):
        _report(platform, _OP, row)


def test_an_operator_that_is_called_total_and_is_no_sum_is_an_operator(platform):
    row = {"operatorId": "x", "operatorName": "Total", "apiCalls": 7}
    assert _report(platform, _OP, row).totals["api_calls"].to_list() == [100, 7]


def test_a_part_named_like_a_total_that_stands_alone_is_a_part(platform):
    assert _totals(platform, {"apiCalls": {"all": 60}}) == {"api_calls": 60}
    assert _totals(platform, {"apiCalls": {"summary": 60, "": 40, "contacts": 1}}) == {"api_calls": 101}
    assert _totals(platform, {"apiCalls": {"allowlist": 60, "totality": 40}}) == {"api_calls": 100}


@pytest.mark.parametrize(
    "stated",
    [
        {"totals": {"apiCalls": 700}},
        {"totalApiCalls": 99},
        {"summary": {"billableUnits": 130}},
        {"totals": {"apiCalls": {"accounts": 600, "contacts": 100}}},
        {"totals": {"apiCalls": {"total": 700}}},
        {"totals": {"apiCalls": [{"category": "accounts", "count": 700}]}},
    ],
)
def test_a_total_of_the_report_that_its_rows_do_not_add_up_to_is_refused(platform, stated):
    with pytest.raises(UnexpectedAnswer, match=r"is \d+, but the rows add up to 1\d\d"):
        _report(platform, **stated)


def test_a_connector_whose_name_begins_like_a_total_is_a_connector(platform):
    assert _totals(platform, {"gatewayRequests": {"Sumsub": 5, "stripe": 3}}) == {"gateway_requests": 8}


def test_a_total_of_the_report_that_its_rows_add_up_to_is_fine(platform):
    assert _report(platform, totals={"apiCalls": 100, "billableUnits": 118, "operators": 1}).doubts == ()
    parts = {"apiCalls": {"accounts": 60, "contacts": 40}, "storageKb": 1.0, "eventsIngested": {"avg": 4, "max": 9}}
    assert _report(platform, totals=parts).doubts == ()
    rows = (_OP, {"operatorId": "op_2", "apiCalls": None})
    assert _report(platform, *rows, totals={"apiCalls": 700}).totals["api_calls"].to_list() == [100, None]
