"""Who grew and who fell most by a measure."""

from typing import Any

import polars as pl

from dashboard.metrics.usage import movers
from dashboard.numbers import short, signed_percent
from dashboard.views.rows import ListRow

_MOST = 5


def moved_most(board: pl.DataFrame, *, up: bool) -> tuple[ListRow, ...]:
    """Of a `metrics.usage.leaderboard`, those who gained most, or lost most."""
    return tuple(_row(row, up=up) for row in movers(board, _MOST, up=up).iter_rows(named=True))


def _row(operator: dict[str, Any], *, up: bool) -> ListRow:
    change = signed_percent(operator["change"]) if operator["before"] else "was 0"
    return ListRow(
        operator["operator_id"],
        operator["operator_name"] or operator["operator_id"],
        f"{short(operator['before'])} → **{short(operator['value'])}**",
        f":{'green' if up else 'red'}[{change}]",
    )
