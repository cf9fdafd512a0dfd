"""Forty visitors at once, without browsers: all are served, and who waits sees a page meanwhile."""

import asyncio

import pytest
import websockets

from scripts.bench.burst import Visit, burst
from tests.app_server import Running

pytestmark = pytest.mark.processes

BUSY, FIGURE = "Busy: ", "metric {"


def test_a_burst_is_served_one_after_another_and_who_waits_sees_a_page(server: Running) -> None:
    visits = asyncio.run(burst(server.url, 40))
    assert [one for one in visits if not isinstance(one, Visit)] == []
    served = [one.drawn for one in visits if isinstance(one, Visit)]
    assert all(_first(drawn, FIGURE) is not None for drawn in served)
    # A quick machine serves all before anybody has waited long enough to be told; `tests/pages/test_gate.py` has one wait.
    waited = [drawn for drawn in served if _first(drawn, BUSY) is not None]
    assert all((_first(drawn, BUSY) or 0) < (_first(drawn, FIGURE) or 0) for drawn in waited)
    assert "Traceback" not in server.log.read_text()


def test_visitors_who_go_while_they_wait_are_not_missed(server: Running) -> None:
    asyncio.run(_arrive_and_go(server, 20))
    visits = asyncio.run(burst(server.url, 5))
    assert [one for one in visits if not isinstance(one, Visit)] == []
    assert "Traceback" not in server.log.read_text()


async def _arrive_and_go(server: Running, visitors: int) -> None:
    address = f"{server.url.replace('http', 'ws')}/_stcore/stream"

    async def one() -> None:
        # Streamlit's own pages ask for the first page so: an empty rerun is one empty field. A queue with an end would
        # keep the server's goodbye behind what nobody reads, and each visitor would wait ten seconds for it.
        async with websockets.connect(address, subprotocols=["streamlit"], max_queue=None, proxy=None) as connection:
            await connection.send(b"\x5a\x00")
            await connection.recv()

    await asyncio.gather(*(one() for _ in range(visitors)))


def _first(drawn: object, words: str) -> int | None:
    assert isinstance(drawn, list)
    return next((place for place, text in enumerate(drawn) if words in text), None)
