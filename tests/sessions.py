"""Visitors without a browser: Streamlit's own websocket, so that many of them fit on one machine."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_OPENING_SECONDS = 60.0


class Visitor:
    """One session. `visit` runs a page and brings what it draws; its address may be another one each time."""

    def __init__(self, url: str) -> None:
        """`url`: the app's address."""
        self._where = url.replace("http://", "ws://", 1) + "/_stcore/stream"

    async def __aenter__(self) -> Self:
        self._socket = await websockets.connect(
            self._where,
            subprotocols=[websockets.Subprotocol("streamlit")],
            max_size=None,
            open_timeout=_OPENING_SECONDS,
            ping_interval=None,
            proxy=None,
        )
        return self

    async def __aexit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        await self._socket.close()

    async def visit(self, page: str, query: str = "", widgets: Any = None) -> list[ForwardMsg]:
        """Run `page` (its address below the root) with this query, to its end."""
        wish = BackMsg()
        wish.rerun_script.query_string = query
        wish.rerun_script.page_name = page
        if widgets is not None:
            wish.rerun_script.widget_states.CopyFrom(widgets)
        await self._socket.send(wish.SerializeToString())
        said: list[ForwardMsg] = []
        while True:
            message = ForwardMsg()
            message.ParseFromString(await self._socket.recv())
            said.append(message)
            if message.WhichOneof("type") == "script_finished":
                return said


def elements(said: Sequence[ForwardMsg], kind: str) -> list[Any]:
    """The drawn elements of a kind (`alert`, `button`, `heading`, `arrow_data_frame`), in their order."""
    return [
        getattr(one.delta.new_element, kind)
        for one in said
        if one.WhichOneof("type") == "delta" and one.delta.new_element.WhichOneof("type") == kind
    ]


def together(*visitors: Any) -> list[Any]:
    """What coroutines bring that run at once; in a thread of their own, as a browser's loop may run in this one."""

    async def all_of_them() -> list[Any]:
        return await asyncio.gather(*visitors)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(all_of_them())).result()
