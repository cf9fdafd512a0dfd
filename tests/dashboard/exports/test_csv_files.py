import csv
import io
import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from dashboard.exports.csv_files import ExportFile, Form, csv_file, unguarded

BOM = b"\xef\xbb\xbf"
RUNS = ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "'"]
NASTY = st.one_of(st.sampled_from([*RUNS, '"', ",", ";", " ", "\0", "\ufeff", "\u200b"]), st.characters(codec="utf-8"))
HOSTILE = st.builds(str.__add__, st.sampled_from(["", *RUNS]), st.text(NASTY))


def rows_of(file: ExportFile) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.data.decode("utf-8-sig"), newline=""), strict=True))


def one_text(text: str | None, form: Form) -> ExportFile:
    return csv_file(
        pl.DataFrame({"text": [text], "count": [1]}, schema={"text": pl.String, "count": pl.Int64}), "a.csv", form
    )


def test_lines_end_in_crlf_and_null_is_an_empty_field() -> None:
    frame = pl.DataFrame({"operator_id": ["op_a", "op_b"], "status": [None, "active"], "api_calls": [None, 0]})
    file = csv_file(frame, "a.csv", "exact")
    assert file.data == b"operator_id,status,api_calls\r\nop_a,,\r\nop_b,active,0\r\n"
    assert (file.name, file.rows, file.guarded_cells) == ("a.csv", 2, 0)


@pytest.mark.parametrize(
    ("text", "written"),
    [("a,b", '"a,b"'), ('a"b', '"a""b"'), ("a\rb", '"a\rb"'), ("a\nb", '"a\nb"'), ("a b", "a b"), ("a;b", "a;b")],
)
def test_comma_quote_and_line_breaks_are_quoted_and_nothing_else(text: str, written: str) -> None:
    assert one_text(text, "exact").data.decode() == f"text,count\r\n{written},1\r\n"


def test_the_excel_form_begins_with_a_byte_order_mark_and_the_exact_form_does_not() -> None:
    assert one_text("Ålesund 博彩", "excel").data == BOM + "text,count\r\nÅlesund 博彩,1\r\n".encode()
    assert one_text("Ålesund 博彩", "exact").data == "text,count\r\nÅlesund 博彩,1\r\n".encode()


@pytest.mark.parametrize("first", RUNS)
def test_the_excel_form_puts_one_apostrophe_before_text_that_a_spreadsheet_would_run(first: str) -> None:
    for text in (first, f"{first}1+1"):
        file = one_text(text, "excel")
        assert rows_of(file)[1] == [f"'{text}", "1"]
        assert file.guarded_cells == 1


@pytest.mark.parametrize("first", RUNS)
def test_the_exact_form_changes_no_text(first: str) -> None:
    file = one_text(f"{first}1+1", "exact")
    assert rows_of(file)[1] == [f"{first}1+1", "1"]
    assert file.guarded_cells == 0


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("x;=1+1", "x;'=1+1"),
        ("x,=1+1", "x,'=1+1"),
        ("x\t=1+1", "x\t'=1+1"),
        ("x,y;=1+1", "x,y;'=1+1"),
        ("x;=1;\t@a;+b", "x;'=1;\t'@a;'+b"),
        ("=1;-2", "'=1;'-2"),
        ("\t=1", "'\t'=1"),
        ("x;'y", "x;''y"),
        ("x;＝1", "x;'＝1"),
        ('x;"=1', "x;'\"=1"),
        ("a\n=1", "a\n'=1"),
        ("a\r\n=1", "a\r\n'=1"),
        ("\0=1", "'\0=1"),
        ("x;\0=1", "x;'\0=1"),
    ],
)
def test_every_part_that_another_separator_would_split_off_is_guarded_in_the_same_way(text: str, written: str) -> None:
    file = one_text(text, "excel")
    assert rows_of(file)[1] == [written, "1"]
    assert file.guarded_cells == 1


def test_what_was_guarded_is_restored_by_one_apostrophe_less_at_the_start_of_a_cell_and_of_each_part() -> None:
    frame = pl.DataFrame({"text": ["'=1", "''a", "x;'=1;''b", "'\t'=1", "O'Neill; 'quoted'", None]})
    restored = ["=1", "'a", "x;=1;'b", "\t=1", "O'Neill; 'quoted'", None]
    assert frame.select(unguarded(pl.col("text")))["text"].to_list() == restored


@pytest.mark.parametrize(
    "text", ["", None, "a=1", "a'", " =1", "1-2", "O'Neill", "5", "x; =1", "Oslo, -5", "a;b", "a|=1"]
)
def test_harmless_text_is_left_as_it_is(text: str | None) -> None:
    file = one_text(text, "excel")
    assert rows_of(file)[1] == [text or "", "1"]
    assert file.guarded_cells == 0


