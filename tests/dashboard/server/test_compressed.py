"""Compressed scripts: a first burst compresses each once, in a thread that no other answer needs."""

import asyncio
import gzip
from threading import Event
from typing import Any

import httpx
import pytest
from anyio import to_thread
from starlette.responses import PlainTextResponse

from dashboard.server import compressed
from dashboard.server.compressed import CompressedStatic

_LONG = 30.0


def test_a_burst_compresses_a_script_once_and_leaves_the_threads_of_the_server_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, go_on, made, really = Event(), Event(), [], gzip.compress

    def slowly(plain: bytes, **options: Any) -> bytes:
        made.append(len(plain))
        begun.set()
        assert go_on.wait(_LONG)
        return really(plain, **options)

    monkeypatch.setattr(compressed.gzip, "compress", slowly)
    script = min((compressed._ROOT / "static" / "js").glob("index.*.js")).name

    async def visitors() -> tuple[float, list[httpx.Response]]:
        site = httpx.ASGITransport(CompressedStatic(PlainTextResponse("not this")))
        async with httpx.AsyncClient(transport=site, base_url="http://localhost") as client:
            asked = [asyncio.create_task(client.get(f"/static/js/{script}")) for _ in range(20)]
            assert await asyncio.get_running_loop().run_in_executor(None, begun.wait, _LONG)
            taken = to_thread.current_default_thread_limiter().borrowed_tokens
            go_on.set()
            return taken, await asyncio.gather(*asked)

    taken, answers = asyncio.run(visitors())
    plain = (compressed._ROOT / "static" / "js" / script).read_bytes()
    assert {one.content for one in answers} == {plain}
    assert made == [len(plain)]
    assert taken == 0
