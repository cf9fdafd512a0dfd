"""The launcher as a real server: its headers, its compressed files, its health, and a start that nothing stops."""

import gzip
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from data_access.settings import SAMPLE
from scripts.platform_api.faults import Fault
from scripts.platform_server import create_app
from tests.app_server import Running, running
from tests.conftest import KEY
from tests.serving import serving

pytestmark = pytest.mark.processes

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def script(server: Running) -> str:
    """The address of a script that the page loads."""
    found = re.search(r'src="\.?(/static/js/[^"]+\.js)"', server.answer("/").text)
    assert found is not None
    return found[1]


def policy(answer: httpx.Response) -> dict[str, str]:
    rules = answer.headers["content-security-policy"].split("; ")
    return {name: value for name, _, value in (rule.partition(" ") for rule in rules)}


@pytest.mark.parametrize("path", ["/", "/operators", "/healthz", "/nowhere/at/all", "/static/nowhere.js"])
def test_security_headers_stand_on_every_answer(server: Running, path: str) -> None:
    headers = server.answer(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "content-security-policy" in headers


def test_no_script_runs_but_our_own_and_nobody_frames_the_page(server: Running) -> None:
    rules = policy(server.answer("/"))
    assert re.fullmatch(r"'self'( 'sha256-[A-Za-z0-9+/=]{44}')+", rules["script-src"])
    assert rules["default-src"] == rules["connect-src"] == rules["base-uri"] == rules["form-action"] == "'self'"
    assert rules["frame-ancestors"] == rules["object-src"] == "'none'"
    assert not [value for value in rules.values() if "http" in value or "*" in value or "unsafe-eval" in value]


def test_downloads_are_kept_by_no_cache(server: Running) -> None:
    assert server.answer("/media/0123456789abcdef.csv").headers["cache-control"] == "no-store"


def test_a_script_is_sent_compressed_and_is_the_same_when_opened(server: Running, script: str) -> None:
    packed, plain = (
        server.answer(script, **{"accept-encoding": "gzip"}),
        server.answer(script, **{"accept-encoding": "identity"}),
    )
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < len(plain.content) / 2
    assert "javascript" in packed.headers["content-type"]
    assert "immutable" in packed.headers["cache-control"]
    assert packed.headers["vary"] == "accept-encoding"


def test_a_script_is_compressed_once_and_stays_the_same_bytes(server: Running, script: str) -> None:
    bodies = []
    for _ in range(2):
        with httpx.stream("GET", server.url + script, headers={"accept-encoding": "gzip"}) as answer:
            bodies.append(b"".join(answer.iter_raw()))
    assert bodies[0] == bodies[1]
    assert gzip.decompress(bodies[0]) == server.answer(script, **{"accept-encoding": "identity"}).content


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/index.html", "/static/js/../../../app.py"])
def test_nothing_outside_the_static_folder_is_sent(server: Running, path: str) -> None:
    with socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2]))) as raw:
        raw.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n".encode()
        )
        answer = b"".join(iter(lambda: raw.recv(65536), b""))
    assert b"st.App(" not in answer
    assert b"content-encoding: gzip" not in answer.lower()


def test_the_fonts_are_served_from_here(server: Running) -> None:
    answer = server.answer("/app/static/plus-jakarta-sans-latin-wght-normal.woff2")
    assert answer.status_code == 200
    assert answer.content == (ROOT / "pages/static/plus-jakarta-sans-latin-wght-normal.woff2").read_bytes()


def known_health(server: Running) -> httpx.Response:
    """What `/healthz` says once the first check has ended."""
    while (answer := server.answer("/healthz")).json().get("status") in {"unknown", "silent"}:
        assert answer.status_code == 503
    return answer


def test_a_server_over_a_dataset_is_healthy_and_says_no_more(server: Running) -> None:
    answer = known_health(server)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_the_start_warms_up_and_logs_it(server: Running) -> None:
    assert "Traceback" not in server.log.read_text()
    assert "Warmed up in " in server.log.read_text()
    assert "could not be opened" not in server.log.read_text()


def test_health_tells_whether_the_platform_answers_and_never_the_key(tmp_path: Path) -> None:
    platform = create_app(SAMPLE, KEY, [Fault("500", message="no figures 12345")])
    with serving(platform) as url:
        settings = {"ONEHAZEL_API_KEY": KEY, "ONEHAZEL_BASE_URL": f"{url}/platform-api"}
        with running(tmp_path, **settings) as server:
            assert platform.state.requests == [], "the start asks the API nothing"
            broken = known_health(server)
            assert (broken.status_code, broken.json()) == (503, {"status": "unreachable", "reason": "PlatformBroken"})
            assert httpx.head(f"{server.url}/healthz").status_code == 503
            assert KEY not in server.log.read_text()
            assert "12345" not in broken.text


def test_health_and_the_front_page_are_answered_while_a_platform_is_silent(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=200) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/platform-api"
        with (
            running(tmp_path, ONEHAZEL_API_KEY=KEY, ONEHAZEL_BASE_URL=address) as server,
            ThreadPoolExecutor(45) as monitors,
        ):
            asked = [monitors.submit(server.answer, "/healthz") for _ in range(45)]
            assert {one.result().json()["status"] for one in asked} <= {"unknown", "silent"}
            assert server.answer("/").status_code == 200


def test_the_start_survives_a_wrong_dataset_and_health_tells(tmp_path: Path) -> None:
    with running(tmp_path, ONEHAZEL_DATASET=str(tmp_path / "nowhere")) as server:
        answer = known_health(server)
        assert (answer.status_code, answer.json()) == (503, {"status": "unreachable", "reason": "DatasetMissing"})
        assert "holds no manifest.json" in server.log.read_text()
        assert "Traceback" not in server.log.read_text()
        assert server.answer("/").status_code == 200


def test_the_start_survives_wrong_settings_and_health_tells(tmp_path: Path) -> None:
    with running(tmp_path, ONEHAZEL_API_KEY="oh_live_0123456789") as server:
        assert known_health(server).json() == {"status": "unreachable", "reason": "SettingsWrong"}
        assert "holds an operator's key" in server.log.read_text()
        assert "oh_live_0123456789" not in server.log.read_text()
