"""Each fault does what it says, as plain httpx sees it."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from scripts.platform_server import Fault
from tests.conftest import KEY, Served

PROFILE = {"name": "New name", "contactEmail": None, "webhookUrl": None}


@pytest.fixture
def client(tiny_platform: Served) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {KEY}"}
    with httpx.Client(base_url=tiny_platform.base_url, headers=headers, timeout=10, verify=False) as opened:
        yield opened


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 502, 503, 504])
def test_a_status_comes_in_the_envelope_although_the_key_is_right(
    tiny_platform: Served, client: httpx.Client, status: int
) -> None:
    tiny_platform.state.faults = [Fault(str(status), message="Not today")]
    answer = client.get("/metrics/summary")
    assert answer.status_code == status
    assert answer.json()["success"] is False
    assert answer.json()["error"]["message"] == "Not today"


def test_429_tells_when_to_come_back_in_header_and_body(tiny_platform: Served, client: httpx.Client) -> None:
    tiny_platform.state.faults = [Fault("429", retry_after=7, reset_after=90)]
    before = datetime.now(UTC)
    answer = client.get("/metrics/summary")
    assert answer.headers["Retry-After"] == "7"
    ahead = datetime.fromisoformat(answer.json()["resetAt"]) - before
    assert timedelta(seconds=89) < ahead < timedelta(seconds=100)


def test_429_tells_nothing_unless_asked_to(tiny_platform: Served, client: httpx.Client) -> None:
    tiny_platform.state.faults = [Fault("429")]
    answer = client.get("/metrics/summary")
    assert "Retry-After" not in answer.headers
    assert set(answer.json()) == {"success", "error"}


def test_an_error_may_be_plain_bare_empty_or_a_page(tiny_platform: Served, client: httpx.Client) -> None:
    tiny_platform.state.faults = [
        Fault("503", times=1, body=body, message="Down") for body in ("plain", "bare", "empty", "html")
    ]
    plain, bare, empty, page = (client.get("/settings") for _ in range(4))
    assert plain.json() == {"success": False, "error": "Down"}
    assert bare.json() == {"code": 503, "message": "Down"}
    assert empty.content == b""
    assert page.headers["content-type"].startswith("text/html")
    assert {answer.status_code for answer in (plain, bare, empty, page)} == {503}


def test_a_page_may_come_in_place_of_the_figures(tiny_platform: Served, client: httpx.Client) -> None:
    tiny_platform.state.faults = [Fault("html")]
    answer = client.get("/metrics/summary")
    assert answer.status_code == 200
    assert answer.text.startswith("<!DOCTYPE html>")


def test_a_success_may_say_that_it_is_none(tiny_platform: Served, client: httpx.Client) -> None:
    tiny_platform.state.faults = [Fault("unsuccessful", message="Half asleep")]
    answer = client.get("/metrics/summary")
    assert answer.status_code == 200
    assert answer.json() == {"success": False, "error": {"code": "INTERNAL_ERROR", "message": "Half asleep"}}


def test_json_may_be_broken(tiny_platform: Served, client: httpx.Client) -> None:
    tiny_platform.state.faults = [Fault("malformed")]
    answer = client.get("/metrics/summary")
    assert answer.status_code == 200
    with pytest.raises(ValueError, match="Unterminated string"):
        answer.json()


def test_a_cut_body_is_half_of_what_its_length_promises(tiny_platform: Served, client: httpx.Client) -> None:
    whole = client.get("/metrics/summary").content
    tiny_platform.state.faults = [Fault("cut")]
    received = b""
    with client.stream("GET", "/metrics/summary") as answer, pytest.raises(httpx.RemoteProtocolError):  # noqa: PT012
        for part in answer.iter_raw():
            received += part
    assert answer.headers["content-length"] == str(len(whole))
    assert received == whole[: len(whole) // 2]


def test_a_dropped_connection_brings_no_answer(tiny_platform: Served, client: httpx.Client) -> None:
    tiny_platform.state.faults = [Fault("drop", times=1)]
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        client.get("/metrics/summary")
    assert client.get("/metrics/summary").status_code == 200


def test_a_delay_is_waited_for_and_the_true_answer_follows(tiny_platform: Served, client: httpx.Client) -> None:
    tiny_platform.state.faults = [Fault("delay", seconds=0.4)]
    started = time.monotonic()
    assert client.put("/settings", json=PROFILE).json()["data"]["name"] == "New name"
    assert 0.4 <= time.monotonic() - started < 5


def test_a_delay_does_not_outlive_a_client_that_gave_up(tiny_platform: Served, client: httpx.Client) -> None:
    tiny_platform.state.faults = [Fault("delay", seconds=60, times=1)]
    with pytest.raises(httpx.ReadTimeout):
        client.get("/metrics/summary", timeout=0.2)
    assert client.get("/metrics/summary").status_code == 200


def test_a_fault_strikes_one_endpoint_as_often_as_asked(tiny_platform: Served, client: httpx.Client) -> None:
    tiny_platform.state.faults = [Fault("503", endpoint="/operators", times=2)]
    siblings = [client.get("/operators").status_code for _ in range(3)]
    assert siblings == [503, 503, 200]
    assert tiny_platform.state.faults == []


def test_a_save_may_be_refused_while_reading_works(tiny_platform: Served, client: httpx.Client) -> None:
    tiny_platform.state.faults = [Fault("422", endpoint="/settings", method="PUT", message="name is taken")]
    assert client.get("/settings").status_code == 200
    assert client.put("/settings", json=PROFILE).json()["error"]["message"] == "name is taken"


def test_a_request_that_met_a_fault_is_logged_too(tiny_platform: Served, client: httpx.Client) -> None:
    tiny_platform.state.faults = [Fault("503")]
    client.get("/catalog")
    assert tiny_platform.state.requests == [{"method": "GET", "path": "/catalog", "query": {}}]


def test_faults_are_switched_from_another_process(tiny_platform: Served, client: httpx.Client) -> None:
    control = f"{tiny_platform.url}/_control/faults"
    httpx.post(control, json=[{"kind": "403", "endpoint": "/catalog", "times": 1}]).raise_for_status()
    assert httpx.get(control).json()[0]["kind"] == "403"
    assert [client.get("/catalog").status_code for _ in range(2)] == [403, 200]
    httpx.post(control, json=[{"kind": "500"}])
    assert httpx.delete(control).json() == []
    assert client.get("/catalog").status_code == 200


@pytest.mark.parametrize("body", ['[{"kind": "explode"}]', "[", '{"kind": "503"}'])
def test_a_fault_that_is_none_is_refused_and_changes_nothing(tiny_platform: Served, body: str) -> None:
    tiny_platform.state.faults = [Fault("503")]
    assert httpx.post(f"{tiny_platform.url}/_control/faults", content=body).status_code == 400
    assert tiny_platform.state.faults == [Fault("503")]
