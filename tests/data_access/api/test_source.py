"""The API source over a real server: which endpoints a question needs, and saving."""

import json
import logging
from datetime import UTC, date, datetime

import polars as pl
import pytest
from starlette.responses import HTMLResponse, JSONResponse, Response

from data_access.api.source import ApiSource
from data_access.errors import (
    AccessRefused,
    NoDailyHistory,
    PlatformBroken,
    SaveOvertaken,
    SaveRefused,
    SaveUnconfirmed,
    SettingsWrong,
    UnexpectedAnswer,
)
from data_access.facts import Coverage
from data_access.period import Period
from data_access.settings import Settings
from data_access.source import PlatformProfile, ProfileChanges, Summary
from tests.data_access.api.scripted_platform import KEY, NOW

_MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


def _settings(url="https://api.onehazel.com/platform-api", key=KEY):
    return Settings(source="api", api_key=key, base_url=url)


def _source(platform):
    return ApiSource(_settings(platform.url), lambda: NOW, platform.client())


def _ok(data):
    return JSONResponse({"success": True, "data": data})


def test_a_source_says_what_it_is():
    source = ApiSource(_settings(), lambda: NOW)
    assert source.label == "OneHazel Platform API at api.onehazel.com"
    told = source.facts()
    assert (told.is_sample, told.is_dataset, told.as_of, told.daily_coverage) == (False, False, NOW, None)
    assert told.coverage == Coverage(date(2026, 1, 6), date(2026, 4, 6), date(2026, 4, 5))
    assert told.kept_from == date(2026, 1, 6)
    assert KEY not in repr(source) + repr(vars(source)) + source.identity
    source.close()


def test_two_keys_or_two_addresses_are_two_identities():
    one, same = ApiSource(_settings()), ApiSource(_settings())
    other_key, other_url = ApiSource(_settings(key=KEY + "x")), ApiSource(_settings("https://api.onehazel.com/other"))
    assert one.identity == same.identity
    assert len({one.identity, other_key.identity, other_url.identity}) == 3
    for source in (one, same, other_key, other_url):
        source.close()


def test_a_source_without_a_key_is_refused():
    with pytest.raises(SettingsWrong, match=r"ONEHAZEL_API_KEY is not set"):
        ApiSource(Settings(source="dataset"))


def test_days_are_not_known(platform):
    with pytest.raises(NoDailyHistory, match=r"2026-03-01 to 2026-03-31"):
        _source(platform).daily_usage(_MARCH)


def test_the_summary_is_one_request(platform):
    platform.says("GET /metrics/summary", _ok({"operators": 3}))
    assert _source(platform).summary() == Summary(3, None, None, None, None, None, None)
    assert platform.requests == ["GET /metrics/summary"]


def test_operators_are_the_union_of_both_endpoints(platform):
    platform.says("GET /metrics/operators", _ok([{"id": "op_1", "apiCalls": 5}]))
    platform.says("GET /operators", _ok([{"id": "op_1", "status": "active"}, {"id": "op_2", "status": "suspended"}]))
    frame = _source(platform).operators().select("operator_id", "status", "api_calls")
    assert frame.rows() == [("op_1", "active", 5), ("op_2", "suspended", None)]


_NOT_OPEN = [Response(status_code=status) for status in (403, 404, 405, 410, 501)]
_MALFORMED = (HTMLResponse("<html>"), _ok([{"name": "no id"}]), _ok({"success": False}), Response(b"{"))
_FAILING = [*(Response(status_code=status) for status in (400, 401, 429, 500, 503)), *_MALFORMED]
_OF_THE_ROSTER = ("status", "plan", "industry", "contact_email", "created_at")
_SIDES = [(answer, True) for answer in _NOT_OPEN] + [(answer, False) for answer in _FAILING]


