"""report.html: to be printed. The summary, and a statement a page for chosen operators; no script, nothing from elsewhere."""

import html
import re
from collections.abc import Iterator, Sequence

import polars as pl

from dashboard.exports.pack.amounts import ESTIMATE
from dashboard.exports.pack.contents import MOST_STATEMENTS, Pack, Tables
from dashboard.exports.pack.page_style import STYLE
from dashboard.exports.pack.rows import ALL
from dashboard.exports.pack.summary import STATE_WORDS, summary
from dashboard.numbers import counted, days, exact
from dashboard.words import METRIC_TITLES, NOT_BROKEN_DOWN
from data_access.direction import marked
from data_access.tables import BILLABLE_UNITS, METRICS, UNITS

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_HEAD = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
"""


def page(pack: Pack, tables: Tables) -> Iterator[bytes]:
    """The document in UTF-8, piece by piece. Raises ValueError for more than 200 statements or for an unknown operator."""
    chosen = statement_operators(pack, tables)
    title = f"Usage report, {days(pack.report.period)}"
    yield f"{_HEAD}<title>{_said(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n".encode()
    yield "\n".join(_first_page(title, pack, tables, chosen.height)).encode()
    lines = tables.lines.join(chosen, on="operator_id", how="semi", maintain_order="left")
    by_operator = lines.partition_by("operator_id", as_dict=True, maintain_order=True)
    for operator in chosen.iter_rows(named=True):
        own = by_operator.get((operator["operator_id"],), lines.clear())
        yield "\n".join(_statement(operator, own, pack, tables)).encode()
    yield b"</main>\n</body>\n</html>\n"


def statement_operators(pack: Pack, tables: Tables) -> pl.DataFrame:
    """The rows of `tables.operators` that get a statement, sorted by id.

    Raises ValueError for more than 200 chosen ones, or for one that is not in the report.
    """
    operators = tables.operators
    if pack.statements is None:
        most = operators.sort(BILLABLE_UNITS, "operator_id", descending=[True, False], nulls_last=True)
        return most.head(MOST_STATEMENTS).sort("operator_id")
    wanted = set(pack.statements)
    if len(wanted) > MOST_STATEMENTS:
        raise ValueError(f"{len(wanted)} statements are too many for one file: {MOST_STATEMENTS} at most")
    unknown = sorted(wanted - set(operators["operator_id"]))
    if unknown:
        raise ValueError(f"no such operator in the report: {', '.join(unknown)}")
    return operators.filter(pl.col("operator_id").is_in(list(wanted)))


def _first_page(title: str, pack: Pack, tables: Tables, statements: int) -> Iterator[str]:
    yield f"<h1>{_said(title)}</h1>"
    told = summary(pack, tables)
    yield "<dl>" + "".join(f"<div><dt>{name}</dt><dd>{_said(words)}</dd></div>" for name, words in told) + "</dl>"
    priced = pack.amounts is not None
    heads = ["Figure", "Total", "Unit", "Not reported", *([_money_head(pack)] if priced else [])]
    yield from _table("Totals", heads, [_total(row) for row in tables.totals.iter_rows(named=True)], {1, 3, 4})
    checks = [(each.title, each.state, each.words) for each in pack.checks]
    yield from _table("Checks", ["Check", "State", "Words"], checks, set())
    all_of_them = counted(tables.operators.height, "operator")
    yield f'<p class="note">Statements of {statements:,} of {all_of_them} follow; operators.csv holds all.</p>\n'


def _total(row: dict[str, object]) -> tuple[str, ...]:
    metric = str(row["metric"])
    money = (_amount(row["amount"]),) if "amount" in row else ()
    if metric == ALL:
        return "All, money alone", "", "", "", *money
    return METRIC_TITLES[metric], _figure(row["total"]), UNITS[metric], _figure(row["not_reported"]), *money


def _statement(operator: dict[str, object], lines: pl.DataFrame, pack: Pack, tables: Tables) -> Iterator[str]:
    operator_id = str(operator["operator_id"])
    priced = pack.amounts is not None
    yield f'<section class="statement">\n<h2>{_said(operator["operator_name"] or operator_id)}</h2>'
    yield f'<p class="stamp">{_said(STATE_WORDS[pack.state])}</p>'
    who = {
        "Operator": operator_id,
        "Status": operator["status"],
        "Plan": operator["plan"],
        "Period": f"{days(pack.report.period)}, UTC",
        "Report id": tables.report_id,
        ESTIMATE: f"{pack.amounts.currency} {_amount(operator['amount'])}" if pack.amounts else None,
        "Without": ", ".join(
            METRIC_TITLES.get(each, each) for each in str(operator.get("without_amount") or "").split(",")
        ),
    }
    yield "<dl>" + "".join(f"<div><dt>{name}</dt><dd>{_said(words)}</dd></div>" for name, words in who.items() if words)
    yield "</dl>"
    figures = [(METRIC_TITLES[metric], _figure(operator[metric]), UNITS[metric]) for metric in METRICS]
    yield from _table("Figures", ["Figure", "Quantity", "Unit"], figures, {1})
    heads = ["Line", "Key", "Quantity", "Unit", *([_money_head(pack)] if priced else [])]
    yield from _table("Lines", heads, [_line(row) for row in lines.iter_rows(named=True)], {2, 4})
    yield "</section>\n"


def _line(row: dict[str, object]) -> tuple[str, ...]:
    metric = str(row["metric"])
    key = str(row["key"]) or NOT_BROKEN_DOWN
    money = (_amount(row["amount"]),) if "amount" in row else ()
    return METRIC_TITLES[metric], key, _figure(row["quantity"]), UNITS[metric], *money


def _money_head(pack: Pack) -> str:
    return f"{ESTIMATE}, {pack.amounts.currency}" if pack.amounts else ""


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], figures: set[int]) -> Iterator[str]:
    if not rows:
        return
    sides = [' class="figure"' if at in figures else "" for at in range(len(heads))]
    cells = "".join(f'<th scope="col"{side}>{_said(head)}</th>' for side, head in zip(sides, heads, strict=True))
    yield f"<table><caption>{title}</caption>\n<thead><tr>{cells}</tr></thead>\n<tbody>"
    for row in rows:
        cells = "".join(f"<td{side}>{_said(cell)}</td>" for side, cell in zip(sides, row, strict=True))
        yield f"<tr>{cells}</tr>"
    yield "</tbody></table>"


def _figure(value: object) -> str:
    return exact(value if isinstance(value, int) else None)


def _amount(value: object) -> str:
    return "—" if value is None else f"{value:,}".replace("-", "−")


def _said(text: object) -> str:
    """On one line, escaped, without what cannot be printed or turns the reading direction round."""
    return html.escape(marked(_UNPRINTABLE.sub("\ufffd", " ".join(str(text).split()))))
