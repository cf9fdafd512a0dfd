"""A platform that answers as it is told, request by request, and remembers what it was asked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from data_access.api.client import Client
from tests.serving import serving

NOW = datetime(2026, 4, 6, 12, 0, 0, tzinfo=UTC)
KEY = "oh_platform_0123456789abcdef"
Answer = Response | Callable[[Request], Response]


class Platform:
    """`answers` by "METHOD /path": said in turn, the last one again and again; anything else is a 404."""

    def __init__(self) -> None:
        self.url = ""
        self._clients: list[Client] = []
        self.forget()

    def forget(self) -> None:
        """As new, for the next test."""
        for client in self._clients:
            client.close()
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[Request] = []
        self.bodies: list[bytes] = []
        self.slept: list[float] = []
        self._clients = []

    def says(self, request: str, *answers: Answer) -> "Platform":
        self.answers[request] = list(answers)
        return self

    async def _answer(self, request: Request) -> Response:
        self.asked.append(request)
        self.bodies.append(await request.body())
        queue = self.answers.get(f"{request.method} {request.url.path}", [JSONResponse({}, 404)])
        answer = queue.pop(0) if len(queue) > 1 else queue[0]
        return answer if isinstance(answer, Response) else answer(request)

    @property
    def requests(self) -> list[str]:
        return [f"{one.method} {one.url.path}" for one in self.asked]

    def client(self, jitter: float = 0.0) -> Client:
        """A client of this platform; closed with it."""
        self._clients.append(Client(self.url, SecretStr(KEY), lambda: NOW, self.slept.append, lambda: jitter))
        return self._clients[-1]

    @contextmanager
    def running(self) -> Iterator["Platform"]:
        methods = ["GET", "PUT"]
        with serving(Starlette(routes=[Route("/{path:path}", self._answer, methods=methods)])) as self.url:
            yield self
