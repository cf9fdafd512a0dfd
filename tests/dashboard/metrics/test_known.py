import polars as pl
import pytest

from dashboard.metrics.known import broken_down_operators, is_fully_broken_down
from data_access.tables import USAGE_LINES
from tests.dashboard.metrics.report.test_bill import BILL


def bill(**requests: int | None) -> pl.DataFrame:
    rows = [(key, None, None, None, 0, count, 0, 0, 0, True) for key, count in requests.items()]
    return pl.DataFrame(rows, schema=BILL, orient="row")


def lines(*rows: tuple) -> pl.DataFrame:
    """Rows of (operator_id, key, quantity)."""
    full = [(operator, None, "gateway_requests", key, count) for operator, key, count in rows]
    return pl.DataFrame(full, schema=USAGE_LINES, orient="row")


ALL = lines(("a", "stripe", 3), ("a", "hub88", 2), ("b", "stripe", 1))


@pytest.mark.parametrize(
    ("reported", "used", "ids"),
    [
        (bill(a=5, b=1), ALL, ["a", "b"]),
        (bill(b=1, a=5, c=0), ALL, ["a", "b", "c"]),
        (bill(a=5, b=None), ALL, ["a"]),
        (bill(a=6, b=1), ALL, ["b"]),
        (bill(a=5, b=1, c=4), pl.concat([ALL, lines(("c", "", 4))]), ["a", "b"]),
        (bill(a=5, c=0), pl.concat([ALL, lines(("c", "", 0))]), ["a", "c"]),
        (bill(), ALL, []),
    ],
)
def test_an_operator_is_broken_down_where_its_keys_add_up_to_what_it_reports(reported, used, ids) -> None:
    assert broken_down_operators("gateway_requests", reported, used).to_list() == ids
    assert is_fully_broken_down("gateway_requests", reported, used) is (len(ids) == reported.height)


def test_lines_of_another_metric_do_not_count() -> None:
    assert broken_down_operators("events_ingested", bill(a=5).with_columns(events_ingested=5), ALL).is_empty()
