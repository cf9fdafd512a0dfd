"""Why an operator stands as it does: a sentence or three, made of its facts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from dashboard.metrics import activity as states
from dashboard.metrics.activity import ActivityRules
from dashboard.numbers import counted, day, exact, percent

Facts = Mapping[str, Any]


def with_reasons(
    standing: pl.DataFrame, connector_names: Mapping[str, str], *, today: date, rules: ActivityRules
) -> pl.DataFrame:
    """`metrics.activity.activity` with `reason`. `connector_names`: by id; an unnamed connector is called by its id."""
    words = Words(connector_names, today, rules)
    reasons = [words.reason(row) for row in standing.iter_rows(named=True)]
    return standing.with_columns(reason=pl.Series(reasons, dtype=pl.String))


class Words:
    """The sentences about one operator's facts on one day."""

    def __init__(self, connector_names: Mapping[str, str], today: date, rules: ActivityRules) -> None:
        """Nothing is said yet."""
        self._names, self._today, self._rules = connector_names, today, rules
        self._by_state = {
            states.SUSPENDED: self._suspended,
            states.UNKNOWN: self._unknown,
            states.NEVER_ACTIVATED: self._never,
            states.NEW: self._new,
            states.DORMANT: self._silent,
            states.INACTIVE: self._silent,
            states.RECOVERED: self._recovered,
            states.AT_RISK: self._falling,
            states.WATCH: self._watched,
            states.HEALTHY: self._healthy,
        }

    def reason(self, facts: Facts) -> str:
        """Why the operator has its state."""
        return " ".join(filter(None, self._by_state[facts["state"]](facts)))

    def _suspended(self, facts: Facts) -> list[str]:
        if facts["last_active"] is None:
            return ["Suspended; no activity is known."]
        return [
            f"Suspended; silent for {self._days(facts['days_silent'])} (last call {self._day(facts['last_active'])})."
        ]

    def _unknown(self, _: Facts) -> list[str]:
        return ["Nothing is reported that tells whether, or when, it was active."]

    def _never(self, facts: Facts) -> list[str]:
        created = f" Created on {self._day(facts['created_at'])}." if facts["created_at"] else ""
        connections = facts["active_connections"]
        linked = f" {counted(connections, 'active connection')}." if connections else ""
        return [f"No activity ever.{created}{linked}"]

    def _new(self, facts: Facts) -> list[str]:
        silent = facts["days_silent"]
        still = "Active today." if silent == 0 else f"Last call {self._day(facts['last_active'])}."
        return [f"First seen on {self._day(facts['first_seen'])}, {self._days(facts['days_known'])} ago.", still]

    def _silent(self, facts: Facts) -> list[str]:
        return [self._silence(facts), self._before_that(facts), self._main(facts) or self._lost(facts)]

    def _recovered(self, facts: Facts) -> list[str]:
        back = "Active today" if facts["days_silent"] == 0 else f"Last call {self._day(facts['last_active'])}"
        return [f"{back}, after {self._days(facts['silent_run'])} of silence.", self._gone(facts), self._main(facts)]

    def _falling(self, facts: Facts) -> list[str]:
        causes = [self._gone(facts), self._main(facts)]
        return [self._change(facts), *causes, "" if any(causes) else self._lost(facts), self._short_silence(facts)]

    def _watched(self, facts: Facts) -> list[str]:
        if facts["days_silent"] is not None and facts["days_silent"] >= self._rules.watch_days:
            return [self._silence(facts), self._before_that(facts), self._lost(facts)]
        return [self._change(facts), self._lost(facts)]

    def _healthy(self, facts: Facts) -> list[str]:
        silent = facts["days_silent"]
        if silent is None:
            return ["When it was last active is not reported.", self._change(facts)]
        return [
            "Active today." if silent == 0 else f"Last call {self._day(facts['last_active'])}.",
            self._change(facts),
        ]

    def _silence(self, facts: Facts) -> str:
        return f"Silent for {self._days(facts['days_silent'])} (last call {self._day(facts['last_active'])})."

    def _short_silence(self, facts: Facts) -> str:
        silent = facts["days_silent"]
        return self._silence(facts) if silent is not None and silent >= self._rules.watch_days else ""

    def _before_that(self, facts: Facts) -> str:
        usual = facts["usual"]
        if not usual:
            return ""
        return (
            f"Before that {counted(round(usual), 'call')} a day."
            if usual >= 1
            else "Before that less than 1 call a day."
        )

    def _change(self, facts: Facts) -> str:
        """The last window against the one before, on as many days as both know."""
        now, before, span = facts["now"], facts["before"], self._rules.window_days
        if now is None or before is None:
            return ""
        on = "" if facts["compared_days"] == span else f", on {facts['compared_days']} of {span} days"
        against = f"the {span} days before{on}"
        if facts["change"] is None:
            return f"{exact(now)} calls against {exact(before)} in {against}."
        words = percent(facts["change"])
        if now == before or words == "<1%":
            return f"Level with {against}."
        return f"{'Down' if now < before else 'Up'} {words} on {against}."

    def _main(self, facts: Facts) -> str:
        """The connector that carried most, where it stopped."""
        if facts["main_stopped"] is None:
            return ""
        name = self._names.get(facts["main_connector"], facts["main_connector"])
        share = percent(facts["main_share"])
        return f"{name}, {share} of its gateway requests, stopped on {self._day(facts['main_stopped'])}."

    def _gone(self, facts: Facts) -> str:
        return "No active connection is left." if facts["connections_gone"] else ""

    def _lost(self, facts: Facts) -> str:
        if not facts["lost"]:
            return ""
        named = [self._names.get(one, one) for one in facts["lost_connectors"] or []]
        to = f" to {' and '.join(named[:2])}{' and others' if len(named) > 2 else ''}" if named else ""  # noqa: PLR2004
        since = f" since {self._day(facts['lost_since'])}" if facts["lost_since"] else ""
        if facts["lost"] == 1:
            return f"The connection{to} is lost{since}." if named else f"One connection is lost{since}."
        return f"{counted(facts['lost'], 'connection')}{to} are lost{since}."

    def _day(self, one: date) -> str:
        return day(one, year=one.year != self._today.year)

    def _days(self, count: int) -> str:
        return counted(count, "day")
