"""Streamlit's scripts, compressed once and kept: it serves 4.7 MB of chart code uncompressed."""

import gzip
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import streamlit
from anyio import CapacityLimiter, to_thread
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

_ROOT = Path(streamlit.__file__).parent / "static"
_TYPES: Mapping[str, str] = MappingProxyType(
    {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
)
_LEAST = 1024
_HASHED = re.compile(r"\.[A-Za-z0-9_-]{8}\.(js|css)$")
_HEADERS = {
    "content-encoding": "gzip",
    "vary": "accept-encoding",
    "cache-control": "public, immutable, max-age=31536000",
}


class CompressedStatic:
    """ASGI middleware for `/static/…`: only files whose name holds their hash, so what is kept is never stale.

    A path is looked up among the files that there are: none that was asked for ever reaches the file system.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`; nothing is compressed before it is asked for."""
        self._app = app
        self._files = {
            f"/{file.relative_to(_ROOT).as_posix()}": file
            for file in (_ROOT / "static").rglob("*")
            if _HASHED.search(file.name) and file.stat().st_size >= _LEAST
        }
        self._kept: dict[Path, bytes] = {}
        self._alone = CapacityLimiter(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what can be answered from the compressed files; pass on the rest."""
        file = self._files.get(scope["path"]) if _takes_gzip(scope) else None
        if file is None:
            await self._app(scope, receive, send)
            return
        if file not in self._kept:
            # One thread of its own: a first burst compresses each file once, and takes no thread from other answers.
            await to_thread.run_sync(self._keep, file, limiter=self._alone)
        response = Response(self._kept[file], media_type=_TYPES[file.suffix], headers=_HEADERS)
        await response(scope, receive, send)

    def _keep(self, file: Path) -> None:
        if file not in self._kept:
            self._kept[file] = gzip.compress(file.read_bytes(), compresslevel=6, mtime=0)


def _takes_gzip(scope: Scope) -> bool:
    wanted = scope["type"] == "http" and scope["method"] == "GET"
    return wanted and "gzip" in Headers(scope=scope).get("accept-encoding", "")
