"""An operator's state: its activity compared only with itself, by rules that are one frozen value.

Activity is API calls, gateway requests and events together. The rules, their order and their usual thresholds are those
of the issue "The account manager's desk"; `dashboard.metrics.activity.facts` makes the facts that they are applied to.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import polars as pl

SUSPENDED, UNKNOWN, NEVER_ACTIVATED, NEW = "suspended", "unknown", "never activated", "new"
DORMANT, INACTIVE, RECOVERED, AT_RISK = "dormant", "inactive", "recovered", "at risk"
WATCH, HEALTHY = "watch", "healthy"
STATES = (SUSPENDED, UNKNOWN, NEVER_ACTIVATED, NEW, DORMANT, INACTIVE, RECOVERED, AT_RISK, WATCH, HEALTHY)
"""In the order in which they are looked for: the first that fits is the state."""

SEVERITY: Mapping[str, int] = {HEALTHY: 0, RECOVERED: 1, WATCH: 2, AT_RISK: 3, INACTIVE: 4, DORMANT: 5}
"""How bad a state is; the others say nothing of that."""

FLAGGED = (WATCH, AT_RISK, INACTIVE, DORMANT)
"""The states that ask for a call, the mildest first."""

_WEEK = 7
_MOST_DAYS, _MOST_BASE = 365, 1_000_000_000


@dataclass(frozen=True, slots=True)
class ActivityRules:
    """Every threshold. Days are whole UTC days, falls and shares are parts of 1, `least_base` counts activity.

    Raises ValueError for thresholds that contradict each other.
    """

    new_days: int = 14
    watch_days: int = 7
    inactive_days: int = 14
    dormant_days: int = 30
    recovered_active_days: int = 7
    recovered_silent_days: int = 14
    recovered_within: int = 28
    window_days: int = 28
    risk_fall: float = 0.5
    watch_fall: float = 0.2
    dominant_share: float = 0.5
    connector_silent_days: int = 7
    least_base: int = 100
    network_fall: float = 0.2

    def __post_init__(self) -> None:
        """Refuse what would make two states of one."""
        if not 0 < self.watch_days < self.inactive_days < self.dormant_days:
            raise ValueError("silence must grow from watch to inactive to dormant")
        if self.window_days < _WEEK or self.window_days % _WEEK:
            raise ValueError("the compared span must be whole weeks")
        if not 0 < self.watch_fall < self.risk_fall <= 1:
            raise ValueError("a fall to watch must be smaller than one at risk, and none is above 100%")
        if not (0 < self.dominant_share <= 1 and 0 < self.network_fall < 1):
            raise ValueError("a share and the network's fall lie between 0 and 100%")
        if not 0 < self.recovered_active_days <= self.recovered_within:
            raise ValueError("a recovery is shorter than the span that it is looked for in")
        if not 0 < self.recovered_silent_days < self.recovered_within:
            raise ValueError("the silence before a recovery must fit into the span that it is looked for in")
        if min(self.new_days, self.connector_silent_days, self.least_base) < 0:
            raise ValueError("no threshold is below 0")
        spans = (self.new_days, self.dormant_days, self.recovered_within, self.window_days, self.connector_silent_days)
        if max(spans) > _MOST_DAYS or self.least_base > _MOST_BASE:
            raise ValueError(f"no span is above {_MOST_DAYS} days, and no base above {_MOST_BASE:,}")

    @property
    def back_within(self) -> int:
        """How many days ago a recovered operator was active at the most: at least until its new silence is watched.

        Else it would pass for healthy between the two, and more silence would give a better state.
        """
        return max(self.recovered_active_days, self.watch_days)


def rules_of(thresholds: Mapping[str, float]) -> ActivityRules:
    """The usual rules with some thresholds of another value. Raises ValueError as ActivityRules does."""
    usual = asdict(ActivityRules())
    return ActivityRules(**{name: type(value)(thresholds.get(name, value)) for name, value in usual.items()})


def rule_words(rules: ActivityRules) -> tuple[str, ...]:
    """The rules as sentences, one a state, to be printed beside the answer."""
    risk, watch, share = (f"{part * 100:.6g}%" for part in (rules.risk_fall, rules.watch_fall, rules.dominant_share))
    span = f"the last {rules.window_days} days against the {rules.window_days} before"
    new, watch_silence = rules.new_days, rules.watch_days
    return (
        "Activity: API calls, gateway requests and events together, compared only with the operator's own.",
        "Suspended: by status. Unknown: nothing is reported. Never activated: no activity ever.",
        f"New: first seen less than {new} days ago; never flagged.",
        f"Dormant: silent for {rules.dormant_days} days or more. Inactive: for {rules.inactive_days} or more.",
        f"Recovered: active in the last {rules.back_within} days after {rules.recovered_silent_days} silent days or more within the last {rules.recovered_within}.",
        f"At risk: down by {risk} or more, {span}; or no active connection left; or a connector that carried {share} or more of its gateway requests has been silent for {rules.connector_silent_days} days or more, while the operator went on.",
        f"Watch: silent for {watch_silence} days or more, down by {watch} or more, or a connection lost.",
        f"A fall counts from a base of {rules.least_base:,} on. Missing days are neither active nor silent; settling days count as seen, never as silent.",
    )


def activity(facts: pl.DataFrame, rules: ActivityRules) -> pl.DataFrame:
    """`facts` (`metrics.activity.facts`) with `state`, exactly one of STATES in every row."""
    tests = _tests(rules)
    decided: pl.Expr = pl.lit(HEALTHY)
    for name in reversed(STATES[:-1]):
        decided = pl.when(tests[name].fill_null(value=False)).then(pl.lit(name)).otherwise(decided)
    return facts.with_columns(state=decided)


def _tests(rules: ActivityRules) -> Mapping[str, pl.Expr]:
    """Whether a state fits; null where it cannot be known counts as no."""
    silent = pl.col("days_silent")
    never = pl.col("last_active").is_null()
    return {
        SUSPENDED: pl.col("status") == SUSPENDED,
        UNKNOWN: ~pl.col("reported"),
        NEVER_ACTIVATED: never,
        NEW: pl.col("days_known") < rules.new_days,
        DORMANT: silent >= rules.dormant_days,
        INACTIVE: silent >= rules.inactive_days,
        RECOVERED: (silent < rules.back_within) & (pl.col("silent_run") >= rules.recovered_silent_days),
        AT_RISK: _any(
            pl.col("change") <= -rules.risk_fall,
            pl.col("connections_gone"),
            pl.col("main_stopped").is_not_null(),
        ),
        WATCH: _any(silent >= rules.watch_days, pl.col("change") <= -rules.watch_fall, pl.col("lost") > 0),
    }


def _any(*tests: pl.Expr) -> pl.Expr:
    return pl.any_horizontal(test.fill_null(value=False) for test in tests)
