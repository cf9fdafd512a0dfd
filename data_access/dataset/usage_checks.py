"""What usage may hold, said twice: about a group's few figures (fast, always asked) and about rows (to name the first).

A day is the bit 2^day of its month: different days never carry, so as many bits as rows means that no day is repeated.
"""

import re
from collections.abc import Sequence

import polars as pl

from data_access.dataset.checks import Rule, one_of, required, unique
from data_access.dataset.columns import value
from data_access.dataset.files import DatasetFile
from data_access.errors import DatasetWrong, quotable
from data_access.names import bare, is_perhaps_total, is_surely_total, is_total
from data_access.period import Period
from data_access.tables import ACTIVITY, BILLABLE_UNITS, DAILY_USAGE, METRICS, STORAGE_BYTES, closed_word

_UNIT = re.compile(
    r"(?:quantity|usage|metric|measure|value|amount|storage|count)?"
    r"(?:units?|uom|unitofmeasure(?:ment)?|scale|multiplier|divisor|factor|magnitude)(?:name|code|type)?"
)
_FEWEST = 2
"""So many other keys make the sum of them no coincidence; of one, the name must say it outright."""

FIGURES = {
    "lowest": pl.col("quantity").min(),
    "first": pl.col("date").min(),
    "last": pl.col("date").max(),
    "gaps": (pl.col("date").is_null() | pl.col("quantity").is_null()).sum(),
    "rows": pl.len(),
    "days": pl.lit(2, dtype=pl.Int64).pow(pl.col("date").dt.day()).sum(),
}
"""What has to be known of each month, operator, metric and key to tell whether its rows are sound."""


def refuse_units(file: DatasetFile) -> None:
    """Raises DatasetWrong where a column names units of its own: passed over, MB would be billed as bytes."""
    named = [column for column in file.held_types() if _UNIT.fullmatch(bare(column))]
    if named:
        raise DatasetWrong(
            f"{file.name} has a column {quotable(named[0], 80)}, which nobody reads: storage is in bytes, all else is counted",
            "Write every quantity in that unit, drop the column, then press Refresh.",
        )


def is_sound(days: Period, operator_ids: Sequence[str]) -> pl.Expr:
    """Whether all rows behind a group, of which FIGURES are given, may be so."""
    within = (pl.col("first") >= days.start) & (pl.col("last") <= days.end)
    no_repeats = pl.col("days").bitwise_count_ones() == pl.col("rows")
    metric = pl.col("metric")
    named = pl.col("operator_id").is_in(operator_ids) & metric.is_in(METRICS) & _key_fits(metric)
    return (named & (pl.col("gaps") == 0) & (pl.col("lowest") >= 0) & within & no_repeats).fill_null(value=False)


def refuse_totals(name: str, groups: pl.DataFrame) -> None:
    """Raises DatasetWrong where a key is named like a total and has as much as all other keys of its group together.

    `groups` as summed by month, operator, metric and key, of the file called `name`: counted, it would be billed twice.
    A key that may be a part as well (`""`, `any`) is a total where it is the sum everywhere.
    """
    keys = groups["key"].drop_nulls().unique().to_list()
    like = [key for key in keys if is_total(key) or is_perhaps_total(key)]
    of_all = ["month", "operator_id", "metric"]
    traffic = groups.lazy().filter(pl.col("metric").cast(pl.String).is_in(ACTIVITY))
    sums = traffic.with_columns(every=pl.col("quantity").sum().over(of_all), others=(pl.len() - 1).over(of_all))
    sure = pl.col("key").is_in([key for key in like if is_surely_total(key)])
    is_sum = (pl.col("quantity") > 0) & (2 * pl.col("quantity") == pl.col("every"))
    beside = sums.filter(pl.col("key").is_in(like), (pl.col("others") >= _FEWEST) | (sure & (pl.col("others") > 0)))
    found = beside.filter(is_sum, sure | is_sum.all().over("metric", "key"))
    for row in found.sort(*of_all, "key").collect().head(1).iter_rows(named=True):
        whose = f"{quotable(row['operator_id'], 80)} in {row['month']:%Y-%m}, {row['metric']}"
        raise DatasetWrong(
            f"{name}: {whose}: the key “{quotable(row['key'], 80)}” has as much as all its other keys together",
            "Drop the rows of what is a total, or name the key otherwise; then press Refresh.",
        )


def usage_rules(days: Period, operator_ids: Sequence[str], *, as_text: bool) -> list[Rule]:
    """The same about raw rows, in the order in which they are told when one row offends several.

    A metric is compared as `closed_word` does, so two spellings of one are a repeat.
    """
    rules = [
        rule
        for column, dtype in DAILY_USAGE.items()
        if column != "key"
        for rule in required(column, dtype, as_text=as_text)
    ]
    typed = {column: value(column, dtype, as_text=as_text) for column, dtype in DAILY_USAGE.items()}
    metric = closed_word("metric", METRICS)
    return [
        *rules,
        Rule("date", f"is not a day from {days.start} to {days.end}", ~typed["date"].is_between(days.start, days.end)),
        one_of("operator_id", operator_ids, "is no operator of the operators table"),
        Rule("metric", f"is none of {', '.join(METRICS)}", ~metric.is_in(METRICS)),
        Rule("key", "is null; an empty text stands for no key", pl.col("key").is_null()),
        Rule("key", "is filled, though the metric has no key", ~_key_fits(metric)),
        Rule("quantity", "is negative", typed["quantity"] < 0),
        unique({"date": typed["date"], "operator_id": typed["operator_id"], "metric": metric, "key": pl.col("key")}),
    ]


def _key_fits(metric: pl.Expr) -> pl.Expr:
    """Storage and billable units have no key. A gateway key that is no connector is kept as it came."""
    is_keyless = metric.is_in([STORAGE_BYTES, BILLABLE_UNITS])
    return pl.col("key").is_not_null() & ((pl.col("key") == "") | ~is_keyless)
