"""report.xlsx, read back by fastexcel and looked into as XML: typed cells, ids as text, no formula."""

import io
import re
from datetime import date, datetime
from decimal import Decimal
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import fastexcel
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from dashboard.exports.pack import workbook as workbooks
from dashboard.exports.pack.amounts import Amounts
from dashboard.exports.pack.sheet_rows import sheet_rows
from tests.dashboard.exports.pack.reports import HOSTILE, hostile_report, lines, pack_of, packed, small_report
from tests.examples import examples

SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def book_of(pack):
    return packed(pack)["report.xlsx"]


def sheet(book, name):
    """The cells of a sheet as text and nothing else: what a reader makes of types is not asked."""
    return fastexcel.read_excel(book).load_sheet(name, dtypes="string").to_polars()


def parts(book):
    with ZipFile(io.BytesIO(book)) as held:
        return {name: held.read(name) for name in held.namelist()}


def test_the_sheets_stand_in_this_order():
    assert fastexcel.read_excel(book_of(pack_of(small_report()))).sheet_names == [
        "Summary",
        "Operators",
        "Lines",
        "Checks",
    ]


@pytest.mark.parametrize("form", ["excel", "exact", "focus"])
def test_no_cell_is_a_formula_a_link_or_an_error(form):
    found = parts(book_of(pack_of(hostile_report(), form, override_reason="=1+1")))
    for name, content in found.items():
        assert not re.search(rb"<f[ >]|hyperlink|t=\"(e|str)\"|externalLink|calcChain", content), name
    assert {name for name in found if name.startswith("xl/worksheets/")} == {
        f"xl/worksheets/sheet{at}.xml" for at in (1, 2, 3, 4)
    }


def test_every_part_of_the_workbook_is_xml_that_can_be_parsed():
    for content in parts(book_of(pack_of(hostile_report()))).values():
        ET.fromstring(content)


def test_fastexcel_reads_every_line_back_to_the_letter():
    report = hostile_report()
    found = sheet(book_of(pack_of(report, "excel")), "Lines")
    texts = ["operator_id", "metric", "key"]
    assert found.select(texts).with_columns(pl.all().fill_null("")).rows() == report.lines.select(texts).rows()
    names = found["operator_name"].fill_null("").to_list()
    assert names == report.lines["operator_name"].fill_null("").to_list()
    assert [Decimal(text) for text in found["quantity"]] == [Decimal(value) for value in report.lines["quantity"]]


def test_fastexcel_reads_every_operator_back_to_the_letter():
    report = hostile_report()
    found = sheet(book_of(pack_of(report, "excel")), "Operators")
    for column in ("operator_id", "operator_name", "status"):
        assert found[column].fill_null("").to_list() == report.operators[column].fill_null("").to_list()
    for column in ("gateway_requests", "storage_bytes"):
        figures = [None if text is None else Decimal(text) for text in found[column]]
        assert figures == [None if value is None else Decimal(value) for value in report.operators[column]]


def test_cells_have_types_and_ids_are_text():
    report = small_report(lines=lines(("007", "api_calls", "1e5", 1234)))
    book = fastexcel.read_excel(book_of(pack_of(report)))
    read = book.load_sheet("Lines").to_polars()
    assert read["operator_id"].to_list() == ["007"]
    assert read["key"].to_list() == ["1e5"]
    assert read["quantity"].to_list() == [1234]
    assert read["period_start"].to_list() == [datetime(2026, 10, 1)]  # noqa: DTZ001
    (cell,) = re.findall(rb'<c r="E2"[^>]*>.*?</c>', parts(book_of(pack_of(report)))["xl/worksheets/sheet3.xml"])
    assert re.fullmatch(rb'<c r="E2" s="\d+"><v>1234</v></c>', cell)


@pytest.mark.parametrize(
    ("value", "is_text"), [(10**15 - 1, False), (10**15, True), (-(10**15) + 1, False), (-(10**15), True)]
)
def test_a_number_with_more_digits_than_a_spreadsheet_keeps_is_text(value, is_text):
    content = parts(book_of(pack_of(small_report(lines=lines(("op_b", "api_calls", "", value))))))
    (cell,) = re.findall(rb'<c r="E2"[^>]*>.*?</c>', content["xl/worksheets/sheet3.xml"])
    assert (b"inlineStr" in cell) == is_text
    assert str(value).encode() in cell


def test_amounts_are_numbers_with_the_currencys_digits():
    report = small_report(lines=lines(("op_b", "api_calls", "", 1)))
    priced = Amounts("BHD", 3, report.lines.select("operator_id", "metric", "key", amount_minor=pl.lit(-1_234_567)))
    book = book_of(pack_of(report, amounts=priced))
    assert fastexcel.read_excel(book).load_sheet("Lines").to_polars()["amount"].to_list() == [-1234.567]
    assert b'formatCode="#,##0.000"' in parts(book)["xl/styles.xml"]
    assert "Estimate from your rate card: BHD -1,234.567" in sheet(book, "Summary").get_columns()[1].to_list()


def test_the_first_row_of_every_sheet_stays_in_sight():
    for at in (1, 2, 3, 4):
        content = parts(book_of(pack_of(small_report())))[f"xl/worksheets/sheet{at}.xml"]
        assert b'<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' in content


def test_the_checks_are_told_with_their_words():
    assert sheet(book_of(pack_of(small_report())), "Checks").rows() == [
        ("Parts add up to totals", "ok", "=They do.", "2"),
        ("A second fetch gives the same rows", "unknown", "Not asked.", "0"),
    ]


