from datetime import date

import polars as pl
import pytest

from dashboard.exports.file_names import Kind
from dashboard.exports.lists import list_file
from data_access.period import Period

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


def lines(frame: pl.DataFrame, form: str = "exact") -> list[str]:
    return list_file(frame, "states", "nordlys", MARCH, form).data.decode("utf-8-sig").split("\r\n")[:-1]


@pytest.mark.parametrize("kind", ["states", "changes", "adoption", "blast-radius"])
def test_the_name_tells_the_list_the_platform_and_the_days(kind: Kind) -> None:
    file = list_file(pl.DataFrame({"a": [1]}), kind, "nordlys", MARCH, "exact")
    assert (file.name, file.rows) == (f"{kind}_nordlys_2026-03-01_2026-03-31.csv", 1)


def test_rows_are_sorted_by_their_ids_in_the_columns_order() -> None:
    frame = pl.DataFrame({"n": [1, 2, 3], "operator_id": ["b", "a", "b"], "connector_id": ["y", "z", "x"]})
    assert lines(frame) == [
        "n,operator_id,connector_id,period_start,period_end",
        "2,a,z,2026-03-01,2026-03-31",
        "3,b,x,2026-03-01,2026-03-31",
        "1,b,y,2026-03-01,2026-03-31",
    ]


def test_a_list_without_ids_stays_as_it_comes() -> None:
    assert [line.split(",")[0] for line in lines(pl.DataFrame({"state": ["c", "a", "b"]}))[1:]] == ["c", "a", "b"]


def test_rows_of_one_id_stay_as_they_come() -> None:
    frame = pl.DataFrame({"id": ["x", "y"] * 5_000, "other_id": ["z"] * 10_000, "n": list(range(10_000))})
    assert [int(line.split(",")[2]) for line in lines(frame)[1:]] == [*range(0, 10_000, 2), *range(1, 10_000, 2)]


def test_a_list_of_texts_is_one_field() -> None:
    frame = pl.DataFrame({"id": ["a", "b", "c"], "lost": [["x", "y"], None, ["z", None]]})
    assert [line.split(",")[1] for line in lines(frame)[1:]] == ["x;y", "", "z"]


def test_a_list_of_categories_is_one_field() -> None:
    frame = pl.DataFrame({"id": ["a"], "lost": pl.Series([["x", "y"]], dtype=pl.List(pl.Enum(["x", "y"])))})
    assert lines(frame)[1].split(",")[1] == "x;y"


def test_other_nested_columns_are_left_out() -> None:
    frame = pl.DataFrame({"id": ["a"], "spark": [[1, 2]], "pair": [{"x": 1}], "n": [1]})
    frame = frame.with_columns(fixed=pl.Series([[1, 2]], dtype=pl.Array(pl.Int64, 2)))
    assert lines(frame)[0] == "id,n,period_start,period_end"


def test_the_files_period_stands_at_the_end_and_is_the_asked_one() -> None:
    frame = pl.DataFrame({"period_start": [date(2020, 1, 1)], "id": ["a"]})
    assert lines(frame) == ["id,period_start,period_end", "a,2026-03-01,2026-03-31"]


def test_what_a_spreadsheet_would_run_is_guarded_in_a_joined_list_too() -> None:
    frame = pl.DataFrame({"id": ["a"], "name": ["=1+1"], "lost": [["@x", "y"]], "change": [-0.5]})
    file = list_file(frame, "states", "nordlys", MARCH, "excel")
    assert file.guarded_cells == 2
    assert lines(frame, "excel")[1] == "a,'=1+1,'@x;y,-0.5,2026-03-01,2026-03-31"


def test_an_empty_list_is_a_file_with_its_header() -> None:
    frame = pl.DataFrame(schema={"operator_id": pl.String, "lost": pl.List(pl.String)})
    assert lines(frame) == ["operator_id,lost,period_start,period_end"]
