"""manifest.json: what the pack is, when it was made, and the SHA-256 of every other file in it."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import polars as pl

from dashboard.exports.pack import focus
from dashboard.exports.pack.amounts import ESTIMATE, ROUNDING
from dashboard.exports.pack.contents import Pack, Tables
from dashboard.exports.pack.rows import CORRECTION
from dashboard.exports.pack.summary import FROM_DAYS, NOT_ADDITIVE, SAMPLE, ZONE, half_open, without_amount
from dashboard.exports.pack.zip_entries import Entry
from dashboard.metrics.report.canonical import SCHEMA_VERSION
from dashboard.numbers import days
from data_access.tables import METRICS

FORMAT = 1
SOFTWARE = "Hazelboard"
VERSION = "0.1.0"
"""As in pyproject.toml; a test holds the two together."""

NAME = "manifest.json"


def manifest(pack: Pack, tables: Tables, entries: Sequence[tuple[Entry, int | None]], guarded_cells: int) -> bytes:
    """The manifest as UTF-8 JSON. `entries` are the files written so far and how many rows each has (None = no table).

    The times of reading and making stand here alone: two packs of one report differ in nothing else.
    """
    report, provenance = pack.report, pack.provenance
    told = {
        "format": FORMAT,
        "report_id": tables.report_id,
        "schema_version": SCHEMA_VERSION,
        "charge_class": None if report.correction_of is None else CORRECTION,
        "corrects": report.correction_of,
        "after": report.after,
        "platform": {"id": report.platform_id, "name": report.platform},
        "period": _period(pack),
        "state": pack.state,
        "override_reason": pack.override_reason,
        "checks": [_check(pack, at) for at in range(len(pack.checks))],
        "source": {"label": provenance.source, "sample": provenance.is_sample, "from_days": provenance.from_days},
        "read_at": _instant(provenance.read_at),
        "made_at": _instant(provenance.made_at),
        "software": {"name": SOFTWARE, "version": VERSION},
        "form": pack.form,
        "guarded_cells": guarded_cells,
        "rows": {"lines": tables.lines.height, "operators": tables.operators.height, "totals": tables.totals.height},
        "control_totals": _control_totals(pack, tables),
        "notes": _notes(pack),
        "files": [
            {"name": entry.name, "rows": rows, "bytes": entry.size, "sha256": entry.sha256} for entry, rows in entries
        ],
    }
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def _period(pack: Pack) -> dict[str, Any]:
    period = pack.report.period
    start, end = half_open(period)
    return {
        "words": f"{days(period)}, both days included",
        "first_day": period.start.isoformat(),
        "last_day": period.end.isoformat(),
        "days": period.days,
        "start_inclusive": start,
        "end_exclusive": end,
        "zone": ZONE,
    }


def _check(pack: Pack, at: int) -> dict[str, Any]:
    check = pack.checks[at]
    rows = 0 if check.evidence is None else check.evidence.height
    return {
        "name": check.name,
        "title": check.title,
        "state": check.state,
        "words": check.words,
        "evidence_rows": rows,
    }


def _control_totals(pack: Pack, tables: Tables) -> dict[str, Any]:
    """By metric: the sum of its lines, and the sum and the gaps of the operators' figures; and the money."""
    wide = tables.lines.group_by("metric").agg(pl.col("quantity").cast(pl.Int128).sum())
    of_lines = dict(wide.iter_rows())
    totals = {row["metric"]: row for row in tables.totals.iter_rows(named=True)}
    told: dict[str, Any] = {
        metric: {
            "lines": int(of_lines.get(metric, 0)),
            "operators": totals[metric]["total"],
            "not_reported": totals[metric]["not_reported"],
        }
        for metric in METRICS
    }
    if pack.amounts is not None:
        amount = tables.totals["amount"][-1]
        told["amount"] = {
            "total": None if amount is None else str(amount),
            "currency": pack.amounts.currency,
            "basis": ESTIMATE,
            "rounding": ROUNDING,
            "without": without_amount(tables),
        }
    return told


def _notes(pack: Pack) -> list[str]:
    notes = {
        NOT_ADDITIVE: True,
        FROM_DAYS: pack.provenance.from_days,
        SAMPLE: pack.provenance.is_sample,
        focus.NOTE: pack.form == "focus",
    }
    return [note for note, holds in notes.items() if holds]


def _instant(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
