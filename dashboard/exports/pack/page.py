"""report.html: to be printed. The summary, and a statement a page for chosen operators; no script, nothing from elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from dashboard.exports.documents import Table, document
from dashboard.exports.pack.amounts import ESTIMATE
from dashboard.exports.pack.contents import MOST_STATEMENTS, Pack, Tables
from dashboard.exports.pack.rows import ALL
from dashboard.exports.pack.summary import STATE_WORDS, summary
from dashboard.numbers import counted, days, exact
from dashboard.words import METRIC_TITLES, NOT_BROKEN_DOWN
from data_access.tables import BILLABLE_UNITS, METRICS, UNITS


@dataclass(frozen=True, slots=True)
class _Statement:
    name: str
    who: list[tuple[str, str]]
    figures: Table
    lines: Table


def page(pack: Pack, tables: Tables) -> Iterator[bytes]:
    """The document in UTF-8, piece by piece. Raises ValueError for more than 200 statements or for an unknown operator."""
    chosen = statement_operators(pack, tables)
    all_of_them = counted(tables.operators.height, "operator")
    parts = document(
        "pack/page.html.j2",
        title=f"Usage report, {days(pack.report.period)}",
        summary=summary(pack, tables),
        totals=_totals(pack, tables),
        checks=_checks(pack),
        note=f"Statements of {chosen.height:,} of {all_of_them} follow; operators.csv holds all.",
        stamp=STATE_WORDS[pack.state],
        statements=_statements(chosen, pack, tables),
    )
    return (part.encode() for part in parts)


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


def _totals(pack: Pack, tables: Tables) -> Table:
    heads = ["Figure", "Total", "Unit", "Not reported", *_money_heads(pack)]
    return Table("Totals", heads, [_total(row) for row in tables.totals.iter_rows(named=True)], frozenset({1, 3, 4}))


def _checks(pack: Pack) -> Table:
    rows = [(each.title, each.state, each.words) for each in pack.checks]
    return Table("Checks", ["Check", "State", "Words"], rows, frozenset())


def _total(row: dict[str, object]) -> tuple[str, ...]:
    metric = str(row["metric"])
    money = (_amount(row["amount"]),) if "amount" in row else ()
    if metric == ALL:
        return "All, money alone", "", "", "", *money
    return METRIC_TITLES[metric], _figure(row["total"]), UNITS[metric], _figure(row["not_reported"]), *money


def _statements(chosen: pl.DataFrame, pack: Pack, tables: Tables) -> Iterator[_Statement]:
    lines = tables.lines.join(chosen, on="operator_id", how="semi", maintain_order="left")
    by_operator = lines.partition_by("operator_id", as_dict=True, maintain_order=True)
    heads = ["Line", "Key", "Quantity", "Unit", *_money_heads(pack)]
    for operator in chosen.iter_rows(named=True):
        own = by_operator.get((operator["operator_id"],), lines.clear())
        figures = [(METRIC_TITLES[metric], _figure(operator[metric]), UNITS[metric]) for metric in METRICS]
        yield _Statement(
            name=operator["operator_name"] or operator["operator_id"],
            who=_who(operator, pack, tables),
            figures=Table("Figures", ["Figure", "Quantity", "Unit"], figures, frozenset({1})),
            lines=Table("Lines", heads, [_line(row) for row in own.iter_rows(named=True)], frozenset({2, 4})),
        )


def _who(operator: dict[str, object], pack: Pack, tables: Tables) -> list[tuple[str, str]]:
    without = str(operator.get("without_amount") or "").split(",")
    who = {
        "Operator": operator["operator_id"],
        "Status": operator["status"],
        "Plan": operator["plan"],
        "Period": f"{days(pack.report.period)}, UTC",
        "Report id": tables.report_id,
        ESTIMATE: f"{pack.amounts.currency} {_amount(operator['amount'])}" if pack.amounts else None,
        "Without": ", ".join(METRIC_TITLES.get(each, each) for each in without),
    }
    return [(name, str(words)) for name, words in who.items() if words]


def _line(row: dict[str, object]) -> tuple[str, ...]:
    metric = str(row["metric"])
    key = str(row["key"]) or NOT_BROKEN_DOWN
    money = (_amount(row["amount"]),) if "amount" in row else ()
    return METRIC_TITLES[metric], key, _figure(row["quantity"]), UNITS[metric], *money


def _money_heads(pack: Pack) -> list[str]:
    return [f"{ESTIMATE}, {pack.amounts.currency}"] if pack.amounts else []


def _figure(value: object) -> str:
    return exact(value if isinstance(value, int) else None)


def _amount(value: object) -> str:
    return "—" if value is None else f"{value:,}".replace("-", "−")