@pytest.mark.parametrize(("answer", "lasting"), _SIDES)
def test_what_a_sibling_alone_knows_is_unknown_lastingly_where_it_is_not_open_else_at_the_moment(
    platform, answer, lasting
):
    named = {"name": "One"}
    platform.says("GET /metrics/operators", _ok([{"id": "op_1", **named}])).says("GET /operators", answer)
    platform.says("GET /metrics/connectors", _ok([{"id": "stripe", **named}])).says("GET /catalog", answer)
    platform.says("GET /usage/report", _ok([{"id": "op_1", "gatewayRequests": {"stripe": 4}}]))
    source = _source(platform)
    roster, catalogue = source.roster(), source.catalogue()
    assert roster.frame.select("operator_id", "name", "status").rows() == [("op_1", "One", None)]
    assert catalogue.frame.select("connector_id", "name", "category").rows() == [("stripe", "One", None)]
    told = [(one.columns, one.lasting, one.error.is_lasting) for one in roster.unknown + catalogue.unknown]
    assert told == [(_OF_THE_ROSTER, lasting, lasting), (("category",), lasting, lasting)]
    platform.says("GET /metrics/connectors", answer)
    (unmatched,) = source.usage_report(_MARCH).unknown
    assert (unmatched.columns, unmatched.lasting) == (("key",), lasting)


def test_only_columns_that_are_null_are_unknown_and_names_are_among_them(platform):
    told = {"name": "One", "status": "active", "plan": "pro", "industry": "x", "contactEmail": "a@b.example"}
    created = {"createdAt": "2026-01-01T00:00:00Z"}
    platform.says("GET /metrics/operators", _ok([{"id": "op_1", **told, **created}, {**told, "id": "op_2"}]))
    platform.says("GET /metrics/connectors", _ok([{"id": "stripe"}, {"id": "x", "name": "X"}]))
    source = _source(platform)
    assert [one.columns for one in source.roster().unknown] == [("created_at",)]
    assert [one.columns for one in source.catalogue().unknown] == [("name", "category")]


def test_a_roster_that_failed_is_told_even_where_no_column_is_null_as_operators_may_be_lacking(platform):
    told = {"name": "One", "status": "active", "plan": "pro", "industry": "x", "contactEmail": "a@b.example"}
    platform.says("GET /metrics/operators", _ok([{"id": "op_1", **told, "createdAt": "2026-01-01T00:00:00Z"}]))
    assert [one.columns for one in _source(platform).roster().unknown] == [()]
    platform.says("GET /metrics/operators", _ok([]))
    assert [one.columns for one in _source(platform).roster().unknown] == [("name", *_OF_THE_ROSTER)]


def test_nothing_is_unknown_where_the_siblings_answer_though_they_leave_columns_out(platform):
    platform.says("GET /metrics/operators", _ok([{"id": "op_1"}])).says("GET /operators", _ok([{"id": "op_1"}]))
    platform.says("GET /metrics/connectors", _ok([{"id": "stripe"}])).says("GET /catalog", _ok([]))
    platform.says("GET /usage/report", _ok([{"id": "op_1", "gatewayRequests": {"stripe": 4}}]))
    source = _source(platform)
    assert source.roster().unknown + source.catalogue().unknown + source.usage_report(_MARCH).unknown == ()


def test_what_is_lastingly_unknown_is_logged_once_and_a_failure_each_time(platform, caplog):
    caplog.set_level(logging.INFO, "data_access.api.source")
    platform.says("GET /metrics/operators", _ok([{"id": "op_1"}])).says("GET /operators", Response(status_code=403))
    platform.says("GET /metrics/connectors", _ok([{"id": "x"}])).says("GET /catalog", Response(status_code=500))
    source = _source(platform)
    for question in (source.operators, source.operators, source.connectors, source.connectors):
        question()
    told = [(record.levelname, record.getMessage().split()[0]) for record in caplog.records]
    assert told == [("INFO", "/operators"), ("WARNING", "/catalog"), ("WARNING", "/catalog")]


def test_figures_that_fail_are_an_error_and_never_the_sibling_alone(platform):
    platform.says("GET /metrics/operators", Response(status_code=500)).says("GET /operators", _ok([{"id": "op_1"}]))
    with pytest.raises(PlatformBroken):
        _source(platform).operators()