def test_every_guarded_cell_is_counted_in_every_text_column() -> None:
    frame = pl.DataFrame({"operator_id": ["-1", "op_b", "=x"], "name": ["@a", None, "b"], "quantity": [-1, -2, -3]})
    file = csv_file(frame, "a.csv", "excel")
    assert rows_of(file)[1:] == [["'-1", "'@a", "-1"], ["op_b", "", "-2"], ["'=x", "b", "-3"]]
    assert file.guarded_cells == 3


def test_text_in_categories_is_guarded_too() -> None:
    frame = pl.DataFrame(
        {"plan": ["=1", "pro"], "status": ["@x", "ok"]},
        schema={"plan": pl.Categorical, "status": pl.Enum(["@x", "ok"])},
    )
    file = csv_file(frame, "a.csv", "excel")
    assert rows_of(file)[1:] == [["'=1", "'@x"], ["pro", "ok"]]
    assert file.guarded_cells == 2


@pytest.mark.parametrize("form", ["excel", "exact"])
def test_numbers_are_never_touched_and_never_have_an_exponent(form: Form) -> None:
    frame = pl.DataFrame(
        {
            "change": [-9_007_199_254_740_993, 2**63 - 1],
            "share": [-0.0000001, 1.5e20],
            "amount": [Decimal("-1.50"), Decimal("1000000.00")],
        }
    )
    file = csv_file(frame, "a.csv", form)
    assert rows_of(file)[1:] == [
        ["-9007199254740993", "-0.0000001", "-1.50"],
        ["9223372036854775807", "150000000000000000000", "1000000.00"],
    ]
    assert file.guarded_cells == 0


def test_dates_are_iso_and_instants_are_utc() -> None:
    noon = datetime(2026, 3, 31, 12, 0, tzinfo=timezone(timedelta(hours=2))).astimezone(UTC)
    frame = pl.DataFrame({"day": [date(2026, 3, 1), None], "seen": [noon, None]}).with_columns(
        there=pl.col("seen").dt.convert_time_zone("Europe/Oslo")
    )
    file = csv_file(frame, "a.csv", "exact")
    assert rows_of(file)[1:] == [["2026-03-01", "2026-03-31T10:00:00Z", "2026-03-31T10:00:00Z"], ["", "", ""]]


def test_no_rows_give_a_header_alone() -> None:
    empty = pl.DataFrame(schema={"operator_id": pl.String, "quantity": pl.Int64})
    assert csv_file(empty, "a.csv", "exact").data == b"operator_id,quantity\r\n"
    assert csv_file(empty, "a.csv", "excel") == ExportFile("a.csv", BOM + b"operator_id,quantity\r\n", 0, 0)


def test_a_frame_without_text_is_a_file_like_any_other() -> None:
    file = csv_file(pl.DataFrame({"a": [1], "b": [None]}), "a.csv", "excel")
    assert file.data == BOM + b"a,b\r\n1,\r\n"


@given(st.lists(st.tuples(HOSTILE, HOSTILE), max_size=8))
def test_the_exact_form_restores_any_text_through_a_csv_reader(texts: list[tuple[str, str]]) -> None:
    frame = pl.DataFrame(texts, schema={"a": pl.String, "b": pl.String}, orient="row")
    file = csv_file(frame, "a.csv", "exact")
    read = list(csv.reader(io.StringIO(file.data.decode(), newline=""), strict=True))
    assert read == [["a", "b"], *([a, b] for a, b in texts)]


@given(st.lists(st.tuples(HOSTILE, HOSTILE), max_size=8))
def test_the_text_of_the_excel_form_can_be_restored_and_no_part_of_it_begins_a_formula(
    texts: list[tuple[str, str]],
) -> None:
    frame = pl.DataFrame(texts, schema={"a": pl.String, "b": pl.String}, orient="row")
    file = csv_file(frame, "a.csv", "excel")
    rows = rows_of(file)[1:]
    restored = pl.DataFrame(rows, schema=frame.schema, orient="row").select(unguarded(pl.all()))
    assert restored.rows() == texts
    assert file.guarded_cells == sum(
        cell != text for row, pair in zip(rows, texts, strict=True) for cell, text in zip(row, pair, strict=True)
    )
    parts = [part for row in rows for cell in row for part in re.split(r"[,;\t\r\n]", cell)]
    assert not any(part.lstrip('\0"').startswith(tuple("=+-@＝＋－＠")) for part in parts)
    assert not any(cell.startswith(tuple(RUNS[:-1])) for row in rows for cell in row)


@given(st.lists(st.tuples(st.none() | HOSTILE, st.none() | st.integers(-(2**63), 2**63 - 1)), max_size=8))
def test_the_exact_form_read_by_polars_is_the_same_frame(rows: list[tuple[str | None, int | None]]) -> None:
    frame = pl.DataFrame(rows, schema={"a": pl.String, "n": pl.Int64}, orient="row")
    file = csv_file(frame, "a.csv", "exact")
    assert_frame_equal(pl.read_csv(file.data, schema=frame.schema, eol_char="\n"), frame)
