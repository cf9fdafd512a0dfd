"""Whom to call: the flagged operators with most at stake, and how many there are in each state."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard.metrics.activity.network import network_change, ranked
from dashboard.metrics.activity.states import FLAGGED, ActivityRules
from dashboard.numbers import counted, exact, short
from dashboard.views.rows import ListRow
from dashboard.words import state_title

_CALLS = 9
_MILD = ("watch", "at risk")


@dataclass(frozen=True, slots=True)
class Calls:
    """`states`: a flagged state and the words of the link that lists who stands in it, the worst first."""

    caption: str
    rows: tuple[ListRow, ...]
    states: tuple[tuple[str, str], ...]


def calls(standing: pl.DataFrame, hidden: AbstractSet[str], rules: ActivityRules) -> Calls:
    """Of everybody's `standing` (`metrics.activity.reasons.with_reasons`), without the `hidden` operators."""
    flagged = ranked(standing, network_change(standing, rules)).filter(
        pl.col("state").is_in(FLAGGED), ~pl.col("operator_id").is_in(sorted(hidden))
    )
    counts = dict(flagged.group_by("state").len().iter_rows())
    return Calls(
        caption=f"Billable units at stake, in {counted(rules.window_days, 'day')}",
        rows=tuple(_row(row) for row in flagged.head(_CALLS).iter_rows(named=True)),
        states=tuple(
            (state, f"{state_title(state)}: {exact(counts[state])} of {exact(standing.height)}")
            for state in reversed(FLAGGED)
            if state in counts
        ),
    )


def _row(operator: dict[str, Any]) -> ListRow:
    colour = "orange" if operator["state"] in _MILD else "red"
    at_stake = short(operator["at_stake"])
    return ListRow(operator["operator_id"], operator["name"], at_stake, f":{colour}[{state_title(operator['state'])}]")