def test_connectors_take_their_category_from_the_catalogue(platform):
    platform.says("GET /metrics/connectors", _ok([{"id": "stripe", "name": "Stripe"}]))
    platform.says("GET /catalog", _ok({"connectors": [{"id": "stripe", "category": "Payments"}, {"id": "x"}]}))
    assert _source(platform).connectors().select("connector_id", "category").rows() == [("stripe", "Payments")]


def test_a_report_asks_for_both_days_and_matches_its_gateway_keys(platform):
    row = {"id": "op_1", "name": "One", "gatewayRequests": {"stripe-payments": 4}}
    platform.says("GET /usage/report", _ok([row]))
    platform.says("GET /metrics/connectors", _ok([{"id": "conn_1", "name": "Stripe Payments"}]))
    report = _source(platform).usage_report(_MARCH)
    assert dict(platform.asked[0].query_params) == {"start": "2026-03-01", "end": "2026-03-31"}
    assert report.lines.rows() == [("op_1", "One", "gateway_requests", "conn_1", 4)]
    assert report.totals["gateway_requests"].item() == 4
    assert (report.period, report.read_at) == (_MARCH, NOW)


def test_a_report_without_gateway_keys_asks_for_no_connectors(platform):
    platform.says("GET /usage/report", _ok([{"id": "op_1", "gatewayRequests": 4}]))
    assert _source(platform).usage_report(_MARCH).lines["quantity"].to_list() == [4]
    assert platform.requests == ["GET /usage/report"]


def test_a_report_keeps_its_keys_as_they_came_when_the_connectors_fail(platform):
    platform.says("GET /usage/report", _ok([{"id": "op_1", "gatewayRequests": {"stripe-payments": 4}}]))
    assert _source(platform).usage_report(_MARCH).lines["key"].to_list() == ["stripe-payments"]


def test_a_refused_report_is_an_error(platform):
    platform.says("GET /usage/report", Response(status_code=403))
    with pytest.raises(AccessRefused):
        _source(platform).usage_report(_MARCH)


class _SettingsServer:
    """Settings that are really stored; `put` may be replaced by a server that misbehaves."""

    def __init__(self, platform, stored):
        self.stored, self.platform = stored, platform
        platform.says("GET /settings", lambda _: _ok(self.stored)).says("PUT /settings", self._put)

    @property
    def sent(self):
        asked = zip(self.platform.requests, self.platform.bodies, strict=True)
        return [json.loads(body) for request, body in asked if request == "PUT /settings"]

    def _put(self, _):
        self.stored = {**self.sent[-1], "id": "pf_1", "updatedAt": "2026-04-06T12:00:00Z", "version": 2}
        return _ok(self.stored)


_STORED = {
    "id": "pf_1",
    "name": "Mine",
    "contact_email": "a@b.example",
    "version": 1,
    "limits": {"rate": 1.10},
    "updatedAt": "x",
}
_SEEN = PlatformProfile("Mine", "a@b.example", None, '{"limits":{"rate":1.1},"version":1}')
_WANTED = PlatformProfile("Yours", "a@b.example", "https://x.example/hook")
_CHANGES = ProfileChanges(_SEEN, _WANTED)


def test_a_save_sends_the_whole_with_the_changes_and_returns_what_was_read_back(platform):
    server = _SettingsServer(platform, dict(_STORED))
    read = _source(platform).save_profile(_CHANGES)
    assert server.sent == [
        {
            "name": "Yours",
            "contact_email": "a@b.example",
            "version": 1,
            "limits": {"rate": 1.1},
            "webhookUrl": "https://x.example/hook",
        }
    ]
    assert read == PlatformProfile(
        "Yours", "a@b.example", "https://x.example/hook", '{"limits":{"rate":1.1},"version":2}'
    )
    assert platform.requests == ["GET /settings", "PUT /settings", "GET /settings"]


def test_a_save_without_changes_sends_nothing(platform):
    _SettingsServer(platform, dict(_STORED))
    assert _source(platform).save_profile(ProfileChanges(_SEEN, _SEEN)) == _SEEN
    assert platform.requests == ["GET /settings"]


