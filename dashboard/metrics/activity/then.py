"""What a roster can say of an earlier day: it tells only what is so now."""

from datetime import date

import polars as pl


def roster_on(roster: pl.DataFrame, on: date) -> pl.DataFrame:
    """`tables.OPERATORS` as far as it holds for the end of `on`.

    Operators created later are left out, but for those that were active by then. A last activity after `on` says
    nothing of the days before it, and how many connections there were is not known: both are null. Status, plan and
    contact are those of now.
    """
    created, active = pl.col("created_at").dt.date(), pl.col("last_active_at").dt.date()
    was_there = (created <= on).fill_null(value=True) | (active <= on).fill_null(value=False)
    return roster.filter(was_there).with_columns(
        last_active_at=pl.when(active <= on).then("last_active_at"),
        active_connections=pl.lit(None, pl.Int64),
    )
