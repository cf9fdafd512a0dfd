"""Which sheets of two workbooks differ; and that no workbook from anywhere does harm."""

import random
from io import BytesIO

import pytest
from xlsxwriter import Workbook

from dashboard.exports.verify.verifying import verified
from dashboard.exports.verify.workbooks import workbook_differences
from tests.dashboard.exports.verify.packs import Made, files, with_file, zipped

SHEET = "xl/worksheets/sheet2.xml"


@pytest.fixture(scope="module")
def parts() -> dict[str, bytes]:
    """Of a workbook with two sheets."""
    target = BytesIO()
    with Workbook(target) as made:
        for name in ("Operators", "Lines"):
            made.add_worksheet(name).write_row(0, 0, ["id", 5])
    return files(target.getvalue())


def found(one: dict[str, bytes], other: dict[str, bytes]) -> list[tuple[str | None, str | None, str | None]]:
    told = workbook_differences("report.xlsx", zipped(one), zipped(other))
    return [(each.column, each.issued, each.found) for each in told]


def test_a_sheet_that_differs_is_told_by_its_name(parts: dict[str, bytes]) -> None:
    other = parts | {SHEET: parts[SHEET].replace(b"<v>5</v>", b"<v>6</v>")}
    assert found(parts, other) == [("sheet Lines", "as issued", "differs")]


def test_the_sheets_are_told_before_the_other_parts(parts: dict[str, bytes]) -> None:
    other = parts | {name: parts[name] + b" " for name in ("xl/sharedStrings.xml", "docProps/core.xml", SHEET)}
    told = [column for column, *_ in found(parts, other)]
    assert told == ["sheet Lines", "docProps/core.xml", "xl/sharedStrings.xml"]


def test_a_sheet_that_is_gone_or_put_in_is_told(parts: dict[str, bytes]) -> None:
    gone = {name: data for name, data in parts.items() if name != SHEET}
    assert found(parts, gone) == [("sheet Lines", "as issued", None)]
    more = parts | {"xl/worksheets/sheet3.xml": b"<worksheet/>"}
    assert found(parts, more) == [("xl/worksheets/sheet3.xml", None, "differs")]


def test_another_wrapping_around_the_same_sheets_is_told(parts: dict[str, bytes]) -> None:
    assert found(parts, parts) == [(None, "the same sheets", "another wrapping around them")]


def test_a_number_of_the_issued_workbook_is_told_by_its_sheet_in_the_file_and_in_the_pack(issued: Made) -> None:
    inside = files(files(issued.data)["report.xlsx"])
    sheet = next(name for name, data in inside.items() if name.startswith("xl/worksheets/") and b"<v>5004</v>" in data)
    forged = zipped(inside | {sheet: inside[sheet].replace(b"<v>5004</v>", b"<v>6004</v>", 1)})
    for data in (forged, with_file(issued.data, "report.xlsx", forged)):
        verdict = verified("brought", data, [issued.issued])
        assert (verdict.kind, verdict.number) == ("altered", 1)
        told = verdict.differences.select("file", "column", "issued", "found").rows()
        assert told == [("report.xlsx", "sheet Operators", "as issued", "differs")]


def test_a_workbook_that_unpacks_to_much_more_than_the_issued_one_is_not_read(parts: dict[str, bytes]) -> None:
    noise = random.Random(1).randbytes(1_500_000).hex().encode()  # packs to no less than half
    told = found(parts, parts | {"xl/media.bin": noise})
    assert "its files unpack to more than 1,0" in str(told[-1][-1])


def test_a_sheet_that_is_packed_to_explode_is_not_unpacked(parts: dict[str, bytes]) -> None:
    noise = {"xl/media.bin": random.Random(1).randbytes(2_000_000)}
    told = found(parts | noise, parts | noise | {SHEET: b" " * 1_500_000})
    assert "500 times its size" in str(told[-1][-1])
