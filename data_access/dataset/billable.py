"""Billable units where the usage does not carry them: traffic times the weights of `billable.json`, in whole numbers.

Without that file nobody says what traffic weighs, and there are no billable units.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import polars as pl

from data_access.dataset.files import DatasetFile
from data_access.dataset.manifest import json_object
from data_access.errors import DatasetWrong, quotable
from data_access.tables import ACTIVITY, spellings

NAME = "billable.json"
_TOO_LARGE, _MOST_PLACES = 10**6, 12
"""With these no product of a 64-bit quantity and a weight leaves 128 bits."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights as whole numbers of `1 / scale` of a unit, one for each metric of ACTIVITY."""

    by_metric: Mapping[str, int]
    scale: int

    def weighted(self, counts: pl.Expr) -> pl.Expr:
        """The sum of a group's `quantity` (Int128) times the weight of its `metric`, in `1 / scale` of a unit.

        `counts` is true for the rows that count.
        """
        return pl.sum_horizontal(
            pl.col("quantity").filter(counts, pl.col("metric") == metric).sum() * pl.lit(weight, dtype=pl.Int128)
            for metric, weight in self.by_metric.items()
        )


def weights(directory: Path) -> Weights | None:
    """What one call, request and event of the dataset counts; None without a `billable.json`.

    Raises DatasetWrong when it does not give each of the three a Decimal text, or names something else: a weight
    that is guessed would be billed.
    """
    path = directory / NAME
    if not path.exists():
        return None
    held = json_object(NAME, DatasetFile.inside(directory, path).bytes())
    other = spellings(held, ACTIVITY)
    named = sorted(other.get(name, name) for name in held)
    if named != sorted(ACTIVITY):
        raise DatasetWrong(f"{NAME} must name {', '.join(ACTIVITY)}; it names: {quotable(', '.join(held))}")
    decimals = {metric: _weight(metric, text) for name, text in held.items() for metric in [other.get(name, name)]}
    places = max(0, *(-int(weight.as_tuple().exponent) for weight in decimals.values()))
    return Weights({metric: int(weight.scaleb(places)) for metric, weight in decimals.items()}, 10**places)


def half_up(numerator: pl.Expr, denominator: int) -> pl.Expr:
    """`numerator` (whole and not negative) by `denominator`, rounded half-up to a whole number."""
    return (numerator * 2 + denominator) // (2 * denominator)


def _weight(metric: str, text: object) -> Decimal:
    try:
        weight = Decimal(text) if isinstance(text, str) and text.isascii() and "_" not in text else None
    except InvalidOperation:
        weight = None
    if weight is None or not weight.is_finite() or weight < 0:
        raise DatasetWrong(f'{NAME}: {metric} is {quotable(text, 80)}, not a weight like "0.25"')
    if weight >= _TOO_LARGE or int(weight.as_tuple().exponent) < -_MOST_PLACES:
        raise DatasetWrong(
            f"{NAME}: {metric} is {quotable(text, 80)}; below {_TOO_LARGE:,}, {_MOST_PLACES} places at most"
        )
    return weight
