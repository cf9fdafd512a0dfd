"""Streamlit's scripts, compressed once and kept: it serves 4.7 MB of chart code uncompressed."""

import gzip
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import streamlit
from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

_ROOT = Path(streamlit.__file__).parent / "static" / "static"
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
    """ASGI middleware for `/static/…`: only files whose name holds their hash, so what is kept is never stale."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`; nothing is compressed before it is asked for."""
        self._app = app
        self._kept: dict[Path, bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what can be answered from the compressed files; pass on the rest."""
        file = _static_file(scope)
        if file is None:
            await self._app(scope, receive, send)
            return
        if file not in self._kept:
            self._kept[file] = await to_thread.run_sync(_compressed, file)
        response = Response(self._kept[file], media_type=_TYPES[file.suffix], headers=_HEADERS)
        await response(scope, receive, send)


def _static_file(scope: Scope) -> Path | None:
    if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith("/static/"):
        return None
    if "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
        return None
    file = (_ROOT / scope["path"].removeprefix("/static/")).resolve()
    inside = file.is_relative_to(_ROOT) and _HASHED.search(file.name) is not None and file.is_file()
    return file if inside and file.stat().st_size >= _LEAST else None


def _compressed(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), compresslevel=6, mtime=0)
