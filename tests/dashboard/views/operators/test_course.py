from datetime import date

import polars as pl

from dashboard.metrics.activity.history import RUNS
from dashboard.views.operators.course import course

FIRST, SECOND = (date(2026, 11, 1), date(2026, 11, 9)), (date(2026, 11, 10), date(2026, 11, 21))


def test_the_latest_state_comes_first_in_the_table_and_last_in_the_band() -> None:
    runs = pl.DataFrame([("at risk", *FIRST, 9), ("healthy", *SECOND, 12)], schema=RUNS, orient="row")
    shown = course(runs)
    assert shown.figures.arrow["state"].to_pylist() == ["Healthy", "At risk"]
    assert shown.figures.arrow["days"].to_pylist() == [12, 9]
    assert list(shown.figure.data[0].base) == [FIRST[0], SECOND[0]]
