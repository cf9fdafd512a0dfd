"""What each operator of the sample dataset is counted by, and how much of it comes on a usual day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from random import Random

from data_access.tables import API_CALLS, EVENTS_INGESTED, GATEWAY_REQUESTS
from scripts.sample_connections import LAUNCH_DELAY, Connection, age, chance
from scripts.sample_operators import Operator

_HEALTH = "connection.health.degraded"
_CALLS = {"operator-data-api": 0.46, "gateway": 0.33, "webhook-receiver": 0.17, "api-keys": 0.04}
_EVENTS = {"transaction": 0.33, "session": 0.16, "support": 0.013, "block": 0.007}
_GAME_EVENTS = {**_EVENTS, "game_activity": 0.40, "bonus": 0.06, "affiliate": 0.03}
GAMING = ("esports", "igaming", "lottery")
"""The industries whose players come at weekends."""
ALARM = "alarm"
"""The course of `connection.health.degraded` where a connector fails."""


@dataclass(frozen=True, slots=True)
class Line:
    """One (operator, metric, key): its level on a usual last day, its course, and the days that it is there."""

    operator_id: str
    metric: str
    key: str
    level: float
    course: str
    first: int
    last: int


def usage_lines(operator: Operator, links: Sequence[Connection]) -> list[Line]:
    """What one operator is counted by: endpoint categories, connectors, event types; none if it was never active."""
    if not operator.daily_calls:
        return []
    draw = chance(operator.operator_id, "levels")
    calls = float(operator.daily_calls)
    requests = calls * (0.50 + 0.30 * draw.random())
    events = calls * (1.65 + 0.70 * draw.random())
    first = age(operator) - LAUNCH_DELAY
    kinds = _GAME_EVENTS if operator.industry in GAMING else _EVENTS
    by_metric: Mapping[str, dict[str, float]] = {
        API_CALLS: _split(calls, _varied(_CALLS, draw)),
        EVENTS_INGESTED: _split(events, _varied(kinds, draw)),
    }
    made = [
        Line(operator.operator_id, metric, key, level, operator.story, first, 0)
        for metric, levels in by_metric.items()
        for key, level in levels.items()
    ]
    alarm = ALARM if operator.story == "connector_failed" else operator.story
    made.append(Line(operator.operator_id, EVENTS_INGESTED, _HEALTH, 0.02 * operator.connectors, alarm, first, 0))
    return made + _gateway_lines(operator, links, requests)


def _gateway_lines(operator: Operator, links: Sequence[Connection], requests: float) -> list[Line]:
    carrying = {link.connector_id: link for link in links if link.weight}
    levels = _split(requests, {connector: link.weight for connector, link in carrying.items()})
    return [
        Line(link.operator_id, GATEWAY_REQUESTS, key, levels[key], operator.story, link.first, link.last)
        for key, link in carrying.items()
    ]


def _varied(shares: Mapping[str, float], draw: Random) -> dict[str, float]:
    return {key: share * (0.75 + 0.5 * draw.random()) for key, share in shares.items()}


def _split(total: float, weights: Mapping[str, float]) -> dict[str, float]:
    whole = fsum(weights.values())
    return {key: total * weight / whole for key, weight in weights.items()}
