"""What uvicorn answers by itself, before any app is asked: what is no HTTP, and handshakes that are none.

`streamlit run` starts uvicorn without a way to name headers or protocols. So they are put into its `Config` when the app
is started: uvicorn reads them from there at every connection.
"""

import logging
from copy import copy
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Response
from websockets.server import ServerProtocol

from dashboard.server.headers import SECURITY

_LOG = logging.getLogger(__name__)
_LONGEST_HEAD = 65_536
_SWITCHING = 101


class HttpProtocol(HttpToolsProtocol):
    """Its own refusals carry the security headers, and a head without end is refused: httptools would keep it all."""

    _head: int | None = None

    def data_received(self, data: bytes) -> None:
        """As uvicorn's; bytes are counted until the head is whole."""
        super().data_received(data)
        if self._head is None or self.transport.is_closing():
            return
        self._head += len(data)
        if self._head > _LONGEST_HEAD:
            self.send_400_response("The head of this request is too long.")

    def on_message_begin(self) -> None:
        """A head begins."""
        self._head = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._head = None
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """As uvicorn's, which ends the connection."""
        self.server_state = copy(self.server_state)
        ours = [(name.encode(), value.encode()) for name, value in SECURITY.items()]
        self.server_state.default_headers = [*self.server_state.default_headers, *ours]
        super().send_400_response(msg)


class _Handshake(ServerProtocol):
    def send_response(self, response: Response) -> None:
        if response.status_code != _SWITCHING:
            response.headers.update(SECURITY)
        super().send_response(response)


class WebsocketProtocol(WebSocketsSansIOProtocol):
    """A refused handshake carries the security headers, whoever refuses it."""

    def __init__(self, config: Config, *args: Any, **named: Any) -> None:
        """As uvicorn's."""
        super().__init__(config, *args, **named)
        self.conn = _Handshake(
            extensions=self.conn.available_extensions, max_size=config.ws_max_size, logger=self.conn.logger
        )

    def data_received(self, data: bytes) -> None:
        """As uvicorn's, which leaves a head that cannot be read without an answer and the connection open."""
        super().data_received(data)
        if self.conn.handshake_exc and not self.handshake_initiated:
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.transport.close()

    async def send(self, message: Any) -> None:
        """As uvicorn's, which logs a refusal that has been sent in full as a handshake that was forgotten."""
        await super().send(message)
        self.handshake_complete = self.handshake_complete or self.close_sent


class OurProtocols:
    """ASGI middleware that speaks once, when the server starts the app: from then on uvicorn uses the two above."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on."""
        if scope["type"] == "lifespan":
            config = getattr(getattr(receive, "__self__", None), "config", None)
            if isinstance(config, Config):
                config.http_protocol_class, config.ws_protocol_class = HttpProtocol, WebsocketProtocol
            else:
                _LOG.warning("This server is not uvicorn: what it refuses by itself carries no security headers")
        await self._app(scope, receive, send)
