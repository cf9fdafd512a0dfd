"""Why an operator stands as it does: a sentence or three, made of its facts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from dashboard.metrics.activity import states
from dashboard.metrics.activity.states import ActivityRules
from dashboard.numbers import counted, day, exact, percent
from data_access.direction import isolated

Facts = Mapping[str, Any]
_MOST_SENTENCES = 3
_MOST_NAMES = 2
_ALL = "calls, requests and events"


def with_reasons(
    standing: pl.DataFrame, connector_names: Mapping[str, str], *, today: date, rules: ActivityRules
) -> pl.DataFrame:
    """`metrics.activity.states.activity` with `reason`. `connector_names`: by id; an unnamed connector is called by its id."""
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
            states.AT_RISK: self._at_risk,
            states.WATCH: self._watch,
            states.HEALTHY: self._healthy,
        }

    def reason(self, facts: Facts) -> str:
        """Why the operator has its state."""
        said = [sentence for sentence in self._by_state[facts["state"]](facts) if sentence]
        return " ".join(said[:_MOST_SENTENCES])

    def _suspended(self, facts: Facts) -> list[str]:
        if facts["last_active"] is None:
            return ["Suspended; no activity is known."]
        pace = self._pace(facts)
        until = f"Until then {pace} a day." if pace else ""
        last = f"Last call {self._day(facts['last_active'])}{self._ago(facts['days_silent'])}."
        return ["Suspended.", last, until]

    def _unknown(self, _: Facts) -> list[str]:
        return ["Nothing is reported that tells whether, or when, it was active."]

    def _never(self, facts: Facts) -> list[str]:
        created = f"Created on {self._day(facts['created_at'])}." if facts["created_at"] else ""
        connections = facts["active_connections"]
        return ["No activity ever.", created, f"{counted(connections, 'active connection')}." if connections else ""]

    def _new(self, facts: Facts) -> list[str]:
        seen = f"First seen on {self._day(facts['first_seen'])}{self._ago(facts['days_known'])}."
        return [seen, self._last_call(facts)]

    def _silent(self, facts: Facts) -> list[str]:
        return [self._silence(facts), self._before_that(facts), self._main(facts) or self._lost(facts)]

    def _recovered(self, facts: Facts) -> list[str]:
        more = " or more" if facts["silent_longer"] else ""
        silence = f"{self._days(facts['silent_run'])}{more} of silence"
        back, causes = facts["back_since"], [self._gone(facts), self._main(facts)]
        if back is None:
            return [f"{self._last_call(facts)[:-1]}, after {silence}.", *causes]
        return [f"Back since {self._day(back)} after {silence}.", *causes, self._last_call(facts)]

    def _at_risk(self, facts: Facts) -> list[str]:
        """What makes it so first, then what else there is."""
        main = self._main(facts)
        causes = [self._gone(facts), main, "" if main else self._lost(facts)]
        silence = self._silence(facts) if self._is_quiet(facts) else ""
        if self._fell(facts, self._rules.risk_fall):
            return [self._change(facts), *causes, silence]
        return [*causes, silence, self._change(facts)]

    def _watch(self, facts: Facts) -> list[str]:
        if self._is_quiet(facts):
            return [self._silence(facts), self._before_that(facts), self._lost(facts)]
        both = [self._change(facts), self._lost(facts)]
        return both if self._fell(facts, self._rules.watch_fall) else both[::-1]

    def _healthy(self, facts: Facts) -> list[str]:
        return [self._last_call(facts), self._change(facts) or self._not_compared(facts)]

    def _is_quiet(self, facts: Facts) -> bool:
        silent = facts["days_silent"]
        return silent is not None and silent >= self._rules.watch_days

    def _fell(self, facts: Facts, least: float) -> bool:
        return facts["change"] is not None and facts["change"] <= -least

    def _last_call(self, facts: Facts) -> str:
        last = facts["last_active"]
        active = "Active on" if last == self._today else "Last call"  # the day of the data, which need not be today
        return f"{active} {self._day(last)}."

    def _silence(self, facts: Facts) -> str:
        return f"Silent for {self._days(facts['days_silent'])} (last call {self._day(facts['last_active'])})."

    def _before_that(self, facts: Facts) -> str:
        pace = self._pace(facts)
        return f"Before that {pace} a day." if pace else "How much it did before is not known."

    def _pace(self, facts: Facts) -> str:
        """API calls a day where there were any, else all that counts as activity."""
        usual, calls = facts["usual"], facts["usual_calls"]
        if not usual:
            return ""
        mean = calls or usual
        if mean < 1:
            return "less than 1 call" if calls else f"less than 1 of {_ALL}"
        return counted(round(mean), "call") if calls else f"{exact(round(mean))} {_ALL}"

    def _change(self, facts: Facts) -> str:
        """The last window against the one before, on as many days as both know."""
        now, before, span = facts["now"], facts["before"], self._rules.window_days
        if now is None or before is None:
            return ""
        compared = facts["compared_days"]
        on = "" if compared == span else f" ({compared} of {span} days compared)"
        if now == before == 0:
            return f"No call, request or event in the last {2 * span} days{on}."
        if facts["change"] is None:
            return f"{exact(now)} {_ALL} in the last {span} days against {exact(before)} in the {span} before{on}."
        words = percent(facts["change"])
        if now == before or words == "<1%":
            return f"Level with the {span} days before{on}."
        return f"{'Down' if now < before else 'Up'} {words} on the {span} days before{on}."

    def _not_compared(self, facts: Facts) -> str:
        known, span = facts["compared_days"], self._rules.window_days
        why = "" if known is None else f": {known} of {span} days can be compared"
        return f"Whether it rises or falls is not known{why}."

    def _main(self, facts: Facts) -> str:
        """The connector that carried most, where it stopped."""
        if facts["main_stopped"] is None:
            return ""
        name, share = self._name(facts["main_connector"]), percent(facts["main_share"])
        return f"{name}, {share} of its gateway requests, stopped on {self._day(facts['main_stopped'])}."

    def _gone(self, facts: Facts) -> str:
        return "No active connection is left." if facts["connections_gone"] else ""

    def _lost(self, facts: Facts) -> str:
        lost = facts["lost"]
        if not lost:
            return ""
        named = [self._name(one) for one in facts["lost_connectors"] or []]
        more = " and others" if len(named) > _MOST_NAMES else ""
        to = f" to {(', ' if more else ' and ').join(named[:_MOST_NAMES])}{more}" if named else ""
        since = f" since {self._day(facts['lost_since'])}" if facts["lost_since"] else ""
        if lost == 1:
            return f"{'Its' if named else 'One'} connection{to} has been lost{since}."
        return f"{counted(lost, 'connection')}{to} have been lost{since}."

    def _name(self, connector_id: str) -> str:
        return isolated(self._names.get(connector_id) or connector_id)

    def _day(self, one: date) -> str:
        return day(one, year=one.year != self._today.year)

    def _days(self, count: int) -> str:
        return counted(count, "day")

    def _ago(self, count: int) -> str:
        return f", {self._days(count)} ago" if count else ""
