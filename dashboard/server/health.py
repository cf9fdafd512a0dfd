"""`/healthz`: whether the source answers. No figures, no key, no name."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from dashboard.ui import data
from data_access import DataAccessError

_BROKEN = 503


def _health(_request: Request) -> JSONResponse:
    """200 when the source can be asked, 503 with the kind of failure when it cannot."""
    try:
        data.reachable()
    except DataAccessError as error:
        return JSONResponse({"status": "unreachable", "reason": type(error).__name__}, status_code=_BROKEN)
    return JSONResponse({"status": "ok"})


route = Route("/healthz", _health)
