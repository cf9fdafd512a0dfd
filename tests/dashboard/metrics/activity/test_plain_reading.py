"""What holds of activity whatever the platform did: random days, gaps, settling days, stamps, connectors and rules.

The states themselves are held against `plain_state`: the issue's words, read day by day in plain Python.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as some
from polars.testing import assert_frame_equal

from dashboard.metrics.activity.facts import FACTS, activity_facts, fallback_facts
from dashboard.metrics.activity.history import BY_DAY, states_by_day, timeline
from dashboard.metrics.activity.network import network_change, ranked
from dashboard.metrics.activity.reasons import with_reasons
from dashboard.metrics.activity.states import STATES, ActivityRules, activity
from data_access.facts import Coverage
from data_access.tables import ACTIVITY, CONNECTION_LOSSES, CONNECTOR_WEEKS, OPERATOR_DAYS, OPERATORS
from tests.examples import examples

ON = date(2026, 11, 21)
USUAL = ActivityRules()
FEW = settings(max_examples=examples(25))


def ago(days: int) -> date:
    return ON - timedelta(days=days)


@dataclass(frozen=True, eq=False)
class Platform:
    """What a source tells of a few operators."""

    roster: pl.DataFrame
    days: pl.DataFrame
    held: Coverage
    absent_is_zero: bool
    weeks: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CONNECTOR_WEEKS))
    losses: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CONNECTION_LOSSES))

    def facts(self, rules: ActivityRules, on: date = ON, today: date | None = None) -> pl.DataFrame:
        return activity_facts(
            self.roster,
            self.days,
            self.held,
            self.weeks,
            self.losses,
            on=on,
            today=today or self.held.today,
            absent_is_zero=self.absent_is_zero,
            rules=rules,
        )

    def by_day(self, rules: ActivityRules) -> pl.DataFrame:
        dates = [self.held.first_day + timedelta(days=n) for n in range((ON - self.held.first_day).days + 1)]
        return states_by_day(
            self.days,
            self.roster,
            self.held,
            dates=dates,
            today=self.held.today,
            absent_is_zero=self.absent_is_zero,
            rules=rules,
        )


def midday(day: date | None) -> datetime | None:
    return None if day is None else datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


COUNTS = some.none() | some.sampled_from([0, 0, 1, 40, 99, 100, 5_000])
DAYS_AGO = some.integers(0, 80)


@some.composite
def rules(draw: some.DrawFn) -> ActivityRules:
    watch = draw(some.integers(1, 9))
    inactive = watch + draw(some.integers(1, 9))
    within = draw(some.integers(2, 30))
    return ActivityRules(
        new_days=draw(some.integers(0, 20)),
        watch_days=watch,
        inactive_days=inactive,
        dormant_days=inactive + draw(some.integers(1, 20)),
        recovered_active_days=draw(some.integers(1, within)),
        recovered_silent_days=draw(some.integers(1, within - 1)),
        recovered_within=within,
        window_days=7 * draw(some.integers(1, 4)),
        least_base=draw(some.sampled_from([0, 1, 100])),
    )


RULES = some.just(USUAL) | rules()


@some.composite
def rows_of(draw: some.DrawFn, who: str, span: int, gaps: frozenset[date]) -> list[tuple[Any, ...]]:
    """A stretch of even activity, and single days of anything; never on a missing day."""
    first, last = sorted((draw(some.integers(0, span - 1)), draw(some.integers(0, span - 1))))
    even = dict.fromkeys(range(first, last + 1), (draw(COUNTS), draw(COUNTS), draw(COUNTS)))
    single = draw(some.dictionaries(some.integers(0, span - 1), some.tuples(COUNTS, COUNTS, COUNTS), max_size=4))
    units = draw(some.sampled_from([None, 0, 7]))
    told = {**even, **single} if draw(some.booleans()) else single
    return [(ago(n), who, *figures, units) for n, figures in told.items() if ago(n) not in gaps]


@some.composite
def operator(draw: some.DrawFn, who: str) -> tuple[Any, ...]:
    created = draw(some.none() | DAYS_AGO.map(ago))
    stamp = draw(some.none() | some.integers(-3, 80).map(ago))
    status = draw(some.sampled_from(["active", "active", "suspended", None]))
    totals = [draw(some.sampled_from([None, 0, 5])) for _ in range(2)]
    return (who, who.upper(), status, None, None, None, midday(created), None, *totals, midday(stamp))


@some.composite
def platforms(draw: some.DrawFn) -> Platform:
    span = draw(some.integers(1, 75))
    gaps = frozenset(draw(some.sets(some.integers(0, span - 1), max_size=5).map(lambda s: {ago(n) for n in s})))
    settling = frozenset(ago(n) for n in range(draw(some.integers(0, 3)))) - gaps
    held = Coverage(ago(span - 1), ON + timedelta(days=draw(some.integers(0, 2))), ON, gaps, settling)
    ids = ["a", "b", "c"]
    days = [row for who in ids for row in draw(rows_of(who, span, gaps))]
    listed = [draw(operator(who)) for who in ids if draw(some.integers(0, 5))]
    return Platform(
        pl.DataFrame(listed, schema=OPERATORS, orient="row"),
        pl.DataFrame(days, schema=OPERATOR_DAYS, orient="row").sort("date", "operator_id"),
        held,
        draw(some.booleans()),
    )


@some.composite
def connected(draw: some.DrawFn) -> Platform:
    """A platform of whose connectors something is known, too."""
    bare = draw(platforms())
    start = ago(55)
    called = draw(
        some.dictionaries(
            some.tuples(some.integers(0, 7), some.sampled_from("abc"), some.sampled_from(["", "hub", "pay"])),
            some.tuples(some.sampled_from([1, 50, 100, 900]), some.integers(0, 6)),
            max_size=12,
        )
    )
    weeks = [
        (monday := start + timedelta(days=7 * week), who, key, quantity, monday, monday + timedelta(days=last))
        for (week, who, key), (quantity, last) in called.items()
    ]
    lost = draw(
        some.lists(
            some.tuples(some.sampled_from("abc"), some.none() | some.sampled_from(["hub", "pay"]), some.integers(1, 3)),
            max_size=3,
        )
    )
    losses = [(*one, None if one[1] is None else ago(5)) for one in lost]
    left = [draw(some.sampled_from([None, 0, 2])) for _ in range(bare.roster.height)]
    return Platform(
        bare.roster.with_columns(active_connections=pl.Series(left, dtype=pl.Int64)),
        bare.days,
        bare.held,
        bare.absent_is_zero,
        pl.DataFrame(weeks, schema=CONNECTOR_WEEKS, orient="row"),
        pl.DataFrame(losses, schema=CONNECTION_LOSSES, orient="row"),
    )


@FEW
@given(connected(), RULES)
def test_every_operator_that_anything_knows_gets_exactly_one_state_and_one_reason(platform, rules) -> None:
    standing = with_reasons(activity(platform.facts(rules), rules), {}, today=platform.held.today, rules=rules)
    everybody = sorted({*platform.roster["operator_id"], *platform.days["operator_id"]})
    assert standing["operator_id"].to_list() == everybody
    assert set(standing["state"]) <= set(STATES)
    assert all(reason and reason.endswith(".") for reason in standing["reason"])


@FEW
@given(connected(), RULES)
def test_without_days_too_every_operator_of_the_roster_gets_exactly_one_state_and_one_reason(platform, rules) -> None:
    facts = fallback_facts(platform.roster, today=ON, rules=rules)
    standing = with_reasons(activity(facts, rules), {}, today=ON, rules=rules)
    assert standing.select(FACTS.names()).schema == FACTS
    assert standing["operator_id"].to_list() == sorted(platform.roster["operator_id"])
    assert set(standing["state"]) <= set(STATES)
    assert all(reason and reason.endswith(".") for reason in standing["reason"])


@FEW
@given(connected(), some.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(platform, random) -> None:
    def shuffled(frame: pl.DataFrame) -> pl.DataFrame:
        return frame[random.sample(range(frame.height), frame.height)]

    mixed = Platform(
        shuffled(platform.roster),
        shuffled(platform.days),
        platform.held,
        platform.absent_is_zero,
        shuffled(platform.weeks),
        shuffled(platform.losses),
    )
    standing = [with_reasons(activity(one.facts(USUAL), USUAL), {}, today=ON, rules=USUAL) for one in (platform, mixed)]
    assert_frame_equal(standing[0], standing[1])
    orders = [ranked(one, network_change(one, USUAL)) for one in (standing[0], shuffled(standing[1]))]
    assert_frame_equal(orders[0], orders[1])
    assert_frame_equal(platform.by_day(USUAL), mixed.by_day(USUAL))


@FEW
@given(platforms())
def test_a_timeline_covers_every_day_once_from_its_first_day_on(platform) -> None:
    by_day = platform.by_day(USUAL)
    assert by_day.schema == BY_DAY
    for who in by_day["operator_id"].unique():
        mine = by_day.filter(pl.col("operator_id") == who)
        runs = timeline(by_day, who)
        covered = [run["start"] + timedelta(days=n) for run in runs.iter_rows(named=True) for n in range(run["days"])]
        assert covered == mine["date"].to_list()
        assert covered == [covered[0] + timedelta(days=n) for n in range(len(covered))]
        assert runs["end"].to_list() == [
            run["start"] + timedelta(days=run["days"] - 1) for run in runs.iter_rows(named=True)
        ]
        assert all(one != after for one, after in zip(runs["state"], runs["state"][1:], strict=False))


def plain_state(platform: Platform, who: str, rules: ActivityRules) -> str:  # noqa: PLR0911  one a state
    """The state of `who` on ON, told step by step in the order of the issue."""
    told = platform.roster.filter(pl.col("operator_id") == who)
    roster = told.row(0, named=True) if told.height else dict.fromkeys(OPERATORS)
    held, today = platform.held, platform.held.today
    span = [held.first_day + timedelta(days=n) for n in range((ON - held.first_day).days + 1)]
    known = [day for day in span if day not in held.missing]
    first_held = known[0] if known else held.first_day
    reported = {
        row["date"]: sum(counts)
        for row in platform.days.filter(pl.col("operator_id") == who).iter_rows(named=True)
        if (counts := [row[metric] for metric in ACTIVITY if row[metric] is not None])
    }
    done = {day: reported.get(day, 0 if platform.absent_is_zero else None) for day in known}
    active = [day for day in known if done[day]]
    created = roster["created_at"] and roster["created_at"].date()
    stamp = roster["last_active_at"] and min(roster["last_active_at"].date(), today)
    last_active = max(filter(None, [stamp, *active]), default=None)

    if roster["status"] == "suspended":
        return "suspended"
    is_told = (roster["api_calls"] == roster["events_ingested"] == 0) or (
        bool(reported) and created is not None and created >= first_held
    )
    if last_active is None:
        return "never activated" if (known if platform.absent_is_zero else is_told) else "unknown"
    earliest = min(filter(None, [active[0] if active else None, last_active]))
    was_active_before = created is not None and earliest < created
    told = None if was_active_before else created
    first_seen = told or (active[0] if active and active[0] > first_held else None)
    if first_seen and (today - first_seen).days < rules.new_days:
        return "new"
    settled = [day for day in known if day not in held.settling]
    by_stamp = stamp is not None and (not active or stamp >= active[-1])
    silent = (today - stamp).days if by_stamp else sum(day > active[-1] for day in settled)
    if silent >= rules.dormant_days:
        return "dormant"
    if silent >= rules.inactive_days:
        return "inactive"
    if silent < max(rules.recovered_active_days, rules.watch_days) and _was_silent(
        done, settled, created is not None and created < first_held, rules
    ):
        return "recovered"
    change = _plain_change(platform, reported, known, rules)
    lost = int(platform.losses.filter(pl.col("operator_id") == who)["lost"].sum())
    before = _carried_before(platform, who, rules)
    is_gone = roster["active_connections"] == 0 and (lost > 0 or sum(before.values()) > 0)
    if change <= -rules.risk_fall or is_gone or _a_main_one_stopped(platform, who, before, settled, last_active, rules):
        return "at risk"
    return "watch" if silent >= rules.watch_days or change <= -rules.watch_fall or lost else "healthy"


def _was_silent(done: dict[date, int | None], settled: list[date], is_older: bool, rules: ActivityRules) -> bool:
    """Whether so many days in a row were silent of late; before its first activity only what is older may be silent."""
    longest = run = 0
    has_begun = is_older
    for day in sorted({*done, *(ago(n) for n in range(rules.recovered_within))}):
        has_begun = has_begun or bool(done.get(day))
        is_silent = has_begun and day in settled and done[day] == 0
        run = run + 1 if is_silent and day > ago(rules.recovered_within) else 0
        longest = max(longest, run)
    return longest >= rules.recovered_silent_days


def _plain_change(platform: Platform, reported: dict[date, int], known: list[date], rules: ActivityRules) -> float:
    span = rules.window_days
    pairs = [(day, day - timedelta(days=span)) for n in range(span) if (day := ago(n)) in known]
    pairs = [pair for pair in pairs if pair[1] in known]
    if not platform.absent_is_zero:
        pairs = [pair for pair in pairs if set(pair) <= set(reported)]
    now, before = (sum(reported.get(pair[n], 0) for pair in pairs) for n in (0, 1))
    return (now - before) / before if 2 * len(pairs) >= span and before >= max(rules.least_base, 1) else 0.0


def _carried_before(platform: Platform, who: str, rules: ActivityRules) -> dict[str, int]:
    mine = platform.weeks.filter(pl.col("operator_id") == who, pl.col("week") <= ago(rules.window_days))
    return dict(mine.group_by("key").agg(pl.col("quantity").sum()).iter_rows())


def _a_main_one_stopped(
    platform: Platform,
    who: str,
    before: dict[str, int],
    settled: list[date],
    last_active: date,
    rules: ActivityRules,
) -> bool:
    total = sum(before.values())
    if total < max(rules.least_base, 1):
        return False
    for key in [key for key, carried in before.items() if key and carried >= rules.dominant_share * total]:
        calls = platform.weeks.filter(pl.col("operator_id") == who, pl.col("key") == key)["last_day"]
        last = max(calls)
        if last < last_active and sum(day > last for day in settled) >= rules.connector_silent_days:
            return True
    return False


@settings(max_examples=examples(120))
@given(connected(), RULES)
def test_the_state_is_the_one_that_a_plain_reading_of_the_issue_gives(platform, rules) -> None:
    standing = activity(platform.facts(rules), rules)
    found = dict(standing.select("operator_id", "state").iter_rows())
    assert found == {who: plain_state(platform, who, rules) for who in found}
