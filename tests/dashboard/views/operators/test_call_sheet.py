from datetime import date, timedelta

import polars as pl

from dashboard.metrics.activity.history import RUNS
from dashboard.metrics.activity.states import rule_words
from dashboard.metrics.change import Kpi
from dashboard.metrics.connectors.of_operators import CONNECTORS_OF
from dashboard.views.grid import grid
from dashboard.views.operators.call_sheet import Told, Used, call_sheet
from dashboard.views.operators.one import Operator
from dashboard.views.operators.used import Kinds
from dashboard.words import NOT_BROKEN_DOWN
from data_access.tables import API_CALLS, STORAGE_BYTES
from tests.dashboard.metrics.activity.frames import RULES

DAY = date(2026, 11, 1)
TOLD = Told("Snoozed until 1 Mar 2027 by Ana", "21 Nov 2026", "Figures of …", "the sample", "1 – 21 Nov 2026: 5.")
ANA = Operator("ana", "Ana", "at risk", "Fell.", 2_800, "active", "free", "igaming", "a@x.org")


def connectors(count: int) -> pl.DataFrame:
    rows = [
        (f"c{n}", f"C{n}", 100 - n, 0.25, 7, None, DAY if n else None, "stopped" if n else "") for n in range(count)
    ]
    return pl.DataFrame(rows, schema=CONNECTORS_OF, orient="row")


def alike(count: int) -> pl.DataFrame:
    return pl.DataFrame({"name": [f"S{n}" for n in range(count)], "users": [3] * count, "similar": [12] * count})


def kinds(count: int) -> Kinds:
    rows = pl.DataFrame({"key": ["", *(f"k{n}" for n in range(1, count))], "value": [1_000] * count})
    return Kinds("Events by type", rows, grid(rows))


def runs(count: int) -> pl.DataFrame:
    days = [DAY + timedelta(days=n) for n in range(count)]
    return pl.DataFrame(
        [("at risk" if n == count - 1 else "healthy", day, day, 1) for n, day in enumerate(days)],
        schema=RUNS,
        orient="row",
    )


def sheet(many: int = 9):
    used = Used(connectors(many), alike(many), (kinds(many),), runs(many))
    figures = (Kpi(API_CALLS, 30, before=20, compared=30), Kpi(STORAGE_BYTES, 2_000_000, comparable=False))
    return call_sheet(ANA, TOLD, figures, used, RULES)


def test_who_it_is_and_why_stands_as_it_is_read() -> None:
    made = sheet()
    assert (made.name, made.operator_id, made.contact, made.industry) == ("Ana", "ana", "a@x.org", "igaming")
    assert (made.status, made.plan, made.state, made.reason) == ("Active", "Free", "At risk", "Fell.")
    assert (made.snooze, made.today, made.period, made.source) == (TOLD.snooze, TOLD.today, TOLD.period, TOLD.source)
    assert made.rules == rule_words(RULES)


def test_figures_have_their_unit_and_change_and_storage_is_readable() -> None:
    assert sheet().figures == (
        ("API calls", "30 calls", "20", "+50%"),
        ("Storage", "2.00 MB", "—", "not comparable"),
    )


def test_units_tell_the_months_and_what_is_at_stake() -> None:
    assert sheet().units == (TOLD.units, "2,800 in 28 days at stake.")


def test_of_long_lists_there_is_what_one_page_has_room_for() -> None:
    made = sheet()
    assert (len(made.connectors), len(made.similar), len(made.kinds[0][1]), len(made.course)) == (6, 3, 4, 5)
    assert made.connectors[:2] == (("C0", "100", "25%", "—", "—"), ("C1", "99", "25%", "1 Nov 2026", "Stopped"))
    assert made.similar[0] == ("S0", "3 of 12 similar operators")
    assert made.kinds[0] == ("Events by type", ((NOT_BROKEN_DOWN, "1,000"), *((f"k{n}", "1,000") for n in (1, 2, 3))))
    assert made.course[:2] == (
        ("At risk", "9 Nov 2026", "9 Nov 2026", "1"),
        ("Healthy", "8 Nov 2026", "8 Nov 2026", "1"),
    )


def test_without_days_and_what_is_not_known_is_left_out() -> None:
    nothing = Used(connectors(0), pl.DataFrame(), (), pl.DataFrame(schema=RUNS))
    made = call_sheet(Operator("b", "b", "unknown", "?"), TOLD, (), nothing, RULES)
    assert (made.contact, made.status, made.plan, made.industry) == ("", "", "", "")
    assert made.connectors == made.similar == made.kinds == made.course == made.figures == ()
    assert made.units == (TOLD.units,)
