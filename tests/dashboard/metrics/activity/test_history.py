import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from dashboard.metrics.activity import history as activity_history
from dashboard.metrics.activity.history import BY_DAY, state_counts, states_by_day, timeline
from dashboard.metrics.activity.states import STATES, activity
from dashboard.metrics.activity.then import roster_on
from tests.dashboard.metrics.activity.frames import RULES, TODAY, ago, facts, held, noon, operators, used, usual
from tests.examples import examples

ALL_DAYS = [ago(n) for n in reversed(range(100))]


def by_day(days, roster=None, coverage=None, *, dates=ALL_DAYS, rules=RULES, **named):
    return states_by_day(
        days,
        operators({}) if roster is None else roster,
        held() if coverage is None else coverage,
        dates=dates,
        **{"today": TODAY, "absent_is_zero": True, "rules": rules} | named,
    )


def runs(days, roster=None, coverage=None, **named):
    """(state, first days ago, last days ago)"""
    frame = timeline(by_day(days, roster, coverage, **named), "a")
    return [(one, (TODAY - start).days, (TODAY - end).days) for one, start, end, _ in frame.rows()]


def test_silence_is_watched_then_inactive_then_dormant_on_its_days():
    assert runs(used(a=usual(100, since=99, until=40))) == [
        ("healthy", 99, 35),
        ("watch", 34, 27),
        ("inactive", 26, 11),
        ("dormant", 10, 0),
    ]


def test_who_comes_back_is_recovered_for_as_long_as_the_silence_lies_within_28_days():
    assert runs(used(a=usual(100, since=99, until=71) | usual(100, since=50)))[-4:] == [
        ("inactive", 57, 51),
        ("recovered", 50, 37),
        ("watch", 36, 35),
        ("healthy", 34, 0),
    ]


def test_an_operator_is_there_since_its_creation_and_new_at_first():
    assert runs(used(a=usual(100, since=40)), operators({"created_at": noon(ago(45))})) == [
        ("never activated", 45, 41),
        ("new", 40, 32),
        ("healthy", 31, 0),
    ]


def test_without_a_creation_an_operator_is_there_since_its_first_activity():
    assert runs(used(a=usual(100, since=40)), operators({"created_at": None}))[0] == ("new", 40, 27)


def test_who_was_active_before_it_is_said_to_be_created_is_not_new():
    days = used(a=usual(100, since=60))
    assert runs(days, operators({"created_at": noon(ago(5))})) == runs(days, operators({"created_at": None}))


def test_a_day_that_was_reported_later_tells_nothing_of_the_days_before_it():
    roster = operators({"created_at": noon(ago(50)), "api_calls": None, "events_ingested": None})
    assert runs(used(a={5: 0, 4: 0}), roster, held(60), absent_is_zero=False) == [
        ("unknown", 50, 6),
        ("never activated", 5, 0),
    ]


def test_who_is_suspended_now_was_so_since_the_day_after_its_last_activity():
    roster = operators({"status": "suspended"})
    assert runs(used(a=usual(100, since=99, until=46)), roster) == [("healthy", 99, 46), ("suspended", 45, 0)]
    assert runs(used(a=usual(100, since=99)), roster) == [("healthy", 99, 1), ("suspended", 0, 0)]


def test_a_stamp_later_than_the_days_is_the_last_activity_before_a_suspension():
    roster = operators({"status": "suspended", "last_active_at": noon(ago(30))})
    assert runs(used(a=usual(100, since=99, until=31)), roster) == [("healthy", 99, 30), ("suspended", 29, 0)]


def test_a_stamp_in_the_future_counts_on_the_last_day_alone():
    roster = operators({"last_active_at": noon(ago(-2))})
    assert runs(used(a=usual(1, since=99, until=9)), roster)[-2:] == [("watch", 2, 1), ("healthy", 0, 0)]


def test_the_states_of_some_days_are_those_of_all():
    days, some = used(a=usual(100, since=99, until=40), b={3: 5}), [ago(35), ago(3), ago(0)]
    every = by_day(days)
    assert_frame_equal(by_day(days, dates=some), every.filter(pl.col("date").is_in(some)))


def test_operators_are_taken_in_parts_without_a_seam(monkeypatch):
    days = used(**{f"op{number}": usual(number + 1, since=90, until=number) for number in range(7)})
    whole = by_day(days)
    monkeypatch.setattr(activity_history, "_AT_ONCE", 2)
    assert_frame_equal(by_day(days), whole)
    assert whole["operator_id"].n_unique() == 8
    assert_frame_equal(whole, whole.sort("date", "operator_id"))


def test_no_days_have_no_states():
    assert by_day(used(a={1: 1}), dates=[]).schema == BY_DAY
    assert by_day(used(a={1: 1}), dates=[ago(200)]).is_empty()


def test_states_are_counted_by_day():
    frame = pl.DataFrame(
        [(ago(1), "a", "watch"), (ago(1), "b", "watch"), (ago(0), "a", "healthy"), (ago(0), "b", "watch")],
        schema=BY_DAY,
        orient="row",
    )
    assert state_counts(frame).rows() == [(ago(1), "watch", 2), (ago(0), "healthy", 1), (ago(0), "watch", 1)]


