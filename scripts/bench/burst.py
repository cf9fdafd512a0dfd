"""A burst of visitors without browsers: each opens Streamlit's websocket, asks for one page, and waits until it is drawn.

    .venv/bin/python scripts/bench/burst.py http://127.0.0.1:8501 --visitors 300 [--page billing]

It tells when the visitors first saw something and when their pages were whole. Gates nothing.
"""

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets import Subprotocol


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visitor got, in order of arrival: the elements' words, and the seconds to the first and to the last."""

    drawn: Sequence[str]
    first_seen: float
    whole: float


async def visit(url: str, page: str = "", query: str = "", patience: float = 600) -> Visit:
    """One visitor, from the opening of the connection to the end of the first run. Raises TimeoutError, OSError."""
    started, drawn, first_seen = time.perf_counter(), [], 0.0
    asked = BackMsg()
    asked.rerun_script.query_string, asked.rerun_script.page_name = query, page
    address = f"ws://{urlsplit(url).netloc}/_stcore/stream"
    async with (
        asyncio.timeout(patience),
        websockets.connect(
            address,
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            open_timeout=patience,
            ping_interval=None,
            proxy=None,
        ) as connection,
    ):
        await connection.send(asked.SerializeToString())
        async for raw in connection:
            message = ForwardMsg.FromString(raw)
            if message.WhichOneof("type") == "delta" and message.delta.new_element.WhichOneof("type") not in {
                None,
                "empty",
            }:
                drawn.append(str(message.delta.new_element))
                first_seen = first_seen or time.perf_counter() - started
            if message.WhichOneof("type") == "script_finished":
                break
    return Visit(drawn, first_seen, time.perf_counter() - started)


async def burst(url: str, visitors: int, page: str = "") -> list[Visit | BaseException]:
    """As many visitors at once; what failed stands as its error."""
    return await asyncio.gather(*(visit(url, page) for _ in range(visitors)), return_exceptions=True)


def main() -> None:
    """Measure once and print; exit 1 when somebody was not served."""
    parser = argparse.ArgumentParser(description="How a burst of visitors is served.")
    parser.add_argument("url")
    parser.add_argument("--visitors", type=int, default=300)
    parser.add_argument("--page", default="")
    arguments = parser.parse_args()
    found = asyncio.run(burst(arguments.url, arguments.visitors, arguments.page))
    served = [one for one in found if isinstance(one, Visit)]
    print(f"{len(served)} of {len(found)} visitors served")
    for title, seconds in (("first seen", [o.first_seen for o in served]), ("whole", [o.whole for o in served])):
        if len(seconds) > 1:
            tenths = statistics.quantiles(seconds, n=10)
            print(
                f"{title:>10}: first {min(seconds):.1f} s, a tenth by {tenths[0]:.1f} s, half by {tenths[4]:.1f} s, "
                f"nine tenths by {tenths[8]:.1f} s, all by {max(seconds):.1f} s"
            )
    for error in sorted({f"{type(one).__name__}: {one}" for one in found if isinstance(one, BaseException)}):
        print(error, file=sys.stderr)
    sys.exit(len(served) < len(found))


if __name__ == "__main__":
    main()
