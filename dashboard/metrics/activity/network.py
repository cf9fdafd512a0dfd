"""Whether the whole network fell: then an operator's own fall says little, and only the difference counts."""

from dataclasses import dataclass

import polars as pl

from dashboard.metrics.activity.states import NEVER_ACTIVATED, NEW, SEVERITY, SUSPENDED, UNKNOWN, ActivityRules

_EXACT = 12  # decimals: the mean of the two in the middle is not exact in binary, and the threshold is
_NOT_COMPARED = (SUSPENDED, UNKNOWN, NEVER_ACTIVATED, NEW)


@dataclass(frozen=True, slots=True)
class NetworkChange:
    """`median`: the change of the median operator (-0.3 = down by 30%), None where nobody can be compared.

    `fell`: it is down by more than the rule says.
    """

    median: float | None
    fell: bool


def network_change(standing: pl.DataFrame, rules: ActivityRules) -> NetworkChange:
    """From `metrics.activity.states.activity`; suspended, unknown, never activated and new operators are not asked."""
    changes = standing.filter(~pl.col("state").is_in(_NOT_COMPARED))["change"].drop_nulls()
    median = changes.median()
    if not isinstance(median, float):
        return NetworkChange(None, fell=False)
    median = round(median, _EXACT)
    return NetworkChange(median, fell=median < -rules.network_fall)


def ranked(standing: pl.DataFrame, network: NetworkChange) -> pl.DataFrame:
    """`standing` with `against_network`, whom to call first on top.

    Most billable units at stake first; where the network fell, those that fell most below the median first. Then the
    severer state, then the id. Operators whose state says nothing of better or worse (suspended, new, …) come last.
    `against_network` = the difference of the operator's change from the median's.
    """
    median = network.median if network.median is not None else 0.0
    severity = pl.col("state").replace_strict(SEVERITY, default=-1, return_dtype=pl.Int64)
    rows = standing.with_columns(against_network=pl.col("change") - median, severity=severity)
    if network.fell:
        order, down = ["against_network", "severity", "operator_id"], [False, True, False]
    else:
        order, down = ["at_stake", "severity", "operator_id"], [True, True, False]
    is_judged = pl.col("severity") >= 0
    return rows.sort(is_judged, *order, descending=[True, *down], nulls_last=True).drop("severity")
