"""What a platform repeats of the key stands in no error, log, name or file, and is never written back."""

import base64
import json
import logging
from datetime import date

import pytest
from pydantic import SecretStr
from starlette.responses import JSONResponse, Response

from dashboard.server.log import configure
from data_access.api.client import Client
from data_access.api.source import ApiSource
from data_access.errors import (
    AccessRefused,
    DataAccessError,
    PlatformUnreachable,
    SaveOvertaken,
    SaveRefused,
    UnexpectedAnswer,
)
from data_access.key_traces import MARK
from data_access.outside_text import FitFormatter
from data_access.period import Period
from data_access.settings import Settings
from data_access.source import PlatformProfile, ProfileChanges
from tests.data_access.api.raw_server import saying
from tests.data_access.api.scripted_platform import NOW

SECRET = "Zx9QKq3RWm7Rt5SLp2Vb8Nc4"
KEY = f"oh_platform_{SECRET}"
FORMS = {
    "whole": KEY,
    "without its prefix": SECRET,
    "a part": SECRET[4:13],
    "Base64": base64.b64encode(KEY.encode()).decode()[16:],
    "percent-encoded": "".join(f"%{ord(sign):02x}" for sign in SECRET),
}
each_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


@pytest.fixture
def source(platform):
    settings = Settings(source="api", api_key=KEY, base_url=platform.url)
    client = Client(platform.url, SecretStr(KEY), lambda: NOW, lambda _: None, lambda: 0.0)
    source = ApiSource(settings, lambda: NOW, client)
    yield source
    source.close()


def _ok(data):
    return JSONResponse({"success": True, "data": data})


ANSWERS = {
    "a refusal's words": lambda form: JSONResponse({"error": {"code": "X", "message": f"bad token {form}"}}, 401),
    "a text": lambda form: Response(f"bad token {form}", 500),
    "JSON with escapes": lambda form: Response(
        '{"odd": "' + "".join(f"\\u{ord(sign):04x}" for sign in form) + '"}', 403
    ),
    "JSON that is cut": lambda form: Response('{"error": "bad token ' + form, 401),
    "what is no JSON": lambda form: Response(f"bad token {form}"),
    "success that is none": lambda form: JSONResponse({"success": False, "error": f"bad token {form}"}),
    "a value": lambda form: _ok({"apiCalls": form}),
    "a name": lambda form: _ok({form: 1}),
    "two values": lambda form: _ok({"apiCalls": 1, "api_calls": 2, form: 1}),
    "a redirect": lambda form: Response(status_code=302, headers={"location": f"https://{form}.example/{form}"}),
    "a compression": lambda form: Response(b"{}", headers={"content-encoding": form}),
}


@each_form
@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_no_error_shows_it(source, platform, answer, form):
    platform.says("GET /metrics/summary", answer(form))
    with pytest.raises(DataAccessError) as told:
        source.summary()
    shown = f"{told.value.detail} {told.value.advice} {told.value} {told.value!r}"
    assert form.lower() not in shown.lower()


@each_form
def test_no_status_line_or_header_shows_it(source, form):
    for said in (f"HTTP/1.1 {form}\r\n\r\n", f"{form}\r\n\r\n", f"HTTP/1.1 200 OK\r\n{form} {form}\r\n\r\n"):
        with saying(said.encode()) as (url, _):
            client = Client(url, SecretStr(KEY), lambda: NOW, lambda _: None, lambda: 0.0)
            with client, pytest.raises(PlatformUnreachable) as told:
                ApiSource(Settings(source="api", api_key=KEY, base_url=url), lambda: NOW, client).summary()
        assert form not in told.value.detail


@each_form
def test_names_and_ids_show_the_mark_in_its_place(source, platform, form):
    name = f"N {form}"
    platform.says("GET /metrics/operators", _ok([{"id": f"op {form}", "name": name, "plan": name, "apiCalls": 5}]))
    platform.says("GET /metrics/connectors", _ok([{"id": f"c {form}", "name": name, "gatewayCalls": 7}]))
    platform.says("GET /catalog", _ok([{"id": f"c {form}", "category": name}]))
    operators, connectors = source.operators().to_dicts()[0], source.connectors().to_dicts()[0]
    for shown in (operators["operator_id"], operators["name"], operators["plan"], *list(connectors.values())[:3]):
        assert form not in shown
        assert MARK in shown or "oh_…" in shown
    assert (operators["api_calls"], connectors["gateway_calls"]) == (5, 7)


@each_form
def test_keys_of_a_breakdown_show_the_mark_and_keep_their_figures(source, platform, form):
    row = {"operatorId": "op_1", "apiCalls": {f"a {form}": 5, "b": 6}, "gatewayRequests": [{"id": form, "count": 7}]}
    platform.says("GET /usage/report", _ok([row]))
    lines = source.usage_report(Period(date(2026, 3, 1), date(2026, 3, 31))).lines
    assert lines["quantity"].sort().to_list() == [5, 6, 7]
    assert form not in " ".join(lines["key"])


