"""Real packs of small reports, as the ledger would hold them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import polars as pl

from dashboard.exports.pack.contents import Pack, PackForm, Provenance
from dashboard.exports.pack.packing import write_pack
from dashboard.exports.verify.verdict import IssuedPack
from dashboard.metrics.report.canonical import LINES, OPERATORS, Report, canonical_report
from dashboard.metrics.report.readiness import Check
from data_access.period import Period
from data_access.tables import METRICS

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
PROVENANCE = Provenance(
    "OneHazel", "acme", datetime(2026, 12, 4, 8, 0, tzinfo=UTC), datetime(2026, 12, 4, 8, 1, tzinfo=UTC)
)
LATER = replace(PROVENANCE, made_at=datetime(2027, 1, 7, 9, 30, tzinfo=UTC))


def report(period: Period = OCTOBER, *, more: int = 0, operators: int = 12, platform: str = "Acme") -> Report:
    """Lines and totals that add up, with names that spreadsheets would run, and one operator that reports nothing."""
    rows = [
        (f"op_{at:03}", f"=Operator {at}, “quoted”\nИмя", metric, key, 1_000 * at + place + more)
        for at in range(operators)
        for place, (metric, key) in enumerate([*((m, "") for m in METRICS), ("gateway_requests", "stripe")])
    ]
    lines = pl.DataFrame(rows, schema=LINES, orient="row")
    sums = lines.group_by("operator_id", "operator_name").agg(
        *(pl.col("quantity").filter(metric=metric).sum().alias(metric) for metric in METRICS)
    )
    totals = sums.with_columns(status=pl.lit("active"), plan=pl.lit(None, pl.String)).select(OPERATORS.names())
    silent = pl.DataFrame([("op_zzz", None, "suspended", "Pro", *[None] * 5)], schema=OPERATORS, orient="row")
    return canonical_report(
        lines, pl.concat([totals, silent]), platform=platform, platform_id=platform.lower(), period=period
    )


@dataclass(frozen=True)
class Made:
    """A pack with its name, and what the ledger knows of it."""

    name: str
    data: bytes = field(repr=False)
    issued: IssuedPack = field(repr=False)


def made(
    what: Report | None = None, form: PackForm = "excel", number: int = 1, provenance: Provenance = PROVENANCE
) -> Made:
    what = what or report()
    checks = (Check("settled", "Period over and settled", "ok", "It ended on 31 Oct 2026."),)
    target = BytesIO()
    packed = write_pack(Pack(what, form, checks, "final", provenance), target)
    data = target.getvalue()
    sha256 = hashlib.sha256(data).hexdigest()
    known = IssuedPack(
        number,
        what.platform,
        packed.report_id,
        what.period.start,
        what.period.end,
        packed.manifest,
        len(data),
        sha256,
        lambda: data,
    )
    return Made(packed.name, data, known)


def files(pack: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(pack)) as held:
        return {name: held.read(name) for name in held.namelist()}


def zipped(contents: Mapping[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    """Packed again by somebody else."""
    target = BytesIO()
    with ZipFile(target, "w", method) as held:
        for name, data in contents.items():
            held.writestr(name, data)
    return target.getvalue()


def with_file(pack: bytes, name: str, data: bytes) -> bytes:
    """The pack with one file replaced or added."""
    return zipped({**files(pack), name: data}, ZIP_STORED)
