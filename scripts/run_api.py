"""API mode without a key from OneHazel: the platform server over the sample, and the app reading it.

`PORT` is the app's port (default 8501). Both end together, on Ctrl-C or however else the app ends.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urljoin

ROOT = Path(__file__).resolve().parents[1]
SERVER_PORT = 8600
_PATIENCE = 30.0


def main() -> None:
    """Start the server, wait until it is healthy, and become the app."""
    server = subprocess.Popen(_server_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    if server.stdin is None or server.stdout is None:
        sys.exit("The platform server has no pipes")
    base_url, _, key = server.stdout.readline().strip().partition(" ")
    if not key or not _healthy(urljoin(base_url, "/_control/health")):
        sys.exit("The platform server did not start")
    print(f"The platform server answers at {base_url}", flush=True)
    # The app takes this process's place, and with it the only write end of the server's standard input: the server
    # stops when that closes. Signals reach the app directly, and not even SIGKILL leaves an orphan.
    os.set_inheritable(server.stdin.fileno(), True)  # noqa: FBT003  the library's signature
    os.chdir(ROOT)
    os.execve(sys.executable, _app_command(), _app_environment(base_url, key))


def _server_command() -> list[str]:
    script = str(ROOT / "scripts" / "platform_server.py")
    return [sys.executable, script, "--port", str(_server_port()), "--until-stdin-closes"]


def _server_port() -> int:
    """SERVER_PORT, or 0 (any free one) when it is taken."""
    try:
        socket.create_server(("127.0.0.1", SERVER_PORT)).close()
    except OSError:
        return 0
    return SERVER_PORT


def _healthy(url: str) -> bool:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return True
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
    return False


def _app_command() -> list[str]:
    port = os.environ.get("PORT") or "8501"
    flags = ["--server.address", "127.0.0.1", "--server.port", port, "--browser.gatherUsageStats", "false"]
    return [sys.executable, "-m", "streamlit", "run", "app.py", *flags]


def _app_environment(base_url: str, key: str) -> dict[str, str]:
    """This environment, told to read the server and nothing else."""
    ours = {"ONEHAZEL_SOURCE": "api", "ONEHAZEL_BASE_URL": base_url, "ONEHAZEL_API_KEY": key}
    return {**os.environ, "ONEHAZEL_DATASET": "", **ours}


if __name__ == "__main__":
    main()
