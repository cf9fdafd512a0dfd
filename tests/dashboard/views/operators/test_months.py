from datetime import date

from dashboard.metrics.months import months
from dashboard.views.operators.months import month_units

SPANS = months(date(2026, 11, 21))


def test_this_month_stands_against_the_same_days_and_all_of_the_last_one() -> None:
    shown = month_units(SPANS, 1_500, 1_000, 2_000)
    assert shown.so_far == "1 – 21 Nov 2026: **1,500**"
    assert shown.against == "+50% against 1 – 21 Oct 2026: 1,000  \nAll of 1 – 31 Oct 2026: 2,000"
    assert shown.counted == "Billable units, 21 days so far, complete days, UTC"
    assert shown.both == "1 – 21 Nov 2026: 1,500. 1 – 21 Oct 2026: 1,000."


def test_what_was_0_or_is_not_reported_cannot_be_compared() -> None:
    assert month_units(SPANS, 5, 0, 0).against.startswith("not comparable against 1 – 21 Oct 2026: 0")
    assert month_units(SPANS, None, 5, None).against.startswith("not comparable")
    assert month_units(SPANS, None, 5, None).so_far.endswith("**—**")
