"""Columns of states, statuses and plans as people write them."""

import polars as pl

from dashboard.words import state_title


def titled(frame: pl.DataFrame, *columns: str) -> list[pl.Expr]:
    """The statuses, plans and states in `columns` of `frame` as people write them; unreported ones stay null.

    The few words are written first and looked up by Polars then: a Python function inside an expression can stop the
    whole process (`tests/test_floors.py` says why).
    """
    words = {column: frame[column].drop_nulls().unique().to_list() for column in columns}
    return [pl.col(column).replace({one: state_title(one) for one in words[column]}) for column in columns]


def percents(*columns: str) -> list[pl.Expr]:
    """Ratios 0..1 as whole percent, as the columns of grids want them; adding 0 turns -0 into 0."""
    return [(pl.col(column) * 100).round(mode="half_away_from_zero") + 0.0 for column in columns]
