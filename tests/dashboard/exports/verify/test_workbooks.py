"""Where two workbooks differ, cell by cell; and that no workbook from anywhere does harm."""

import io
import random
from collections.abc import Callable
from datetime import datetime

import pytest
from xlsxwriter import Workbook

from dashboard.exports.verify import sheets, workbooks
from dashboard.exports.verify.verifying import verified
from dashboard.exports.verify.workbooks import workbook_differences
from tests.dashboard.exports.verify.packs import Made, files, with_file, zipped

SHEET = "xl/worksheets/sheet1.xml"


def book(fill: Callable[[Workbook], None], *, inline: bool = False) -> bytes:
    target = io.BytesIO()
    with Workbook(target, {"constant_memory": inline}) as made:
        made.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001  else the second in which it is made
        fill(made)
    return target.getvalue()


def simple(quantity: int = 5, name: str = "Ann", *, more: bool = False) -> Callable[[Workbook], None]:
    def fill(made: Workbook) -> None:
        sheet = made.add_worksheet("Lines")
        sheet.write_row(0, 0, ["id", "name", "quantity"])
        sheet.write_row(1, 0, ["op_a", name, quantity])
        if more:
            sheet.write_string(4, 27, "=1+1")

    return fill


def found(one: bytes, other: bytes) -> list[tuple[int | None, str | None, str | None, str | None]]:
    told = workbook_differences("report.xlsx", one, other)
    return [(each.row, each.column, each.issued, each.found) for each in told]


@pytest.mark.parametrize("inline", [True, False])
def test_altered_cells_are_told_by_sheet_column_and_row(inline: bool) -> None:
    one, other = book(simple(), inline=inline), book(simple(50, "Bob"), inline=inline)
    assert found(one, other) == [(2, "Lines!B", "Ann", "Bob"), (2, "Lines!C", "5", "50")]


def test_the_same_cells_kept_in_two_ways_are_the_same_cells() -> None:
    told = found(book(simple(), inline=True), book(simple(), inline=False))
    assert [row for row, *_ in told] == [None] * len(told)
    assert {column for _, column, *_ in told} >= {SHEET}


def test_a_cell_that_was_put_in_is_told() -> None:
    assert found(book(simple()), book(simple(more=True))) == [(5, "Lines!AB", None, "=1+1")]


def test_a_formula_is_told_whatever_value_it_shows() -> None:
    def formula(made: Workbook) -> None:
        simple()(made)
        made.worksheets()[0].write_formula(1, 2, "=2+3", value=5)

    assert found(book(simple()), book(formula)) == [(2, "Lines!C", "5", "=2+3")]


def test_a_sheet_that_is_gone_or_renamed_is_told() -> None:
    def renamed(made: Workbook) -> None:
        made.add_worksheet("Other").write(0, 0, "x")

    def both(made: Workbook) -> None:
        simple()(made)
        renamed(made)

    assert found(book(both), book(simple())) == [(1, "Other!A", "x", None)]
    assert found(book(simple()), book(both)) == [(1, "Other!A", None, "x")]


def test_another_wrapping_around_the_same_cells_is_told() -> None:
    parts = files(book(simple()))
    told = found(book(simple()), zipped(parts | {"xl/styles.xml": parts["xl/styles.xml"] + b" "}))
    assert [column for _, column, *_ in told] == ["xl/styles.xml"]
    assert found(book(simple()), zipped(parts)) == [(None, None, "the same cells", "another wrapping around them")]


def test_a_number_of_the_issued_workbook_is_told_in_the_file_and_in_the_pack(issued: Made) -> None:
    parts = files(files(issued.data)["report.xlsx"])
    sheet = next(name for name, data in parts.items() if name.startswith("xl/worksheets/") and b"<v>5004</v>" in data)
    forged = zipped(parts | {sheet: parts[sheet].replace(b"<v>5004</v>", b"<v>6004</v>", 1)})
    for data in (forged, with_file(issued.data, "report.xlsx", forged)):
        verdict = verified("brought", data, [issued.issued])
        assert (verdict.kind, verdict.number) == ("altered", 1)
        assert verdict.differences.select("file", "row", "column", "issued", "found").row(0) == (
            "report.xlsx",
            7,
            "Operators!I",
            "5004",
            "6004",
        )


