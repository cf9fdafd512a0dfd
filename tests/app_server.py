"""`streamlit run app.py` as a process of its own, for as long as a `with` block lasts."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

_ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers: its address, and the file that holds what it logged."""

    url: str
    log: Path

    def answer(self, path: str, **headers: str) -> httpx.Response:
        return httpx.get(self.url + path, headers=headers, timeout=20, verify=False)


@contextmanager
def running(folder: Path, **environment: str) -> Iterator[Running]:
    """`streamlit run app.py` on a free port, with these settings of ours and no others."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ONEHAZEL_", "HAZELBOARD_"))}
    log = folder / "log.txt"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with (
        log.open("wb") as written,
        subprocess.Popen(command, cwd=_ROOT, env=clean | environment, stdout=written, stderr=written) as process,
    ):
        try:
            url = f"http://127.0.0.1:{port}"
            assert _becomes_healthy(url, process), log.read_text()
            yield Running(url, log)
        finally:
            process.terminate()


def _becomes_healthy(url: str, process: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + 100
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{url}/_stcore/health", timeout=2, verify=False).text == "ok":
                return True
        except httpx.TransportError:
            time.sleep(0.05)
    return False
