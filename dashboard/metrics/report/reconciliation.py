"""Where a report does not agree with itself, with the roster, or with the same report asked for again."""

import polars as pl

from dashboard.metrics.report.canonical import Report
from data_access.tables import ACTIVITY, BILLABLE_UNITS, METRICS

_WIDE = pl.Int128
SUSPENDED = "suspended"
_NAME = "operator_name"


def sums_of_parts(report: Report) -> pl.DataFrame:
    """Each operator's figure that is not the sum of its lines, then every metric's grand totals.

    Columns operator_id and operator_name (null = all operators), metric, parts (sum of the lines), total (as reported;
    the sum of what is reported), difference (parts - total), agrees. A figure without lines agrees if it is 0 or not
    reported; lines without a figure do not. Figures beyond 64 bits are null, and compared all the same.
    """
    parts = report.lines.group_by("operator_id", "metric").agg(parts=pl.col("quantity").cast(_WIDE).sum())
    totals = report.operators.unpivot(
        list(METRICS), index=["operator_id", "operator_name"], variable_name="metric", value_name="total"
    ).with_columns(pl.col("total").cast(_WIDE))
    both = totals.join(parts, on=["operator_id", "metric"], how="full", coalesce=True).with_columns(
        parts=pl.when(pl.col("total").is_not_null()).then(pl.col("parts").fill_null(0)).otherwise("parts")
    )
    grand = both.group_by("metric").agg(pl.col("parts", "total").sum())
    order = pl.col("metric").replace_strict({name: at for at, name in enumerate(METRICS)}, default=len(METRICS))
    rows = pl.concat(
        [
            both.filter(pl.col("parts").ne_missing(pl.col("total"))).sort("operator_id", "metric"),
            grand.sort(order, "metric"),
        ],
        how="diagonal",
    )
    agrees = pl.col("parts").eq_missing(pl.col("total"))
    return rows.select(
        "operator_id",
        "operator_name",
        "metric",
        pl.col("parts", "total").cast(pl.Int64, strict=False),
        difference=(pl.col("parts") - pl.col("total")).cast(pl.Int64, strict=False),
        agrees=agrees,
    )


def roster_marks(report: Report, roster: pl.DataFrame, listed: pl.Series, *, absent_is_zero: bool) -> pl.DataFrame:
    """The operators of the roster that an invoice must not pass over in silence, the absent first.

    Columns operator_id, operator_name, status, absent (bool), mark (`not in the report`, `suspended`, `idle`, or two of
    them). `listed` = ids that the source's report lists; where `absent_is_zero`, a row in `report` is enough. Idle =
    all traffic is reported and 0.
    """
    figures = report.operators.select("operator_id", *ACTIVITY, has_row=pl.lit(value=True))
    there = pl.col("has_row").fill_null(value=False)
    if not absent_is_zero:
        there = there & pl.col("operator_id").is_in(listed.implode())
    marks = {
        "not in the report": ~there,
        SUSPENDED: (pl.col("status") == SUSPENDED).fill_null(value=False),
        "idle": there & pl.all_horizontal(pl.col(metric).eq_missing(0) for metric in ACTIVITY),
    }
    words = [pl.when(holds).then(pl.lit(mark)) for mark, holds in marks.items()]
    return (
        roster.select("operator_id", "name", "status")  # its own figures are undated
        .join(figures, on="operator_id", how="left")
        .select(
            "operator_id",
            pl.col("name").alias("operator_name"),
            "status",
            absent=~there,
            mark=pl.concat_str(words, separator=", ", ignore_nulls=True),
        )
        .filter(pl.col("mark") != "")
        .sort("absent", "operator_id", descending=[True, False])
    )


def not_in_roster(report: Report, roster: pl.DataFrame) -> pl.DataFrame:
    """The operators of the report, by its rows or by its lines, that the roster does not know.

    Columns operator_id, operator_name, and the METRICS (null where it has lines only); sorted by operator_id.
    """
    by_lines = report.lines.group_by("operator_id").agg(pl.col("operator_name").drop_nulls().first())
    rows = report.operators.select("operator_id", "operator_name", *METRICS)
    extra = by_lines.join(rows, on="operator_id", how="anti")
    found = pl.concat([rows, extra], how="diagonal")
    return found.join(roster, on="operator_id", how="anti").sort("operator_id")


def fetch_differences(first: Report, again: Report) -> pl.DataFrame:
    """The cells in which two fetches of one report differ, sorted.

    Columns operator_id, field (a metric, or operator_name, status, plan), key (null = the operator's own row), first,
    again (as text; null = not reported, or no such line).
    """
    at = ["operator_id", "field", "key"]
    both = _cells(first).join(_cells(again), on=at, how="full", coalesce=True, nulls_equal=True, suffix="_again")
    is_name = pl.col("key").is_not_null() & (pl.col("field") == _NAME)
    of_no_line = is_name & pl.any_horizontal(pl.col("value", "value_again").is_null())  # the line itself tells it
    differing = both.filter(pl.col("value").ne_missing(pl.col("value_again")) & ~of_no_line)
    return differing.select(*at, first="value", again="value_again").sort(at)


def explained_units(operators: pl.DataFrame) -> pl.DataFrame:
    """How far the plain sum of traffic explains the billable units as given; it never replaces them.

    Takes `canonical.OPERATORS`. Columns operator_id, billable_units, plain_sum (API calls + gateway requests + events;
    null where one of them is not reported, or beyond 64 bits), difference (billable_units - plain_sum).
    """
    plain_sum = pl.sum_horizontal([pl.col(metric).cast(pl.Int128) for metric in ACTIVITY], ignore_nulls=False)
    return operators.select(
        "operator_id",
        BILLABLE_UNITS,
        plain_sum=plain_sum.cast(pl.Int64, strict=False),
        difference=(pl.col(BILLABLE_UNITS).cast(pl.Int128) - plain_sum).cast(pl.Int64, strict=False),
    )


def _cells(report: Report) -> pl.DataFrame:
    """operator_id, field, key, value: every cell; lines that share a key are one value, joined."""
    text = pl.col("value").cast(pl.String)
    lines = report.lines.select(
        "operator_id", pl.col("metric").alias("field"), "key", pl.col("quantity").alias("value")
    )
    name = pl.col(_NAME).fill_null("(no name)").alias("value")
    named = report.lines.select("operator_id", pl.lit(_NAME).alias("field"), "key", name)
    rows = report.operators.with_columns(pl.exclude("operator_id").cast(pl.String)).unpivot(
        index="operator_id", variable_name="field"
    )
    keyed = pl.concat([lines.with_columns(text), named.unique()]).group_by("operator_id", "field", "key")
    return pl.concat(
        [
            keyed.agg(text.sort().str.join(" and ")),
            rows.with_columns(key=pl.lit(None, pl.String)).select("operator_id", "field", "key", "value"),
        ]
    )
