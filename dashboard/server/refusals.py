"""What is refused before anything else looks at it: a foreign host, a foreign origin, a path too long for any file."""

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

_LONGEST_PATH, _LONGEST_PART = 2048, 255
"""Bytes, and bytes between two slashes: what a file system takes as a name."""


class Refusals:
    """ASGI middleware for HTTP and websockets.

    Whoever makes a name of their own point to this machine (DNS rebinding) has a browser ask under that name. So the app
    answers to the names in `server.allowedHosts` alone, as Streamlit by itself does for websockets only. A websocket
    from a foreign page would be refused by Streamlit too, but not before it has asked the internet for its own address,
    during which nobody is served.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what is refused; pass on the rest."""
        refusal = _refusal(scope) if scope["type"] in {"http", "websocket"} else None
        await (refusal or self._app)(scope, receive, send)


def _refusal(scope: Scope) -> PlainTextResponse | None:
    headers = Headers(scope=scope)
    hosts, origins = headers.getlist("host"), headers.getlist("origin")
    if len(hosts) != 1 or not hosts[0].strip():
        return PlainTextResponse("A request must name one host.\n", 400)
    if not is_host_allowed(hosts[0]):
        words = "Hazelboard does not answer to this name. Its operator can add it to server.allowedHosts.\n"
        return PlainTextResponse(words, 421)
    if scope["type"] == "websocket" and not all(_is_ours(origin, hosts[0]) for origin in origins):
        return PlainTextResponse("Only Hazelboard's own pages may open this connection.\n", 403)
    path = scope["path"].encode("utf-8", "surrogatepass")
    if len(path) > _LONGEST_PATH or any(len(part) > _LONGEST_PART for part in path.split(b"/")):
        return PlainTextResponse("This address is too long.\n", 414)
    return None


def _is_ours(origin: str, host: str) -> bool:
    """Whether it is the origin of a page under this very host, or one that `server.corsAllowedOrigins` names."""
    return origin in {f"http://{host}", f"https://{host}", *config.get_option("server.corsAllowedOrigins")}
