"""How an answer is wrapped, and who may have one."""

import hmac
from http import HTTPStatus
from typing import Any

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from data_access.errors import DataAccessError

_CODES = {
    400: "VALIDATION_FAILED",
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    422: "VALIDATION_FAILED",
    429: "RATE_LIMITED",
    503: "SERVICE_UNAVAILABLE",
}


def success(data: Any) -> JSONResponse:
    """`{"success": true, "data": …}`."""
    return JSONResponse({"success": True, "data": data})


def error_body(status: int, message: str) -> dict[str, Any]:
    """`{"success": false, "error": {"code": …, "message": …}}`."""
    return {"success": False, "error": {"code": _CODES.get(status, "INTERNAL_ERROR"), "message": message}}


def refusal(_request: Request, refused: Exception) -> JSONResponse:
    """An HTTPException in the envelope: unknown paths and methods, and whatever validation refused."""
    status = refused.status_code if isinstance(refused, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
    return JSONResponse(error_body(status, getattr(refused, "detail", str(refused))), status)


def broken_dataset(_request: Request, broken: Exception) -> JSONResponse:
    """A dataset that cannot be read is this server's own fault: 500, with what is wrong."""
    detail = broken.detail if isinstance(broken, DataAccessError) else str(broken)
    return JSONResponse(error_body(HTTPStatus.INTERNAL_SERVER_ERROR, detail), HTTPStatus.INTERNAL_SERVER_ERROR)


class KeyCheck:
    """Lets only the bearer of the platform key through: 401 without it, 403 for an operator's key."""

    def __init__(self, app: ASGIApp, key: str) -> None:
        """Guard `app` with `key`."""
        self._app = app
        self._key = key.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        scheme, _, given = Headers(scope=scope).get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not given:
            raise HTTPException(401, "Missing bearer key")
        if given.startswith("oh_live_"):
            raise HTTPException(403, "This is an operator's key; a platform key is needed")
        if not hmac.compare_digest(given.encode(), self._key):
            raise HTTPException(401, "Invalid API key")
        await self._app(scope, receive, send)