NOISE = random.Random(1).randbytes(1_500_000).hex().encode()  # packs to no less than half
BOMB = b'<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet><sheetData/></worksheet>'


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        (BOMB, "declares a document type"),
        (b"<worksheet><row><c><v>1</v>", "breaks off"),
        (b"\xff\xfe\0", "breaks off"),
        (b"", "breaks off"),
        (b"<w><row>" + b"<c><v>1</v></c>" * 20_000 + b"</row></w>", "more than 16,384"),
    ],
)
def test_a_sheet_that_no_workbook_holds_is_not_read(sheet: bytes, words: str) -> None:
    told = found(book(simple()), zipped(files(book(simple())) | {SHEET: sheet}))
    assert words in str(told[-1][3])


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        (
            b"<w><row><c t='inlineStr'><is><t>" + b"x" * 100_001 + b"</t></is></c></row></w>",
            "more than 100,000 letters in a",
        ),
        (
            b"<w><row><c r='" + NOISE + b"1'/></row></w>",
            "more than 1,048,576 bytes in one tag",
        ),
    ],
)
def test_a_cell_or_a_tag_without_end_is_not_read(sheet: bytes, words: str) -> None:
    much = {"xl/media.bin": NOISE}
    one, other = (zipped(files(book(simple())) | much | part) for part in ({}, {SHEET: sheet}))
    assert words in str(found(one, other)[-1][3])


def test_letters_of_all_texts_and_of_a_row_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_LETTERS", 12)
    for inline in (True, False):
        told = found(book(simple(), inline=inline), book(simple(6, "Ann Marie"), inline=inline))
        assert "more than 12 letters" in str(told[-1][3])


def test_a_workbook_that_unpacks_to_much_more_than_the_issued_one_is_not_read() -> None:
    told = found(book(simple()), zipped(files(book(simple(6))) | {"xl/media.bin": b"\0" * 3_000_000}))
    assert "its files unpack to more than 1,0" in str(told[-1][3])


def test_texts_without_number_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_TEXTS", 3)
    told = found(book(simple()), book(simple(6)))
    assert "more than 3" in str(told[-1][3])


@pytest.mark.parametrize("encoding", [b"UTF-9", b"utf-7", b"idna", b"shift_jis", b"zlib"])
def test_the_encoding_that_a_part_names_is_not_looked_for(encoding: bytes) -> None:
    one = files(book(simple()))
    part = one["xl/sharedStrings.xml"].replace(b'"UTF-8"', b'"' + encoding + b'"', 1)
    assert encoding in part
    told = found(book(simple()), zipped(one | {"xl/sharedStrings.xml": part}))
    assert [column for _, column, *_ in told] == ["xl/sharedStrings.xml"]


def test_a_text_number_that_is_not_there_is_no_text() -> None:
    parts = files(book(simple()))
    sheet = parts[SHEET].replace(b'<c r="B2" t="s"><v>4</v>', b'<c r="B2" t="s"><v>99</v>')
    assert found(book(simple()), zipped(parts | {SHEET: sheet})) == [(2, "Lines!B", "Ann", None)]


def test_phonetic_hints_are_no_text() -> None:
    parts = files(book(simple()))
    shared = parts["xl/sharedStrings.xml"].replace(b"<t>Ann</t>", b"<r><t>An</t></r><rPh><t>x</t></rPh><r><t>n</t></r>")
    told = found(book(simple()), zipped(parts | {"xl/sharedStrings.xml": shared}))
    assert [column for _, column, *_ in told] == ["xl/sharedStrings.xml"]


def test_of_very_many_differences_a_few_more_than_are_listed_are_looked_for() -> None:
    def many(start: int) -> Callable[[Workbook], None]:
        def fill(made: Workbook) -> None:
            sheet = made.add_worksheet("Lines")
            for row in range(5_000):
                sheet.write_number(row, 0, start + row)

        return fill

    assert len(found(book(many(0)), book(many(1)))) == 1_001