def test_numbers_that_we_do_not_know_are_sent_back_digit_by_digit(platform):
    body = b'{"name": "Mine", "contactEmail": "a@b.example", "rate": 1.10, "big": 123456789012345678901}'
    platform.says("GET /settings", Response(body)).says("PUT /settings", Response(status_code=400))
    with pytest.raises(SaveRefused):
        _source(platform).save_profile(_CHANGES)
    assert b'"rate":1.10,"big":123456789012345678901' in platform.bodies[1]


def test_a_field_that_somebody_else_changed_stops_the_save_and_shows_theirs(platform):
    server = _SettingsServer(platform, {**_STORED, "name": "Theirs"})
    with pytest.raises(SaveOvertaken, match=r"name is now Theirs") as caught:
        _source(platform).save_profile(_CHANGES)
    assert caught.value.fields == ("name",)
    assert server.sent == []


def test_a_field_that_is_not_to_change_may_have_been_changed_by_somebody_else(platform):
    server = _SettingsServer(platform, {**_STORED, "contact_email": "theirs@b.example"})
    assert _source(platform).save_profile(_CHANGES).contact_email == "theirs@b.example"
    assert server.sent[0]["contact_email"] == "theirs@b.example"


def test_a_masked_value_stops_the_save_and_is_named(platform):
    server = _SettingsServer(platform, {**_STORED, "webhookSecret": "••••••••"})
    with pytest.raises(SaveRefused, match=r"^webhookSecret holds only mask characters"):
        _source(platform).save_profile(_CHANGES)
    assert server.sent == []


@pytest.mark.parametrize("status", [400, 409, 422])
def test_a_refused_save_carries_the_apis_own_message(platform, status):
    _SettingsServer(platform, dict(_STORED))
    answer = {"success": False, "error": {"code": "VALIDATION_FAILED", "message": "name is too long"}}
    platform.says("PUT /settings", JSONResponse(answer, status))
    with pytest.raises(SaveRefused, match=r"VALIDATION_FAILED: name is too long$"):
        _source(platform).save_profile(_CHANGES)


def test_reading_back_another_value_is_unconfirmed_and_names_the_fields(platform):
    _SettingsServer(platform, dict(_STORED))
    platform.says("PUT /settings", _ok({}))
    with pytest.raises(SaveUnconfirmed, match=r"something else for name, webhook_url$"):
        _source(platform).save_profile(_CHANGES)


def test_reading_back_without_an_unknown_setting_is_unconfirmed_and_names_it(platform):
    server = _SettingsServer(platform, dict(_STORED))

    def forgetful(_):
        server.stored = {name: value for name, value in server.sent[-1].items() if name != "limits"}
        return _ok({})

    platform.says("PUT /settings", forgetful)
    with pytest.raises(SaveUnconfirmed, match=r"something else for limits$"):
        _source(platform).save_profile(_CHANGES)


def test_reading_back_that_fails_is_unconfirmed(platform):
    platform.says("GET /settings", _ok(_STORED), Response(status_code=500)).says("PUT /settings", _ok({}))
    with pytest.raises(SaveUnconfirmed, match=r"accepted, but not read back: GET /settings: 500"):
        _source(platform).save_profile(_CHANGES)


def test_settings_that_cannot_be_read_are_an_error(platform):
    platform.says("GET /settings", _ok({"name": ["x"]}))
    with pytest.raises(UnexpectedAnswer, match=r'GET /settings: name is \["x"\], not a text'):
        _source(platform).profile()


def test_the_clock_is_the_walls_in_utc_unless_another_is_given():
    source = ApiSource(_settings())
    assert abs((datetime.now(UTC) - source.as_of).total_seconds()) < 5
    source.close()


def test_frames_are_typed_even_when_nothing_came(platform):
    platform.says("GET /metrics/connectors", _ok([])).says("GET /catalog", _ok([]))
    assert _source(platform).connectors().schema["gateway_calls"] == pl.Int64()
