"""Who is connected to what in the sample dataset: drawn per operator, each from a chance of its own.

Chance is `random.Random(text).random()` alone, whose numbers Python promises for ever, and fsum():
sum() of floats rounds otherwise from Python 3.12 on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from math import fsum
from pathlib import Path
from random import Random

import polars as pl

from scripts.sample_operators import EXTRA_CONNECTIONS, LAPSED_CONNECTOR, Operator
from scripts.sample_stories import CONNECTION_ENDED

LAST_DAY = date(2026, 11, 21)
LAUNCH_DELAY = 2
"""Days from an operator's creation to its first traffic."""
_SEED = "hazelboard sample 1"
_LAPSED_SINCE = 41
_MAIN_SHARE = 1.6  # of all the others together: more than half of the whole
_IGAMING = "iGaming"
CATALOGUE = pl.read_csv(
    Path(__file__).with_name("sample_connectors.csv"),
    schema={
        "connector_id": pl.String(),
        "name": pl.String(),
        "category": pl.String(),
        "reach": pl.Int64(),
        "traffic": pl.Int64(),
    },
)
"""`connector_id, name, category` as shown; `reach` = weight of being chosen; `traffic` = usual calls beside the others'."""
_REACH: dict[str, int] = dict(CATALOGUE.select("connector_id", "reach").iter_rows())
_TRAFFIC: dict[str, int] = dict(CATALOGUE.select("connector_id", "traffic").iter_rows())
_SPECIALIST = frozenset(CATALOGUE.filter(pl.col("category") == _IGAMING)["connector_id"])


@dataclass(frozen=True, slots=True)
class Connection:
    """One connection. `weight` is its part of the operator's gateway requests, in `first`..`last` days before the end."""

    connection_id: str
    operator_id: str
    connector_id: str
    status: str
    created_at: datetime
    weight: float
    first: int
    last: int = 0


def chance(*names: str) -> Random:
    """A chance of its own for whatever `names` name: a change to one operator leaves the others' figures alone."""
    return Random("/".join((_SEED, *names)))


def age(operator: Operator) -> int:
    """Days from the operator's creation to the sample's last day."""
    return (LAST_DAY - date.fromisoformat(operator.created)).days


def working_hour(days_ago: int, draw: Random) -> datetime:
    """An instant (UTC, whole seconds) between 07:00 and 18:00 of that day."""
    moment = datetime.combine(LAST_DAY - timedelta(days=days_ago), time(7), UTC)
    return moment + timedelta(seconds=int(draw.random() * 11 * 3600))


def connections(operator: Operator) -> list[Connection]:
    """All connections of one operator, those that ended included."""
    draw = chance(operator.operator_id, "connections")
    made = [_connected(operator, connector, draw) for connector in _chosen(operator, draw)]
    made = [_as_the_story_tells(operator, link, made) for link in _with_one_closed(made, draw)]
    made += [_spare(link, draw) for link in made[: operator.connectors // 2] if link.connector_id != operator.about]
    status = "inactive" if operator.story == "suspended" else None
    return [replace(link, status=status) for link in made] if status else made


def _chosen(operator: Operator, draw: Random) -> list[str]:
    """Distinct connectors, the likelier the wider their reach; the story's own and the extra ones always."""
    chosen = [operator.about] if operator.about else []
    chosen += [connector for connector, users in EXTRA_CONNECTIONS.items() if operator.operator_id in users]
    while len(chosen) < operator.connectors:
        open_to = {c: w for c, w in _reaches(operator).items() if c not in chosen}
        chosen.append(_drawn(open_to, draw.random()))
    return chosen


def _reaches(operator: Operator) -> dict[str, float]:
    """How likely each connector is: the popular are chosen early, and a shop seldom needs odds."""
    rare = 1.0 if operator.industry == "igaming" else 0.1
    return {c: reach * (reach + 20) * (rare if c in _SPECIALIST else 1.0) for c, reach in _REACH.items() if reach}


def _drawn(weights: dict[str, float], lot: float) -> str:
    left = lot * fsum(weights.values())
    for name, weight in weights.items():
        left -= weight
        if left < 0:
            return name
    return next(reversed(weights))


def _connected(operator: Operator, connector: str, draw: Random) -> Connection:
    """Most connections are made when the operator starts, some later: that is part of the growth."""
    start = max(age(operator) - 1, 0)
    later = draw.random() < 0.3 and start > 90 and connector != operator.about
    first = int(60 + draw.random() * (min(start, 420) - 60)) if later else start
    return Connection(
        connection_id=f"conn_{draw.getrandbits(32):08x}",
        operator_id=operator.operator_id,
        connector_id=connector,
        status="active",
        created_at=working_hour(first, draw),
        weight=_TRAFFIC[connector] * (0.5 + draw.random()),
        first=first - 1,
        last=_LAPSED_SINCE if connector == LAPSED_CONNECTOR else 0,
    )


def _with_one_closed(made: list[Connection], draw: Random) -> list[Connection]:
    """Every second larger operator has left a vendor: long ago, so that it is no story of the last weeks."""
    ended, status = int(80 + draw.random() * 200), "inactive" if draw.random() < 0.6 else "revoked"
    if len(made) < 6 or draw.random() < 0.5 or made[-1].first < ended + 30:
        return made
    return [*made[:-1], replace(made[-1], last=ended, status=status)]


def _as_the_story_tells(operator: Operator, link: Connection, made: Sequence[Connection]) -> Connection:
    if link.connector_id != operator.about:
        return link
    last, status = CONNECTION_ENDED[operator.story]
    others = fsum(other.weight for other in made if other is not link)
    weight = others * _MAIN_SHARE if operator.story == "connector_failed" else link.weight
    return replace(link, weight=weight, last=last, status=status)


def _spare(link: Connection, draw: Random) -> Connection:
    """A second connection to the same connector, as for a test account: it carries nothing that is told apart."""
    return replace(
        link,
        connection_id=f"conn_{draw.getrandbits(32):08x}",
        status="active" if draw.random() < 0.8 else "inactive",
        created_at=link.created_at + timedelta(minutes=1 + int(draw.random() * 600)),
        weight=0.0,
    )
