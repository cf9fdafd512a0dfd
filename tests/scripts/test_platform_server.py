import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from data_access.errors import DatasetMissing
from scripts.platform_server import create_app
from tests.conftest import KEY, Served
from tests.data_access.tiny import MARKED_UP, SETTINGS, write_tiny
from tests.serving import serving

MAY = {"start": "2026-05-01", "end": "2026-05-31"}
ENDPOINTS = (
    "/metrics/summary",
    "/metrics/operators",
    "/metrics/connectors",
    "/usage/report?start=2026-05-01&end=2026-05-31",
    "/settings",
    "/operators",
    "/catalog",
)
PROFILE = {"name": "New name", "contactEmail": "new@tiny.example", "webhookUrl": "https://tiny.example/hook"}


@pytest.fixture
def client(tiny_platform: Served) -> Iterator[httpx.Client]:
    with bearer(tiny_platform.base_url) as opened:
        yield opened


def bearer(base_url: str, key: str = KEY) -> httpx.Client:
    return httpx.Client(base_url=base_url, headers={"Authorization": f"Bearer {key}"}, timeout=10, verify=False)


def error(answer: httpx.Response) -> tuple[int, str, str]:
    body = answer.json()
    assert body["success"] is False
    return answer.status_code, body["error"]["code"], body["error"]["message"]


# Who may ask


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_every_endpoint_answers_the_key_in_the_envelope(client: httpx.Client, endpoint: str) -> None:
    answer = client.get(endpoint)
    assert answer.status_code == 200
    assert answer.json()["success"] is True
    assert answer.json()["data"]


@pytest.mark.parametrize("endpoint", [*ENDPOINTS, "/nothing-here"])
def test_nothing_is_told_without_a_key(tiny_platform: Served, endpoint: str) -> None:
    assert error(httpx.get(tiny_platform.base_url + endpoint, verify=False)) == (
        401,
        "UNAUTHORIZED",
        "Missing bearer key",
    )


def test_a_wrong_key_is_401(tiny_platform: Served) -> None:
    with bearer(tiny_platform.base_url, "oh_platform_wrong") as client:
        assert error(client.get("/settings")) == (401, "UNAUTHORIZED", "Invalid API key")


def test_an_operators_key_is_403(tiny_platform: Served) -> None:
    with bearer(tiny_platform.base_url, "oh_live_1234") as client:
        assert error(client.get("/settings"))[:2] == (403, "FORBIDDEN")


def test_the_other_spelling_of_the_base_answers_the_same(tiny_platform: Served, client: httpx.Client) -> None:
    with bearer(f"{tiny_platform.url}/functions/v1/platform-api") as other:
        assert other.get("/metrics/summary").content == client.get("/metrics/summary").content


def test_an_unknown_path_and_an_unknown_method_are_told_in_the_envelope(client: httpx.Client) -> None:
    assert error(client.get("/nothing-here"))[:2] == (404, "NOT_FOUND")
    assert error(client.delete("/settings"))[:2] == (405, "METHOD_NOT_ALLOWED")


# The figures, counted by hand from the rows in tests/data_access/tiny.py


def test_the_summary_counts_all_days(client: httpx.Client) -> None:
    assert client.get("/metrics/summary").json()["data"] == {
        "operators": {"active": 2, "suspended": 1, "total": 4},
        "totalApiCalls": 43,
        "total_gateway_requests": 8,
        "totalEventsIngested": "5000000016",
        "activeConnections": 3,
    }


def test_a_report_counts_both_of_its_ends(client: httpx.Client) -> None:
    rows = client.get("/usage/report", params={"start": "2026-04-30", "end": "2026-05-02"}).json()["data"]["operators"]
    by_id = {row["operatorId"]: row for row in rows}
    assert by_id["op_acme"]["apiCalls"] == {"gateway": 23, "operator-data-api": 4}
    assert by_id["op_acme"]["gateway_requests"] == [
        {"connectorId": "hub88", "count": 2},
        {"connectorId": "stripe", "count": 6},
    ]
    assert by_id["op_bell"]["apiCalls"] == 6


def test_the_end_may_be_left_out(tmp_path: Path) -> None:
    app = create_app(write_tiny(tmp_path), KEY, end="exclusive")
    with serving(app) as url, bearer(f"{url}/platform-api") as client:
        both = client.get("/usage/report", params={"start": "2026-04-30", "end": "2026-05-02"}).json()["data"]
        none = client.get("/usage/report", params={"start": "2026-04-30", "end": "2026-04-30"}).json()["data"]
    assert both["period"] == {"start": "2026-04-30", "end": "2026-05-02"}
    assert [row["apiCalls"] for row in both["operators"]] == [{}, {"gateway": 23, "operator-data-api": 4}, {}, {}]
    assert [row["apiCalls"] for row in none["operators"]] == [{}, {}, {}, {}]


