"""The documented Platform API on loopback, over any dataset directory, with faults on demand.

    python scripts/platform_server.py --port 8600 --fault "503,endpoint=/usage/report,times=2"

The first line that it prints holds the address and the key. `scripts/platform_api/faults.py` lists the faults.
"""

import argparse
import contextlib
import secrets
import socket
import sys
import threading
from pathlib import Path

import uvicorn

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:  # a script's path begins at its own folder
    sys.path.insert(0, str(ROOT))

from data_access.errors import DataAccessError  # noqa: E402  after the path
from data_access.settings import SAMPLE  # noqa: E402
from scripts.platform_api.app import create_app  # noqa: E402
from scripts.platform_api.faults import Fault, fault_from_words  # noqa: E402
from scripts.platform_api.faulty import BASES  # noqa: E402

__all__ = ["Fault", "create_app"]


def main(arguments: list[str] | None = None) -> None:
    """Serve until interrupted. Leaves with a message when the dataset or an argument is wrong, or the port is taken."""
    wishes = _wishes(arguments)
    try:
        app = create_app(wishes.dataset, wishes.key, wishes.fault, end=wishes.end, writable=wishes.writable)
        listener = socket.create_server(("127.0.0.1", wishes.port))
    except DataAccessError as wrong:
        sys.exit(f"{wrong.title}: {wrong.detail}")
    except OSError as taken:
        sys.exit(f"Port {wishes.port} cannot be used: {taken.strerror}")
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="warning", lifespan="off", ws="none", timeout_graceful_shutdown=2)
    )
    print(f"http://127.0.0.1:{listener.getsockname()[1]}{BASES[0]} {wishes.key}", flush=True)
    if wishes.until_stdin_closes:
        threading.Thread(target=_stop_at_end_of_input, args=(server,), daemon=True).start()
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def _stop_at_end_of_input(server: uvicorn.Server) -> None:
    """Read standard input until whoever holds its other end is gone, however it went."""
    sys.stdin.buffer.read()
    server.should_exit = True


def _fault(words: str) -> Fault:
    try:
        return fault_from_words(words)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(str(wrong)) from None


def _wishes(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dataset", type=Path, default=SAMPLE, help="a dataset directory (default: the sample)")
    parser.add_argument("--port", type=int, default=8600, help="0 = any free one (default: 8600)")
    parser.add_argument("--key", default=f"oh_platform_{secrets.token_hex(16)}", help="default: a new one")
    parser.add_argument("--fault", type=_fault, action="append", default=[], metavar="KIND[,NAME=VALUE…]")
    parser.add_argument("--end", choices=["inclusive", "exclusive"], default="inclusive", help="of a report's period")
    parser.add_argument("--writable", action="store_true", help="a PUT rewrites the dataset's settings.json")
    parser.add_argument("--until-stdin-closes", action="store_true", help="stop with whoever started it")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
