"""What happens to operators in the sample dataset: the table that tests and README name.

A story is told in days before the sample's last day (0 = that day) and in multiples of an
operator's usual traffic, joined by straight lines.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Curve = tuple[tuple[int, float], ...]
"""(days before the last day, multiple of usual traffic), earliest first; level before the first point."""


@dataclass(frozen=True, slots=True)
class Story:
    """Something a reader can find: in words, and as the course of an operator's traffic."""

    tells: str
    curve: Curve = ((0, 1.0),)
    status: str = "active"


STORIES: Mapping[str, Story] = {
    "steady": Story("Grows a little; nothing to see"),
    "grower": Story("Up by a quarter or more on the 28 days before", ((140, 0.55), (56, 0.66), (28, 0.82), (0, 1.18))),
    "watch": Story("Down 20-50% on the 28 days before", ((44, 1.0), (12, 0.62), (0, 0.60))),
    "fading": Story("Down by half or more on the 28 days before", ((36, 1.0), (22, 0.42), (0, 0.22))),
    "silent_16": Story("No traffic for 16 days", ((30, 1.0), (16, 0.7), (15, 0.0))),
    "silent_19": Story("No traffic for 19 days", ((19, 1.0), (18, 0.0))),
    "silent_35": Story("No traffic for 35 days", ((50, 1.0), (35, 0.5), (34, 0.0))),
    "recovered": Story(
        "Silent for 18 days, back for 6", ((24, 1.0), (23, 0.0), (6, 0.0), (5, 0.5), (2, 0.9), (0, 1.0))
    ),
    "connector_failed": Story(
        "The connector of most gateway requests died 21 days ago", ((21, 1.0), (17, 0.6), (0, 0.5))
    ),
    "lost_connection": Story("One connection of several was lost 17 days ago; the rest goes on"),
    "brand_new": Story("First used less than 14 days ago"),
    "suspended": Story("Suspended 46 days ago; traffic stopped that day", ((46, 1.0), (45, 0.0)), "suspended"),
    "never_activated": Story("Active by status for weeks, never used", ((0, 0.0),)),
    "pending": Story("Pending approval, never used", ((0, 0.0),), "pending_approval"),
}

CONNECTION_ENDED: Mapping[str, tuple[int, str]] = {
    "connector_failed": (21, "failed"),
    "lost_connection": (17, "inactive"),
}
"""Story -> (the last day that its connector carried requests, in days before the end; its connection's status now)."""
