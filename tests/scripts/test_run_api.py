"""`make run-api`: both processes come up, read each other, and go together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.processes

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def app_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def running(app_port: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process, and the address of the platform server that it announced; the app is healthy."""
    command = [sys.executable, str(ROOT / "scripts" / "run_api.py")]
    environment = {**os.environ, "PORT": str(app_port)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd="/", env=environment) as process:
        try:
            assert process.stdout is not None
            server = process.stdout.readline().split()[-1]
            assert becomes(lambda: answers(f"http://127.0.0.1:{app_port}/_stcore/health"))
            yield process, server
        finally:
            process.kill()


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).status_code < 500
    except httpx.TransportError:
        return False


def becomes(state: Callable[[], bool], patience: float = 60) -> bool:
    deadline = time.monotonic() + patience
    while not state() and time.monotonic() < deadline:
        time.sleep(0.05)
    return state()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_platform_server_ends_with_the_app(
    running: tuple[subprocess.Popen[str], str], app_port: int, ending: signal.Signals
) -> None:
    process, server = running
    assert answers(server)
    process.send_signal(ending)
    process.wait(timeout=20)
    assert becomes(lambda: not answers(server), patience=20)
    assert not answers(f"http://127.0.0.1:{app_port}/_stcore/health")