def test_the_summary_says_platform_period_state_and_totals():
    told = dict(
        sheet(book_of(pack_of(small_report(), override_reason="=because")), "Summary").select(pl.nth(0, 1)).rows()
    )
    assert told["Platform"] == "Hazelwood"
    assert told["Period"] == "1 – 31 Oct 2026, both days included (31 days, UTC)"
    assert told["Counted"] == "from 2026-10-01T00:00:00Z up to, and without, 2026-11-01T00:00:00Z"
    assert told["State"].startswith("FINAL")
    assert told["Issued all the same"] == "=because"
    assert told["storage_bytes"] == "bytes"


def test_a_sheet_with_some_of_the_lines_says_so_in_its_name(monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_LINES", 4)
    book = book_of(pack_of(small_report()))
    assert fastexcel.read_excel(book).sheet_names == ["Summary", "Operators", "Lines (first 4)", "Checks"]
    assert sheet(book, "Lines (first 4)").height == 4
    told = dict(sheet(book, "Summary").select(pl.nth(0, 1)).rows())
    assert told["Sheet Lines"] == "4 lines of 10; lines.csv holds all"


def test_more_operators_than_a_sheet_has_rows_are_cut_and_told(monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_OPERATORS", 1)
    book = book_of(pack_of(small_report()))
    assert fastexcel.read_excel(book).sheet_names == ["Summary", "Operators (first 1)", "Lines", "Checks"]
    assert sheet(book, "Operators (first 1)").height == 1
    told = dict(sheet(book, "Summary").select(pl.nth(0, 1)).rows())
    assert told["Sheet Operators"] == "1 operator of 2; operators.csv holds all"


def test_words_of_the_summary_are_cut_by_the_halves_that_a_cell_counts():
    book = book_of(pack_of(small_report(), override_reason="🐦" * 20_000))
    told = dict(sheet(book, "Summary").select(pl.nth(0, 1)).rows())
    assert told["Issued all the same"] == "🐦" * 16_000


def test_rows_that_are_written_piece_by_piece_are_numbered_on(monkeypatch):
    whole = book_of(pack_of(hostile_report()))
    monkeypatch.setattr(workbooks, "_ROWS_AT_ONCE", 3)
    assert sheet(book_of(pack_of(hostile_report())), "Lines").equals(sheet(whole, "Lines"))


def test_a_text_too_long_for_a_cell_is_cut_and_does_not_break_the_book():
    report = small_report(lines=lines(("op_b", "api_calls", "é" * 40_000, 1)))
    found = sheet(book_of(pack_of(report)), "Lines")["key"][0]
    assert found == "é" * 16_000 + "…"


XML_TEXT = st.text(
    st.sampled_from([*"_x0041ABCDF<>&\"' \t\n\r", "\x00", "\x1f", "\ufffe", "é", "🐦"]) | st.characters(codec="utf-8")
)


@settings(max_examples=examples(150))
@given(st.lists(XML_TEXT, min_size=1, max_size=6))
def test_any_text_comes_back_from_the_rows_that_we_write(texts):
    frame = io.BytesIO()
    with Workbook(frame, {"in_memory": True}) as book:
        book.add_worksheet("Lines").write_string(0, 0, "text")
    given = pl.DataFrame({"text": [f"|{text}|" for text in texts]})
    written = io.BytesIO()
    with ZipFile(frame) as read, ZipFile(written, "w") as target:
        for name in read.namelist():
            content = read.read(name)
            if name == "xl/worksheets/sheet1.xml":
                before, end, after = content.partition(b"</sheetData>")
                content = before + b"".join(sheet_rows([given], {}, 2)) + end + after
            target.writestr(name, content)
    assert sheet(written.getvalue(), "Lines")["text"].to_list() == given["text"].to_list()


@settings(max_examples=examples(60))
@given(
    st.lists(
        st.tuples(
            st.none() | st.integers(-(10**15) + 1, 10**15 - 1),
            st.none() | st.dates(date(1901, 1, 1), date(2999, 12, 31)),
            st.none() | st.decimals(-(10**9), 10**9, places=2),
            st.none() | st.sampled_from([text for text in HOSTILE if text.strip() == text and text]),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_our_rows_hold_what_the_librarys_own_writers_would_write(rows):
    schema = {"n": pl.Int64(), "d": pl.Date(), "m": pl.Decimal(38, 2), "t": pl.String()}
    styles = {"#,##0": 1, "yyyy-mm-dd": 2, "#,##0.00": 3}
    ours = b"".join(sheet_rows([pl.DataFrame(rows, schema, orient="row")], styles, 1))
    target = io.BytesIO()
    with Workbook(target, {"constant_memory": True}) as book:
        forms = [book.add_format({"num_format": form}) for form in styles]
        written = book.add_worksheet()
        for at, (number, day, money, text) in enumerate(rows):
            if number is not None:
                written.write_number(at, 0, number, forms[0])
            if day is not None:
                written.write_datetime(at, 1, day, forms[1])
            if money is not None:
                written.write_number(at, 2, money, forms[2])
            if text is not None:
                written.write_string(at, 3, text)
    theirs = parts(target.getvalue())["xl/worksheets/sheet1.xml"]
    assert _cells(b"<sheetData>" + ours + b"</sheetData>") == _cells(theirs)


def _cells(xml):
    """Place, type and value of each cell; the numbers of formats depend on the order of their first use."""
    root = ET.fromstring(xml)
    plain = [(cell.tag.replace(SPREADSHEET, ""), cell) for cell in root.iter()]
    found = {}
    for tag, cell in plain:
        if tag == "c":
            text = "".join(cell.itertext())
            kind = cell.get("t", "number")
            found[cell.get("r")] = (kind, Decimal(text) if kind == "number" else text.replace("_x005F_", "_"))
    return found
