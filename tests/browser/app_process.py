"""The app as a process of its own, started as `make run` starts it but for the head start, on a free loopback port."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 100.0
_WITHOUT_HEAD_START = "tests.browser.without_head_start"
_OURS = ("ONEHAZEL_", "HAZELBOARD_", "STREAMLIT_")


@dataclass(frozen=True, slots=True)
class RunningApp:
    """The app's address, and the file that holds everything it said."""

    url: str
    log: Path

    def __truediv__(self, path: str) -> str:
        return f"{self.url}/{path}"


@contextmanager
def running_app(log: Path, *, has_head_start: bool = False, **environment: str) -> Iterator[RunningApp]:
    """Yields the app once it answers, told nothing but `environment`; stops it afterwards.

    What it keeps, it keeps beside its log unless it is told where. `has_head_start`: whether the first tiles of a
    session have theirs, as they do for readers.
    """
    streamlit = "streamlit" if has_head_start else _WITHOUT_HEAD_START
    with _started(streamlit, log, _free_port(), environment) as app:
        yield app


@contextmanager
def restartable_app(log: Path, **environment: str) -> Iterator[tuple[RunningApp, Callable[[], None]]]:
    """Yields the app and a function that kills and starts it again at the same address: it then remembers nobody."""
    port = _free_port()
    with ExitStack() as running:
        app = running.enter_context(_started(_WITHOUT_HEAD_START, log, port, environment))

        def restart() -> None:
            running.close()
            running.enter_context(_started(_WITHOUT_HEAD_START, log, port, environment))

        yield app, restart


@contextmanager
def _started(streamlit: str, log: Path, port: int, environment: Mapping[str, str]) -> Iterator[RunningApp]:
    kept = {"ONEHAZEL_HISTORY": f"{log}-history", "HAZELBOARD_DATABASE_URL": f"sqlite:///{log.absolute()}-records.db"}
    command = [sys.executable, "-m", streamlit, "run", "app.py", "--server.port", str(port)]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    told = {**inherited, **kept, **environment}
    with (
        log.open("ab") as said,
        subprocess.Popen(command, cwd=ROOT, env=told, stdin=subprocess.DEVNULL, stdout=said, stderr=said) as process,
    ):
        app = RunningApp(f"http://127.0.0.1:{port}", log)
        try:
            _wait_until_healthy(app, process)
            yield app
        finally:
            process.kill()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def _wait_until_healthy(app: RunningApp, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE
    with httpx.Client(trust_env=False) as client:
        while time.monotonic() < deadline and process.poll() is None:
            try:
                if client.get(app / "_stcore/health").is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
    raise AssertionError(f"the app did not start:\n{app.log.read_text()}")
