"""The Platform API as a Starlette application over a dataset directory."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route

from data_access.errors import DataAccessError
from data_access.period import Period
from data_access.source import Source
from scripts.platform_api import answers
from scripts.platform_api.control import CONTROL
from scripts.platform_api.envelope import KeyCheck, broken_dataset, refusal, success
from scripts.platform_api.faults import Fault
from scripts.platform_api.faulty import BASES, FaultyStarlette
from scripts.platform_api.profile import RefusedSettingsError, StoredSettings, settings_of
from scripts.platform_api.usage_answer import empty_usage_answer, usage_answer

EndOfPeriod = Literal["inclusive", "exclusive"]
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def create_app(
    dataset: Path,
    key: str,
    faults: Iterable[Fault] = (),
    *,
    source: Source | None = None,
    end: EndOfPeriod = "inclusive",
    writable: bool = False,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> FaultyStarlette:
    """The API over `dataset`, for whoever holds `key`. Raises DatasetMissing or DatasetWrong.

    `state.faults` (a list of Fault) and `state.requests` (a list of method, path, query) may be changed at any time.
    `source`: what answers in place of the dataset itself. `end`: whether a report counts its last day. `writable`: a PUT also rewrites the directory's `settings.json`.
    """
    from data_access.dataset.source import DatasetSource

    source = source or DatasetSource(dataset)
    manifest = json.loads((dataset / "manifest.json").read_bytes())
    file = dataset / "settings.json" if writable else None
    stored = StoredSettings(settings_of(source.profile(), manifest), clock, file)
    routes = _Endpoints(source, stored, end).routes()
    guard = [Middleware(KeyCheck, key=key)]
    app = FaultyStarlette(
        routes=[*(Mount(base, routes=routes, middleware=guard) for base in BASES), CONTROL],
        exception_handlers={HTTPException: refusal, DataAccessError: broken_dataset},
    )
    app.router.redirect_slashes = False
    app.state.faults = list(faults)
    app.state.requests = []
    return app


@dataclass(frozen=True, slots=True)
class _Endpoints:
    """The six documented calls and the two siblings. Reads are plain functions: Starlette runs them in threads."""

    source: Source
    stored: StoredSettings
    end: EndOfPeriod

    def routes(self) -> list[Route]:
        reads: dict[str, Callable[[QueryParams], Any]] = {
            "/metrics/summary": lambda _: answers.summary_answer(self.source.summary()),
            "/metrics/operators": lambda _: answers.operator_metrics_answer(self.source.operators()),
            "/metrics/connectors": lambda _: answers.connector_metrics_answer(self.source.connectors()),
            "/usage/report": self._usage,
            "/operators": lambda _: answers.operators_answer(self.source.operators()),
            "/catalog": lambda _: answers.catalog_answer(self.source.connectors()),
        }
        settings = Route("/settings", self._settings, methods=["GET", "PUT"])
        return [settings, *(Route(path, _reading(read)) for path, read in reads.items())]

    def _usage(self, query: QueryParams) -> Any:
        start, end = _day(query, "start"), _day(query, "end")
        if end < start:
            raise HTTPException(400, "end must not lie before start")
        last = end if self.end == "inclusive" else end - timedelta(days=1)
        if last < start:
            return empty_usage_answer(self.source.operators(), Period(start, end))
        return usage_answer(self.source.usage_report(Period(start, last)), Period(start, end))

    async def _settings(self, request: Request) -> JSONResponse:
        if request.method != "PUT":
            return success(self.stored.shown())
        try:
            wanted = json.loads(await request.body())
        except ValueError:
            raise HTTPException(400, "The body is not JSON") from None
        if not isinstance(wanted, dict):
            raise HTTPException(400, "The body must be a JSON object")
        try:
            return success(self.stored.replaced(wanted))
        except RefusedSettingsError as refused:
            raise HTTPException(422, str(refused)) from None


def _reading(read: Callable[[QueryParams], Any]) -> Callable[[Request], JSONResponse]:
    def endpoint(request: Request) -> JSONResponse:
        return success(read(request.query_params))

    return endpoint


def _day(query: QueryParams, name: str) -> date:
    text = query.get(name, "")
    if not _DAY.fullmatch(text):
        raise HTTPException(400, f"{name} must be a date like 2026-03-01")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise HTTPException(400, f"{name} is no day of the calendar") from None
