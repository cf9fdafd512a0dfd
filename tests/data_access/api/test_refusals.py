"""A status that is no success, as the error that tells the reader what to do."""

from datetime import UTC, datetime

import pytest

from data_access.api.refusals import NotAccepted, refusal, save_refusal
from data_access.errors import (
    AccessRefused,
    NotAllowed,
    NotOffered,
    PlatformBroken,
    SaveRefused,
    TooManyRequests,
    UnexpectedAnswer,
)

_NOW = datetime(2026, 4, 6, 12, 0, 0, tzinfo=UTC)


def _refusal(status, body=b"", headers=None):
    return refusal("GET /operators", status, headers or {}, body, _NOW)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, AccessRefused),
        (403, NotAllowed),
        (404, NotOffered),
        (405, NotOffered),
        (501, NotOffered),
        (400, NotAccepted),
        (422, NotAccepted),
        (429, TooManyRequests),
        (500, PlatformBroken),
        (502, PlatformBroken),
        (503, PlatformBroken),
        (504, PlatformBroken),
        (599, PlatformBroken),
        (304, UnexpectedAnswer),
    ],
)
def test_each_status_is_one_kind_of_error(status, kind):
    assert type(_refusal(status)) is kind


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"success": false, "error": {"code": "FORBIDDEN", "message": "no scope"}}', ": FORBIDDEN: no scope"),
        (b'{"success": false, "error": "no scope"}', ": no scope"),
        (b'{"code": 401, "message": "Invalid JWT"}', ": 401: Invalid JWT"),
        (b'{"error": "Unauthorized", "message": "Invalid JWT"}', ": Unauthorized: Invalid JWT"),
        (b'{"odd": 1}', ': {"odd":1}'),
        (b"upstream said no", ": upstream said no"),
        (b"<!DOCTYPE html><html>secret</html>", ": (an HTML page)"),
        (b"", ""),
        (b"\xff\xfe", ": \ufffd\ufffd"),
    ],
)
def test_an_error_carries_the_apis_own_words_and_no_html(body, words):
    assert _refusal(403, body).detail == f"GET /operators: 403 Forbidden{words}"


def test_words_from_outside_are_cut_and_hold_no_key():
    said = _refusal(401, b'{"error": "bad key oh_platform_abc123 ' + b"x" * 500 + b'"}').detail
    assert "oh_platform_abc123" not in said
    assert len(said) < 240


def test_too_many_requests_and_a_fault_tell_the_time_to_come_back():
    refused = _refusal(429, headers={"retry-after": "90"})
    assert refused.again_at == datetime(2026, 4, 6, 12, 1, 30, tzinfo=UTC)
    assert refused.advice == "Try again after 6 Apr 2026, 12:01:30 UTC."
    assert _refusal(503, b'{"resetAt": "2026-04-06T13:00:00Z"}').advice == "Try again after 6 Apr 2026, 13:00:00 UTC."
    assert _refusal(503).advice == PlatformBroken.usual_advice


def test_a_time_beyond_the_calendar_is_not_told():
    assert _refusal(429, headers={"retry-after": "999999999"}).again_at == datetime(
        2057, 12, 13, 13, 46, 39, tzinfo=UTC
    )
    assert _refusal(429, b'{"resetAt": "9999-12-31T23:59:59Z"}').again_at == datetime(
        9999, 12, 31, 23, 59, 59, tzinfo=UTC
    )


@pytest.mark.parametrize("status", [400, 409, 422])
def test_a_save_that_is_not_accepted_shows_the_apis_own_message(status):
    body = b'{"success": false, "error": {"code": "VALIDATION_FAILED", "message": "contactEmail is no address"}}'
    refused = save_refusal("PUT /settings", status, {}, body, _NOW)
    assert type(refused) is SaveRefused
    assert refused.detail.endswith("VALIDATION_FAILED: contactEmail is no address")


def test_a_fault_while_saving_leaves_open_whether_it_was_stored():
    assert "not known whether" in save_refusal("PUT /settings", 504, {}, b"", _NOW).advice
