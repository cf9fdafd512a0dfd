"""A report with everything that has ever broken a file, and the pack of it."""

import io
import json
from datetime import UTC, date, datetime
from zipfile import ZipFile

import polars as pl

from dashboard.exports.pack.contents import Pack, Provenance
from dashboard.exports.pack.packing import write_pack
from dashboard.metrics.report.canonical import LINES, OPERATORS, Report, canonical_report
from dashboard.metrics.report.readiness import Check
from data_access.period import Period

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://x","y")',
    "+bonus",
    "-5",
    "@SUM(A1)",
    "\ttab",
    "\rreturn",
    "line\nbreak",
    "two\r\nlines",
    "'quoted",
    "''twice",
    "＝1+1",
    "＋1",
    "－1",
    "＠a",
    "007",
    "1e5",
    "1/2",
    "TRUE",
    'a "b", c',
    "<b>&amp;</b>",
    " space ",
    "赤い鳥 🐦",
    "_x0041_",
    "_x0041_x0042_",
    "tax_xl",
    "\u202eright",
    "bell\x07",
    "https://x.example/?a=1&b=2",
    "",
]


def lines(*rows):
    """Lines from (operator id, metric, key, quantity); the name is the id in capitals."""
    full = [(operator, operator.upper(), metric, key, quantity) for operator, metric, key, quantity in rows]
    return pl.DataFrame(full, LINES, orient="row")


def operators(*rows):
    """Operators from (id, name, status, plan, five figures)."""
    return pl.DataFrame(rows, OPERATORS, orient="row")


def small_report(**changes):
    """Two operators, one of which reports no events, and 100 beside 35 units that traffic does not explain."""
    facts = {
        "lines": lines(
            ("op_b", "api_calls", "gateway", 7),
            ("op_b", "api_calls", "keys", 3),
            ("op_b", "gateway_requests", "stripe", 20),
            ("op_b", "storage_bytes", "", 2048),
            ("op_b", "billable_units", "", 100),
            ("op_a", "api_calls", "gateway", 0),
            ("op_a", "gateway_requests", "", 0),
            ("op_a", "events_ingested", "", 0),
            ("op_a", "storage_bytes", "", 5),
            ("op_a", "billable_units", "", 0),
        ),
        "operators": operators(
            ("op_b", "OP_B", "suspended", None, 10, 20, None, 2048, 100),
            ("op_a", "OP_A", "active", "pro", 0, 0, 0, 5, 0),
        ),
        "platform": "Hazelwood",
        "platform_id": "plat_hazel",
        "period": OCTOBER,
        **changes,
    }
    return canonical_report(**facts)


def hostile_report():
    """Every hostile text as an id, a name, a status, a plan and a key; the largest numbers there are."""
    ids = [text or "(none)" for text in HOSTILE]
    rows = [
        (ids[at], text, "gateway_requests", text, at * 1_000_003) for at, text in enumerate(HOSTILE) if ids[at] != "-5"
    ]
    rows += [("-5", None, "storage_bytes", "", 2**63 - 1), ("-5", None, "billable_units", "", 10**15 - 1)]
    bill = [
        (ids[at], text or None, text, text or None, None, at * 1_000_003, None, 2**63 - 1 if at == 3 else None, at)
        for at, text in enumerate(HOSTILE)
    ]
    return canonical_report(
        pl.DataFrame(rows, LINES, orient="row"),
        pl.DataFrame(bill, OPERATORS, orient="row"),
        platform='=Platform "<b>"',
        platform_id="plat_hostile",
        period=OCTOBER,
    )


CHECKS = (
    Check("adds_up", "Parts add up to totals", "ok", "=They do.", pl.DataFrame({"a": [1, 2]})),
    Check("same_again", "A second fetch gives the same rows", "unknown", "Not asked."),
)


def pack_of(report: Report, form="exact", **changes) -> Pack:
    """A pack of `report`."""
    provenance = Provenance(
        source="the bundled sample",
        slug="hazelwood",
        read_at=datetime(2026, 11, 9, 10, 11, 12, 131415, tzinfo=UTC),
        made_at=datetime(2026, 11, 9, 10, 11, 14, tzinfo=UTC),
    )
    facts = {"checks": CHECKS, "state": "final", "provenance": provenance, **changes}
    return Pack(report, form, **facts)


def packed(pack: Pack) -> dict[str, bytes]:
    """The files of the pack, by name, in their order."""
    target = io.BytesIO()
    write_pack(pack, target)
    with ZipFile(target) as held:
        return {name: held.read(name) for name in held.namelist()}


def manifest_of(pack: Pack):
    """The manifest, read."""
    return json.loads(packed(pack)["manifest.json"])
