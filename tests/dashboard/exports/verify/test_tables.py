"""Where two CSV files differ: row, column and both values, whatever was put in, taken out or moved."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.exports.verify.tables import cells, header, table_differences
from dashboard.exports.verify.verdict import Difference

HEADER = "operator_id,metric,quantity,unit\r\n"
ROWS = ['op_a,"api, calls",5,calls', 'op_b,"say ""hi""\nthere",7,calls', "op_c,events,9,"]


def table(*rows: str, end: str = "\r\n") -> bytes:
    return (HEADER + "".join(row + end for row in rows)).encode()


def found(other: bytes, one: bytes | None = None) -> list[tuple[int | None, str | None, str | None, str | None]]:
    told = list(table_differences("lines.csv", table(*ROWS) if one is None else one, other))
    assert {each.file for each in told} <= {"lines.csv"}
    return [(each.row, each.column, each.issued, each.found) for each in told]


def test_an_altered_cell_is_told_with_its_row_as_a_spreadsheet_counts() -> None:
    assert found(table(ROWS[0], ROWS[1], "op_c,events,90,")) == [(4, "quantity", "9", "90")]


def test_an_altered_word_is_told() -> None:
    assert found(table(ROWS[0], ROWS[1].replace("op_b", "op_x"), ROWS[2])) == [(3, "operator_id", "op_b", "op_x")]


def test_an_altered_title_is_told_in_row_1() -> None:
    assert found(table(*ROWS).replace(b"metric", b"metrik", 1)) == [(1, "metric", "metric", "metrik")]


def test_a_row_that_is_gone_is_told_by_its_issued_row() -> None:
    assert found(table(ROWS[0], ROWS[2])) == [(3, None, 'op_b; say "hi"\nthere; 7; calls', None)]


def test_a_row_that_was_put_in_is_told_by_where_it_stands() -> None:
    assert found(table(ROWS[0], "op_z,events,1,", *ROWS[1:])) == [(3, None, None, "op_z; events; 1; ")]


def test_a_row_that_stands_there_twice_is_told() -> None:
    assert found(table(*ROWS, ROWS[2])) == [(5, None, None, "op_c; events; 9; ")]


def test_where_a_row_is_gone_an_altered_one_is_told_as_gone_and_put_in() -> None:
    assert found(table('op_b,"say ""hi""\nthere",8,calls', ROWS[2])) == [
        (2, None, "op_a; api, calls; 5; calls", None),
        (2, None, None, 'op_b; say "hi"\nthere; 8; calls'),
        (3, None, 'op_b; say "hi"\nthere; 7; calls', None),
    ]


def test_a_field_too_many_or_too_few_is_told_in_its_row() -> None:
    assert found(table(*ROWS[:2], "op_c,events,9,,more")) == [(4, "column 5", "", "more")]
    assert found(table(*ROWS[:2], "op_c,events")) == [(4, "quantity", "9", "")]


def test_moved_rows_with_the_same_cells_are_told_by_the_first_line() -> None:
    assert found(table(ROWS[2], *ROWS[:2])) == [(2, None, 'op_a,"api, calls",5,calls\r', "op_c,events,9,\r")]


def test_other_line_ends_are_told_by_the_first_line() -> None:
    assert found(table(*ROWS).replace(b"\r\n", b"\n")) == [
        (1, None, "operator_id,metric,quantity,unit\r", "operator_id,metric,quantity,unit")
    ]


def test_a_mark_in_front_alone_is_told() -> None:
    assert len(found(b"\xef\xbb\xbf" + table(*ROWS))) == 1


@pytest.mark.parametrize(
    "other", [b"", b"\0\0\0", b"a,b\r\n1,2\r\n", table('op_a,"never ends,5,calls'), b"\xff\xfe,x\r\n"]
)
def test_what_is_no_table_like_it_is_told_by_the_first_line(other: bytes) -> None:
    assert len(found(other)) == 1


def test_the_same_is_not_told() -> None:
    assert found(table(*ROWS)) == []


def test_null_and_nothing_are_told_apart_for_the_report_id() -> None:
    held = cells(b'\xef\xbb\xbfa,b\r\n"",\r\n')
    assert held is not None
    assert held.rows() == [("", None)]
    assert header(b'\xef\xbb\xbf"a",b\r\n') == ("a", "b")


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
grids = st.lists(st.tuples(texts, texts, st.integers(0, 99).map(str)), min_size=1, max_size=8)


def written(rows: list[tuple[str, ...]]) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target, quoting=csv.QUOTE_ALL).writerows([("id", "name", "quantity"), *rows])
    return target.getvalue().encode()


@given(grids, st.integers(0, 10**6), st.integers(0, 2), texts)
def test_any_one_altered_cell_is_told_where_it_stands(
    rows: list[tuple[str, str, str]], place: int, column: int, text: str
) -> None:
    at = place % len(rows)
    changed = list(rows[at])
    changed[column] = text
    others = [tuple(changed) if each == at else row for each, row in enumerate(rows)]
    if tuple(changed) == rows[at] or sorted(others) == sorted(rows):
        return
    told = list(table_differences("t.csv", written(rows), written(others)))
    same = rows.count(rows[at]) == 1 and tuple(changed) not in rows
    expected = Difference("t.csv", at + 2, ("id", "name", "quantity")[column], rows[at][column], text)
    assert told == [expected] if same else told


@given(grids, grids)
def test_two_tables_differ_somewhere_exactly_if_they_are_not_the_same(
    rows: list[tuple[str, ...]], others: list[tuple[str, ...]]
) -> None:
    one, other = written(rows), written(others)
    assert bool(list(table_differences("t.csv", one, other))) == (one != other)
