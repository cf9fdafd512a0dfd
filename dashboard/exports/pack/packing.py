"""A report -> its pack, written to a file object that is handed in; a million lines go through piece by piece."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import polars as pl

from dashboard.exports.csv_files import csv_file
from dashboard.exports.pack import rows
from dashboard.exports.pack.contents import Pack, PackCancelled, Tables, Tick
from dashboard.exports.pack.manifest import NAME, manifest
from dashboard.exports.pack.page import page, statement_operators
from dashboard.exports.pack.workbook import workbook
from dashboard.exports.pack.zip_entries import Entry, PackZip
from dashboard.metrics.report.canonical import report_id

_ROWS_AT_ONCE = 50_000
_HUGE = 4_000_000
"""Lines: a file of so many may come to 2 GiB, which a zip must be told beforehand."""

_SHARES = {"lines.csv": (0.0, 0.5), "report.xlsx": (0.5, 0.95), "report.html": (0.95, 1.0)}
"""Where a file begins and ends among all; the small ones take no time."""

Shaped = Callable[[pl.DataFrame, Pack, str], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Packed:
    """What was made: the pack's file name, the id of its report, the manifest's text, and the cells that were guarded."""

    name: str
    report_id: str
    manifest: str
    guarded_cells: int


def unwatched(_step: str, _done: float) -> None:
    """Show nothing."""


def never() -> bool:
    """Not cancelled."""
    return False


def pack_name(pack: Pack, of: str | None = None) -> str:
    """`usage_<platform>_<start>_<end>_<state>_<id8>.zip`; `of` is the report's id where it is known already."""
    period, marked = pack.report.period, of or report_id(pack.report)
    days = f"{period.start.isoformat()}_{period.end.isoformat()}"
    return f"usage_{pack.provenance.slug}_{days}_{pack.state}_{marked.removeprefix('r-')[:8]}.zip"


def write_pack(
    pack: Pack,
    target: BinaryIO,
    *,
    progress: Tick = unwatched,
    cancelled: Callable[[], bool] = never,
) -> Packed:
    """Write the zip to `target`, open for binary writing and seekable; its caller closes it.

    Entries: lines.csv, operators.csv, totals.csv, report.xlsx, report.html, manifest.json. All but the manifest are the
    same bytes for the same report, form, state, checks, amounts, statements and reason. `progress` is told what is made
    and how much of all is done. Raises PackCancelled soon after `cancelled` says so (what `target` holds by then is no
    pack), ValueError for an amount without a line, more than 200 statements, or a statement of an unknown operator.
    """
    reached = 0.0

    def tick(step: str, done: float) -> None:
        nonlocal reached
        if cancelled():
            raise PackCancelled(step)
        start, end = _SHARES.get(step, (0.0, 0.0))
        reached = max(reached, start + (end - start) * done)
        progress(step, reached)

    tick("rows", 0)
    tables = rows.tables(pack)
    statement_operators(pack, tables)
    with PackZip(target) as written:
        entries, guarded_cells = _data_files(written, pack, tables, tick)
        entries.append((written.add("report.xlsx", [workbook(pack, tables, tick)], is_packed=True), None))
        entries.append((written.add("report.html", _ticked(page(pack, tables), tick)), None))
        told = manifest(pack, tables, entries, guarded_cells)
        written.add(NAME, [told])
    progress("done", 1.0)
    return Packed(pack_name(pack, tables.report_id), tables.report_id, told.decode(), guarded_cells)


def _data_files(written: PackZip, pack: Pack, tables: Tables, tick: Tick) -> tuple[list[tuple[Entry, int | None]], int]:
    files: tuple[tuple[str, pl.DataFrame, Shaped], ...] = (
        ("lines.csv", tables.lines, rows.lines_rows),
        ("operators.csv", tables.operators, rows.operators_rows),
        ("totals.csv", tables.totals, rows.totals_rows),
    )
    entries: list[tuple[Entry, int | None]] = []
    guarded = _Guarded()
    for name, frame, shaped in files:
        parts = _csv_parts(frame, shaped, pack, tables.report_id, guarded)
        watched = _ticked(parts, tick, name, frame.height // _ROWS_AT_ONCE + 2)
        entries.append((written.add(name, watched, may_be_huge=frame.height > _HUGE), frame.height))
    return entries, guarded.cells


@dataclass(slots=True)
class _Guarded:
    cells: int = 0


def _csv_parts(frame: pl.DataFrame, shaped: Shaped, pack: Pack, of: str, guarded: _Guarded) -> Iterator[bytes]:
    """The header, then the rows, some at a time: the file that `csv_file` would make of all of them at once."""
    header = csv_file(shaped(frame.clear(), pack, of), "", pack.csv_form).data
    yield header
    for part in frame.iter_slices(_ROWS_AT_ONCE):
        file = csv_file(shaped(part, pack, of), "", pack.csv_form)
        guarded.cells += file.guarded_cells
        yield file.data[len(header) :]


def _ticked(parts: Iterator[bytes], tick: Tick, step: str = "report.html", expected: int = 202) -> Iterator[bytes]:
    for at, part in enumerate(parts):
        tick(step, min(1.0, at / expected))
        yield part