def test_keys_that_would_become_one_are_told_and_never_lost(source, platform):
    row = {"operatorId": "op_1", "apiCalls": {SECRET[:8]: 5, SECRET[8:16]: 6}}
    platform.says("GET /usage/report", _ok([row]))
    with pytest.raises(UnexpectedAnswer, match=r"GET /usage/report: one object holds two names that are the same"):
        source.usage_report(Period(date(2026, 3, 1), date(2026, 3, 31)))


def test_figures_and_the_way_to_the_next_page_stay_as_they_came(platform):
    digits = "1234567890123456"
    settings = Settings(source="api", api_key=f"oh_platform_{digits}", base_url=platform.url)
    source = ApiSource(settings, lambda: NOW)
    first = {"success": True, "data": [{"id": "op_1", "apiCalls": 123456789012}], "nextCursor": digits}
    platform.says("GET /metrics/operators", JSONResponse(first), _ok([{"id": "op_2", "apiCalls": 12345678}]))
    assert source.operators()["api_calls"].to_list() == [123456789012, 12345678]
    assert platform.asked[1].query_params["cursor"] == digits
    source.close()


STORED = {
    "id": f"p-{SECRET}",
    "name": f"Mine {SECRET}",
    "contactEmail": "a@b.example",
    "webhookUrl": f"https://b.example/{SECRET[:9]}",
    f"x {SECRET}": {"deep": [f"{KEY}"]},
}
SHOWN = PlatformProfile(
    f"Mine {MARK}", "a@b.example", f"https://b.example/{MARK}", f'{{"x {MARK}":{{"deep":["{MARK}"]}}}}'
)


def test_the_settings_show_the_mark_and_so_does_the_platforms_id(source, platform):
    platform.says("GET /settings", _ok(STORED))
    assert source.profile() == SHOWN
    assert source.identified_profile() == (SHOWN, f"p-{MARK}")


def test_a_save_sends_back_what_is_stored_and_never_the_mark(source, platform):
    sent = {name: value for name, value in STORED.items() if name != "id"} | {"contactEmail": "new@b.example"}
    platform.says("GET /settings", _ok(STORED), _ok(sent)).says("PUT /settings", _ok({}))
    wanted = PlatformProfile(SHOWN.name, "new@b.example", SHOWN.webhook_url, SHOWN.other)
    assert source.save_profile(ProfileChanges(SHOWN, wanted)) == wanted
    assert json.loads(platform.bodies[1]) == sent


def test_a_save_of_a_field_that_still_holds_the_mark_is_refused(source, platform):
    platform.says("GET /settings", _ok(STORED)).says("PUT /settings", _ok({}))
    wanted = PlatformProfile(f"Ours {MARK}", SHOWN.contact_email, SHOWN.webhook_url, SHOWN.other)
    with pytest.raises(SaveRefused, match=r"^name: \(the key\) stands for a part of the API key"):
        source.save_profile(ProfileChanges(SHOWN, wanted))
    assert platform.requests == ["GET /settings"]


def test_a_name_that_held_it_can_be_written_anew(source, platform):
    platform.says("GET /settings", _ok(STORED), _ok(STORED | {"name": "Ours"})).says("PUT /settings", _ok({}))
    wanted = PlatformProfile("Ours", SHOWN.contact_email, SHOWN.webhook_url, SHOWN.other)
    assert source.save_profile(ProfileChanges(SHOWN, wanted)).name == "Ours"


def test_a_name_that_somebody_else_changed_shows_the_mark(source, platform):
    platform.says("GET /settings", _ok(STORED))
    seen = PlatformProfile("Mine", "a@b.example", SHOWN.webhook_url, SHOWN.other)
    wanted = PlatformProfile("Ours", "a@b.example", SHOWN.webhook_url, SHOWN.other)
    with pytest.raises(SaveOvertaken) as told:
        source.save_profile(ProfileChanges(seen, wanted))
    assert told.value.detail == f"name is now Mine {MARK}"


@each_form
def test_no_line_of_the_log_shows_it_nor_do_those_of_the_libraries(source, platform, caplog, form):
    caplog.set_level(logging.DEBUG)
    busy = Response(f"busy {form}", 503, headers={"x-token": form})
    way_on = {"data": [{"id": "op_1"}], "nextCursor": form}
    platform.says("GET /metrics/operators", busy, JSONResponse(way_on), JSONResponse({"error": form}, 401))
    with pytest.raises(AccessRefused):
        source.operators()
    assert "asking again in" in caplog.text
    assert "HTTP Request: GET" in caplog.text
    assert form not in caplog.text


@each_form
def test_a_traceback_in_our_log_does_not_show_it(form):
    configure()
    (handler,) = logging.getLogger("dashboard").handlers
    assert isinstance(handler.formatter, FitFormatter)
    Client("https://api.example", SecretStr(KEY), lambda: NOW).close()
    failure = (KeyError, KeyError(f"bad {form}"), None)
    record = logging.LogRecord("dashboard", logging.ERROR, "", 1, "Failure %s", (form,), failure)
    written = handler.formatter.format(record)
    assert "KeyError: 'bad " in written
    assert form not in written
