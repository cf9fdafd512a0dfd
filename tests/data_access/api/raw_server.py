"""A server without manners: it says exactly these bytes, at its own pace or for ever, then closes the connection."""

import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Says = bytes | Callable[[socket.socket], None]
_STEP_SECONDS = 0.02


def head(status: str = "200 OK", **headers: object) -> bytes:
    """The first lines of an answer; `content_length=5` is "content-length: 5"."""
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def trickling(first: bytes, again: bytes) -> Says:
    """`first`, then `again` for ever, with a pause each time that is far below any timeout of a read."""

    def says(connection: socket.socket) -> None:
        connection.sendall(first)
        while True:  # until nobody listens
            connection.sendall(again)
            time.sleep(_STEP_SECONDS)

    return says


@contextmanager
def saying(*answers: Says) -> Iterator[tuple[str, list[bytes]]]:
    """Yields its address and the requests so far; the last of `answers` is said again and again."""
    asked: list[bytes] = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            asked.append(self.request.recv(65536))
            says = answers[min(len(asked), len(answers)) - 1]
            with suppress(OSError):  # whoever asked has had enough
                says(self.request) if callable(says) else self.request.sendall(says)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", asked
        finally:
            server.shutdown()
            thread.join()