def test_an_operator_without_usage_is_listed_with_nothing(client: httpx.Client) -> None:
    rows = client.get("/usage/report", params=MAY).json()["data"]["operators"]
    assert rows[3] == {
        "operatorId": "op_chi",
        "operatorName": MARKED_UP,
        "apiCalls": {},
        "gateway_requests": [],
        "eventsIngested": [],
        "storageBytes": 0,
        "billableUnits": 0,
    }


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({}, "start must be a date like 2026-03-01"),
        ({"start": "2026-05-01"}, "end must be a date like 2026-03-01"),
        ({"start": "20260701", "end": "2026-05-31"}, "start must be a date like 2026-03-01"),
        ({"start": "2026-05-01", "end": "2026-05-32"}, "end is no day of the calendar"),
        ({"start": "2026-05-02", "end": "2026-05-01"}, "end must not lie before start"),
    ],
)
def test_a_report_without_a_usable_period_is_refused(client: httpx.Client, query: Any, message: str) -> None:
    assert error(client.get("/usage/report", params=query)) == (400, "VALIDATION_FAILED", message)


def test_two_asks_get_the_same_bytes(client: httpx.Client) -> None:
    for endpoint in ENDPOINTS:
        assert client.get(endpoint).content == client.get(endpoint).content


def test_a_dataset_that_is_not_there_is_told_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(DatasetMissing):
        create_app(tmp_path / "nowhere", KEY)


# Settings


def test_settings_hold_what_we_know_and_what_we_do_not(client: httpx.Client) -> None:
    assert client.get("/settings").json()["data"] == {
        **SETTINGS,
        "id": "plat_tiny",
        "createdAt": "2026-04-29T00:00:00.000Z",
        "updatedAt": "2026-05-31T23:59:59Z",
    }


def test_a_put_replaces_the_whole_and_merges_nothing(tmp_path: Path) -> None:
    app = create_app(write_tiny(tmp_path), KEY, clock=lambda: datetime(2026, 6, 4, 9, 30, 0, 123456, tzinfo=UTC))
    with serving(app) as url, bearer(f"{url}/platform-api") as client:
        saved = client.put("/settings", json={**PROFILE, "limits": {"perDay": 1}}).json()["data"]
        assert client.get("/settings").json()["data"] == saved
    assert saved == {
        **PROFILE,
        "limits": {"perDay": 1},
        "id": "plat_tiny",
        "createdAt": "2026-04-29T00:00:00.000Z",
        "updatedAt": "2026-06-04T09:30:00.123Z",
    }


def test_a_put_leaves_the_dataset_alone(tiny_platform: Served, client: httpx.Client) -> None:
    before = (tiny_platform.dataset / "settings.json").read_bytes()
    assert client.put("/settings", json=PROFILE).status_code == 200
    assert (tiny_platform.dataset / "settings.json").read_bytes() == before


def test_a_writable_dataset_gets_the_new_settings(tmp_path: Path) -> None:
    dataset = write_tiny(tmp_path)
    with serving(create_app(dataset, KEY, writable=True)) as url, bearer(f"{url}/platform-api") as client:
        client.put("/settings", json={**PROFILE, "limits": 1})
    with serving(create_app(dataset, KEY)) as url, bearer(f"{url}/platform-api") as client:
        read = client.get("/settings").json()["data"]
    assert {name: read[name] for name in (*PROFILE, "limits")} == {**PROFILE, "limits": 1}
    assert read["id"] == "plat_tiny"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"name": " "}, "name is required"),
        ({"name": None}, "name is required"),
        ({"name": "n" * 121}, "name must be at most 120 characters"),
        ({"contactEmail": "nobody"}, "contactEmail must be an e-mail address"),
        ({"contactEmail": ""}, "contactEmail must be an e-mail address"),
        ({"webhookUrl": "http://plain.example"}, "webhookUrl must be an https URL"),
        ({"webhookUrl": 7}, "webhookUrl must be an https URL"),
        ({"id": "plat_tiny"}, "id cannot be changed"),
        ({"updatedAt": None}, "updatedAt cannot be changed"),
    ],
)
def test_a_put_that_is_not_valid_is_refused_and_changes_nothing(
    client: httpx.Client, changed: Any, message: str
) -> None:
    before = client.get("/settings").content
    assert error(client.put("/settings", json={**PROFILE, **changed})) == (422, "VALIDATION_FAILED", message)
    assert client.get("/settings").content == before


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff"])
def test_a_put_that_is_no_json_object_is_400(client: httpx.Client, body: bytes) -> None:
    assert error(client.put("/settings", content=body))[:2] == (400, "VALIDATION_FAILED")


# The log of requests


def test_requests_are_logged_in_order_without_the_key(tiny_platform: Served, client: httpx.Client) -> None:
    client.get("/usage/report", params=MAY)
    client.put("/settings", json=PROFILE)
    logged = httpx.get(f"{tiny_platform.url}/_control/requests")
    assert logged.json() == tiny_platform.state.requests
    assert logged.json() == [
        {"method": "GET", "path": "/usage/report", "query": MAY},
        {"method": "PUT", "path": "/settings", "query": {}},
    ]
    assert not re.search("oh_platform", logged.text)
    httpx.delete(f"{tiny_platform.url}/_control/requests")
    assert tiny_platform.state.requests == []