def test_a_timeline_is_made_of_runs_with_both_ends():
    states = ["healthy", "healthy", "watch", "healthy"]
    rows = [(ago(3 - number), who, state) for number, state in enumerate(states) for who in ("a", "b")]
    assert timeline(pl.DataFrame(rows, schema=BY_DAY, orient="row"), "a").rows() == [
        ("healthy", ago(3), ago(2), 2),
        ("watch", ago(1), ago(1), 1),
        ("healthy", ago(0), ago(0), 1),
    ]


# What must agree: many days at once, and one day by itself

SPAN = 70
_DAYS = st.dictionaries(st.integers(0, SPAN - 1), st.one_of(st.none(), st.sampled_from([0, 1, 60, 100, 250])))
_BLOCKS = st.lists(st.tuples(st.integers(0, SPAN), st.sampled_from([0, 50, 100, 300])), max_size=4)
_ROSTER = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["active", "suspended", None]),
        "created_at": st.one_of(st.none(), st.integers(-3, 120).map(lambda n: noon(ago(n)))),
        "last_active_at": st.one_of(st.none(), st.integers(-3, 120).map(lambda n: noon(ago(n)))),
        "api_calls": st.sampled_from([None, 0, 9]),
        "events_ingested": st.sampled_from([None, 0]),
    }
)
_OPERATOR = st.tuples(_ROSTER, _BLOCKS, _DAYS)


def _course(blocks, odd):
    """Days on end with the same traffic, and some that are different."""
    days, level, marks = {}, 100, dict(blocks)
    for n in reversed(range(SPAN)):
        level = marks.get(n, level)
        days[n] = level
    return days | odd


@st.composite
def worlds(draw):
    people = draw(st.lists(_OPERATOR, min_size=1, max_size=3))
    ids = [f"op{number}" for number in range(len(people))]
    roster = operators(*({"operator_id": who, **told} for who, (told, _, _) in zip(ids, people, strict=True)))
    days = used(**{who: _course(blocks, odd) for who, (_, blocks, odd) in zip(ids, people, strict=True)})
    missing = draw(st.sets(st.integers(1, SPAN - 1), max_size=30))
    days = days.filter(~pl.col("date").is_in([ago(n) for n in missing]))
    if draw(st.booleans()):
        days = days.filter(pl.col("api_calls") != 0)
    settling = draw(st.sampled_from([(), (0, 1, 2)]))
    return roster, days, held(SPAN, missing=missing, settling=set(settling) - missing), draw(st.booleans())


@settings(max_examples=examples(60))
@given(world=worlds())
def test_the_last_of_many_days_says_what_its_facts_say(world):
    roster, days, coverage, absent_is_zero = world
    alone = activity(facts(days, roster, coverage, absent_is_zero=absent_is_zero), RULES)
    many = by_day(days, roster, coverage, dates=[ago(20), TODAY], absent_is_zero=absent_is_zero)
    expected = alone.select(pl.lit(TODAY).alias("date"), "operator_id", "state")
    assert_frame_equal(many.filter(pl.col("date") == TODAY), expected)


@settings(max_examples=examples(60))
@given(world=worlds(), n=st.integers(0, SPAN - 1))
def test_a_past_day_of_many_says_what_its_facts_said_then(world, n):
    roster, days, coverage, absent_is_zero = world
    roster, on = roster.with_columns(status=pl.lit("active")), ago(n)
    then = facts(
        days.filter(pl.col("date") <= on),
        roster_on(roster, on),
        coverage,
        on=on,
        today=on,
        absent_is_zero=absent_is_zero,
    )
    seen = activity(then, RULES).filter((pl.col("first_seen") <= on) | pl.col("last_active").is_not_null())
    many = by_day(days, roster, coverage, dates=[on, TODAY], absent_is_zero=absent_is_zero)
    both = many.filter(pl.col("date") == on).join(seen, on="operator_id", suffix="_alone")
    assert both["state"].to_list() == both["state_alone"].to_list()


@settings(max_examples=examples(40))
@given(world=worlds(), seed=st.integers(0, 1000))
def test_the_order_of_rows_does_not_matter(world, seed):
    roster, days, coverage, absent_is_zero = world

    def shuffled(frame):
        return frame.sample(fraction=1, shuffle=True, seed=seed)

    told = facts(days, roster, coverage, absent_is_zero=absent_is_zero)
    mixed = facts(shuffled(days), shuffled(roster), coverage, absent_is_zero=absent_is_zero)
    assert_frame_equal(mixed, told)
    many = by_day(days, roster, coverage, absent_is_zero=absent_is_zero)
    assert_frame_equal(by_day(shuffled(days), shuffled(roster), coverage, absent_is_zero=absent_is_zero), many)
    assert set(many["state"]) <= set(STATES)
    assert many.select("date", "operator_id").is_unique().all()
