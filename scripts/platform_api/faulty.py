"""The server's outermost layer: every request to the API is logged, meets its faults, and only then is answered."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast

import anyio
from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Message, Receive, Scope, Send

from scripts.platform_api.envelope import error_body
from scripts.platform_api.faults import Fault, strike
from scripts.platform_api.written import stamp

BASES = ("/platform-api", "/functions/v1/platform-api")
_PAGE = "<!DOCTYPE html><html><head><title>{0}</title></head><body><h1>{0}</h1><p>{1}</p></body></html>"


class FaultyStarlette(Starlette):
    """Starlette with `state.faults` (a list of Fault) and `state.requests` (a list of method, path, query).

    Both lists may be changed while it runs. It stands outside Starlette's own layers, because a connection can be
    broken only where the server's own `send` is at hand.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or fail it as asked."""
        endpoint = _endpoint(scope)
        if endpoint is None:
            await super().__call__(scope, receive, send)
            return
        query = dict(QueryParams(scope["query_string"]))
        self.state.requests.append({"method": scope["method"], "path": endpoint, "query": query})
        for fault in strike(self.state.faults, scope["method"], endpoint):
            if fault.kind == "delay":
                receive = await _after(fault.seconds, receive)
            else:
                await self._fail(fault, scope, receive, send)
                return
        await super().__call__(scope, receive, send)

    async def _fail(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        if fault.kind == "drop":
            await _hang_up(receive, send)
        elif fault.kind == "cut":
            await super().__call__(scope, receive, _halving(receive, send))
        else:
            await _wrong_answer(fault)(scope, receive, send)


def _endpoint(scope: Scope) -> str | None:
    """The path below the API's base; None for anything that is no request to the API."""
    if scope["type"] != "http":
        return None
    path = str(scope["path"])
    return next((path.removeprefix(base) for base in BASES if path.startswith(f"{base}/")), None)


async def _after(seconds: float, receive: Receive) -> Receive:
    """Wait, unless the client leaves first: a sleep would outlive it and hold up the server's end.

    Listening swallows messages, so the `receive` that comes back plays them again.
    """
    heard: list[Message] = []
    with anyio.move_on_after(seconds):
        while not heard or heard[-1]["type"] != "http.disconnect":
            heard.append(await receive())

    async def replayed() -> Message:
        return heard.pop(0) if heard else await receive()

    return replayed


async def _hang_up(receive: Receive, send: Send) -> None:
    """Close the connection. ASGI has no word for it: the transport is uvicorn's, behind its bound `send`."""
    cast("Any", send).__self__.transport.close()
    while (await receive())["type"] != "http.disconnect":
        pass


def _halving(receive: Receive, send: Send) -> Send:
    """A `send` that lets the headers and half of the body through, then closes."""

    async def half(message: Message) -> None:
        if message["type"] == "http.response.start":
            await send(message)
        elif body := message.get("body", b""):
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
            await _hang_up(receive, send)

    return half


def _wrong_answer(fault: Fault) -> Response:
    if fault.kind == "html":
        return HTMLResponse(_PAGE.format("Welcome", fault.message))
    if fault.kind == "malformed":
        return Response('{"success": true, "data": [{"operatorId": "op_', media_type="application/json")
    if fault.kind == "unsuccessful":
        return JSONResponse(error_body(500, fault.message))
    return _status(fault)


def _status(fault: Fault) -> Response:
    status = int(fault.kind)
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    if fault.body == "html":
        return HTMLResponse(_PAGE.format(status, fault.message), status, headers)
    if fault.body == "empty":
        return Response(status_code=status, headers=headers)
    if fault.body == "bare":
        return JSONResponse({"code": status, "message": fault.message, **_reset(fault)}, status, headers)
    body = error_body(status, fault.message)
    if fault.body == "plain":
        body["error"] = fault.message
    return JSONResponse({**body, **_reset(fault)}, status, headers)


def _reset(fault: Fault) -> dict[str, str]:
    if fault.reset_after is None:
        return {}
    return {"resetAt": stamp(datetime.now(UTC) + timedelta(seconds=fault.reset_after))}
