from dashboard.views.billing.comparing import comparison, differing
from tests.dashboard.metrics.report.test_compare import operators

FOUND = differing(operators({"a": 10, "b": 5, "c": 7}), operators({"a": 15, "b": 4, "c": 7}))


def test_figures_that_are_the_same_are_no_difference() -> None:
    assert set(FOUND.filter(metric="api_calls")["operator_id"]) == {"a", "b"}


def test_one_figure_is_shown_and_all_are_counted_the_largest_change_first() -> None:
    shown = comparison(FOUND, "api_calls")
    assert shown.caption == f"2 operators differ; {FOUND.height} figures in all."
    rows = shown.grid.arrow.select(["operator_id", "before", "now", "change", "ratio", "kind"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [
        ("a", 10, 15, 5, 50.0, "changed"),
        ("b", 5, 4, -1, -20.0, "changed"),
    ]


def test_storage_is_readable_and_other_figures_are_as_they_are() -> None:
    sides = [operators({"a": calls}).with_columns(storage_bytes=calls * 10**6) for calls in (2, 3)]
    found = differing(*(side.cast({"storage_bytes": int}) for side in sides))
    assert dict(comparison(found, "storage_bytes").grid.units) == {"change": "MB", "before": "MB", "now": "MB"}
    assert dict(comparison(found, "api_calls").grid.units) == {}
