"""Any ASGI app as a real HTTP server on a free loopback port, for as long as a `with` block lasts."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """Yields `http://127.0.0.1:<port>` once the server answers; stops it afterwards."""
    listener = socket.create_server(("127.0.0.1", 0))
    # No Date of the wall's clock: tests hand in clocks of their own, and a sync compares the two.
    config = uvicorn.Config(app, log_level="error", lifespan="off", ws="none", date_header=False)
    server = uvicorn.Server(config)

    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listener.close()
