"""What usage may hold, said twice: about a group's few figures (fast, always asked) and about rows (to name the first).

A day is the bit 2^day of its month: different days never carry, so as many bits as rows means that no day is repeated.
"""

from collections.abc import Sequence

import polars as pl

from data_access.dataset.checks import Rule, one_of, required, unique
from data_access.dataset.columns import value
from data_access.dataset.files import DatasetFile
from data_access.errors import DatasetWrong, quotable
from data_access.period import Period
from data_access.tables import BILLABLE_UNITS, DAILY_USAGE, METRICS, STORAGE_BYTES, closed_word

_UNIT_NAMES = ("unit", "units", "uom", "unit_of_measure")
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
    named = [column for column in file.held_types() if column.strip().casefold() in _UNIT_NAMES]
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
