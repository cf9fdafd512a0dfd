"""Whether a pack is what its own manifest says: the files, the report id made anew of their rows, and the control totals."""

from collections.abc import Iterator

import polars as pl

from dashboard.exports.csv_files import unguarded
from dashboard.exports.verify.archive import Archive
from dashboard.exports.verify.manifests import FILES, MANIFEST, PAGE, Manifest
from dashboard.exports.verify.tables import LARGEST, cells
from dashboard.exports.verify.verdict import Difference
from dashboard.metrics.report.canonical import LINES, OPERATORS, Report, canonical_report, report_id
from data_access.period import Period
from data_access.tables import METRICS

_COUNTED = ("lines.csv", "operators.csv")
_FOCUS = {
    "SubAccountId": "operator_id",
    "SubAccountName": "operator_name",
    "x_Metric": "metric",
    "x_Key": "key",
    "ConsumedQuantity": "quantity",
    "x_Status": "status",
    "x_Plan": "plan",
    **{"x_" + metric.title().replace("_", ""): metric for metric in METRICS},
}


def missing(archive: Archive, manifest: Manifest | None) -> list[str]:
    """The files that a pack has, or that its manifest names, and that are not in the zip."""
    named = {MANIFEST, *FILES, *(manifest.files if manifest else ())}
    return sorted(name for name in named if name not in archive)


def disagreements(archive: Archive, manifest: Manifest) -> list[Difference]:
    """Where the zip is not what the manifest says (`issued` = what it says). Files that are missing are not told here."""
    told = [*_of_files(archive, manifest), *oddities(archive, manifest)]
    return told if told or missing(archive, manifest) else list(_of_rows(archive, manifest))


def oddities(archive: Archive, manifest: Manifest) -> Iterator[Difference]:
    """What no pack holds: a file that the manifest does not name, a file that stands there twice."""
    for name in archive.entries:
        if name != MANIFEST and name not in manifest.files:
            yield Difference(name, None, None, None, "a file that the manifest does not name")
    for words in archive.oddities:
        yield Difference(MANIFEST, None, None, None, words)


def _of_files(archive: Archive, manifest: Manifest) -> Iterator[Difference]:
    for name, listed in manifest.files.items():
        entry = archive.entries.get(name)
        if entry is not None and (entry.sha256, entry.size) != (listed.sha256, listed.size):
            said = f"{listed.size:,} bytes, SHA-256 {listed.sha256}"
            found = entry.damaged or f"{entry.size:,} bytes, SHA-256 {entry.sha256}"
            yield Difference(name, None, None, said, found)


def _of_rows(archive: Archive, manifest: Manifest) -> Iterator[Difference]:
    if any(name in archive and archive.size(name) > LARGEST for name in _COUNTED):
        yield Difference("lines.csv", None, None, "rows that can be counted anew", f"more than {LARGEST:,} bytes")
        return
    report = _report(archive, manifest)
    if report is None:
        yield Difference("lines.csv", None, None, "rows of a report", "no rows of a report")
        return
    found = report_id(report)
    if found != manifest.report_id:
        yield Difference(MANIFEST, None, "report_id", manifest.report_id, f"{found}, made anew of the rows")
    if not _holds(archive, PAGE, manifest.report_id.encode()):
        yield Difference(PAGE, None, None, manifest.report_id, "another report's page")
    yield from _of_control_totals(report, manifest)


def _holds(archive: Archive, name: str, words: bytes) -> bool:
    """Whether the words stand in the file, also where they stand across two of its pieces."""
    end = b""
    for piece in archive.pieces(name) if name in archive else ():
        if words in end + piece:
            return True
        end = piece[-len(words) :]
    return False


def _of_control_totals(report: Report, manifest: Manifest) -> Iterator[Difference]:
    rows, totals = manifest.held.get("rows"), manifest.held.get("control_totals")
    counted = {("rows", "lines"): report.lines.height, ("rows", "operators"): report.operators.height}
    said = {("rows", name): rows.get(name) if isinstance(rows, dict) else None for name in ("lines", "operators")}
    for metric in METRICS:
        of_metric = totals.get(metric) if isinstance(totals, dict) else None
        said["control_totals", metric] = of_metric.get("lines") if isinstance(of_metric, dict) else None
        quantities = report.lines.filter(metric=metric)["quantity"].cast(pl.Int128)
        counted["control_totals", metric] = int(quantities.sum())
    for way, sum_found in counted.items():
        if said[way] != sum_found:
            yield Difference(MANIFEST, None, ".".join(way), str(said[way]), f"{sum_found}, counted anew")


def _report(archive: Archive, manifest: Manifest) -> Report | None:
    """The report that lines.csv and operators.csv hold; None where they hold none."""
    tables = [cells(archive.content(name) or b"") for name in _COUNTED]
    if tables[0] is None or tables[1] is None:
        return None
    corrects, after = (manifest.held.get(name) for name in ("corrects", "after"))
    try:
        return canonical_report(
            _rows(tables[0], LINES, manifest.form),
            _rows(tables[1], OPERATORS, manifest.form),
            platform=manifest.platform,
            platform_id=manifest.platform_id,
            period=Period(manifest.first_day, manifest.last_day),
            correction_of=None if corrects is None else str(corrects),
            after=None if after is None else str(after),
        )
    except (pl.exceptions.PolarsError, ValueError):
        return None


def _rows(table: pl.DataFrame, schema: pl.Schema, form: str) -> pl.DataFrame:
    """As they were before they were written: under our names, without the apostrophes that keep a spreadsheet from running."""
    ours = table.rename(_FOCUS, strict=False) if form == "focus" else table
    text = [name for name, kind in schema.items() if kind == pl.String()]
    plain = ours.with_columns(unguarded(pl.col(text))) if form == "excel" else ours
    return plain.select(schema.names()).cast(schema)
