"""The switches for tests in other processes: `/_control/health`, `/_control/faults`, `/_control/requests`. No key."""

from json import JSONDecodeError

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route

from scripts.platform_api.faults import faults_as_json, faults_from_json


async def _health(_request: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"})


async def _faults(request: Request) -> JSONResponse:
    """GET: the faults still to come. POST a JSON list: they take the place of all before. DELETE: none any more."""
    state = request.app.state
    if request.method == "DELETE":
        state.faults = []
    if request.method == "POST":
        try:
            state.faults = faults_from_json(await request.json())
        except (JSONDecodeError, UnicodeDecodeError, ValueError) as wrong:
            return JSONResponse({"error": str(wrong)}, 400)
    return JSONResponse(faults_as_json(state.faults))


async def _requests(request: Request) -> JSONResponse:
    """GET: every request to the API so far, in order: method, path below the base, query. DELETE: begin anew."""
    state = request.app.state
    if request.method == "DELETE":
        state.requests = []
    return JSONResponse(state.requests)


CONTROL = Mount(
    "/_control",
    routes=[
        Route("/health", _health),
        Route("/faults", _faults, methods=["GET", "POST", "DELETE"]),
        Route("/requests", _requests, methods=["GET", "DELETE"]),
    ],
)
