"""The command line, as a process of its own."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.data_access.tiny import write_tiny

pytestmark = pytest.mark.processes

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "platform_server.py"


@contextmanager
def started(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, str(SCRIPT), *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd="/"
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def announced(process: subprocess.Popen[str]) -> tuple[str, str]:
    assert process.stdout is not None
    url, key = process.stdout.readline().split()
    return url, key


def test_it_prints_the_address_and_key_to_use_and_ends_on_ctrl_c(tmp_path: Path) -> None:
    with started("--dataset", str(write_tiny(tmp_path)), "--port", "0") as server:
        url, key = announced(server)
        assert url.startswith("http://127.0.0.1:")
        answer = httpx.get(f"{url}/metrics/summary", headers={"Authorization": f"Bearer {key}"})
        assert answer.json()["data"]["operators"]["total"] == 4
        server.send_signal(signal.SIGINT)
        _, complaints = server.communicate(timeout=20)
        assert "Traceback" not in complaints


def test_key_and_faults_are_given_on_the_command_line(tmp_path: Path) -> None:
    dataset = str(write_tiny(tmp_path))
    options = ["--key", "oh_platform_mine", "--fault", "404,endpoint=/catalog", "--fault", "503,times=1"]
    with started("--dataset", dataset, "--port", "0", *options) as server:
        url, key = announced(server)
        assert key == "oh_platform_mine"
        with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}) as client:
            assert [client.get("/catalog").status_code for _ in range(2)] == [404, 404]
            assert [client.get("/settings").status_code for _ in range(2)] == [503, 200]


def test_it_stops_when_whoever_holds_its_input_is_gone(tmp_path: Path) -> None:
    with started("--dataset", str(write_tiny(tmp_path)), "--port", "0", "--until-stdin-closes") as server:
        url, _ = announced(server)
        assert httpx.get(httpx.URL(url).join("/_control/health")).json() == {"status": "ok"}
        server.communicate(timeout=20)
        assert server.returncode == 0


def test_a_taken_port_a_wrong_dataset_and_an_unknown_fault_are_told_in_a_line(tmp_path: Path) -> None:
    dataset = str(write_tiny(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"Port {port} cannot be used" in complaint("--dataset", dataset, "--port", port)
    assert "The dataset was not found" in complaint("--dataset", str(tmp_path / "nowhere"))
    assert "--fault" in complaint("--fault", "explode")


def complaint(*arguments: str) -> str:
    command = [sys.executable, str(SCRIPT), *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode != 0
    assert "Traceback" not in ended.stderr
    return ended.stderr
