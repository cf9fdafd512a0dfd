"""A CSV file is what RFC 4180 says, or it is refused with the line: rows are never swallowed, split or made up."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.dataset.files import DatasetFile
from data_access.dataset.source import DatasetSource
from data_access.dataset.strict_csv import refuse_loose
from data_access.errors import DatasetWrong
from data_access.period import Period
from tests.data_access.dataset.usage_mistakes import GOOD, HEADER, MAY, told_of_csv
from tests.data_access.tiny import write_tiny
from tests.examples import examples

OPERATORS = "operator_id,name,status,plan,industry,contact_email,created_at,last_active_at\n"

LOOSE = {
    "a short row": (
        f"{HEADER}{GOOD}2026-05-02,op_acme,api_calls\n",
        "line 3: 3 values, where the header names 5: “2026-05-02,op_acme,api_calls”",
    ),
    "a long row": (
        f"{HEADER}{GOOD}2026-05-02,op_acme,api_calls,gateway,1,234\n",
        "line 3: 6 values, where the header names 5: “2026-05-02,op_acme,api_calls,gateway,1,234”",
    ),
    "an empty line": (f"{HEADER}\n{GOOD}", "line 2: the line is empty"),
    "two columns of one name": (
        f"{HEADER.strip()},quantity\n2026-05-01,op_acme,api_calls,gateway,3,4\n",
        "has two columns quantity: which one holds is not known",
    ),
    "two columns of one name, one in quotes": (
        '"date",operator_id,metric,key,quantity,date\n',
        "has two columns date: which one holds is not known",
    ),
    "a quote within a value": (
        f'{HEADER}{GOOD}2026-05-02,op_acme,api_calls,5" pipe,3\n',
        'line 3: a quote is opened and never closed: “2026-05-02,op_acme,api_calls,5" pipe,3”',
    ),
    "quotes within a value": (
        f'{HEADER}2026-05-02,op_acme,api_calls,a "b" c,3\n',
        'line 2: a quote stands within a value: “2026-05-02,op_acme,api_calls,a "b" c,3”',
    ),
    "a space before a quote": (
        f'{HEADER}2026-05-02,op_acme,api_calls, "b",3\n',
        'line 2: a quote stands within a value: “2026-05-02,op_acme,api_calls, "b",3”',
    ),
    "quotes escaped with a backslash": (
        f'{HEADER}2026-05-02,op_acme,api_calls,"a \\"b\\" c",3\n',
        'line 2: a quote stands within a value: “2026-05-02,op_acme,api_calls,"a \\"b\\" c",3”',
    ),
    "a quote escaped with a backslash that takes in the next row": (
        f'{HEADER}2026-05-02,op_acme,api_calls,"a\\"",3\n2026-05-02,op_bell,api_calls,"\\"",4\n',
        'line 2: a quote stands within a value: “2026-05-02,op_acme,api_calls,"a\\"",3 2026-05-02,op_bell,api_calls,"\\"",4”',
    ),
    "a backslash before the quote that ends a value of several lines": (
        f'{HEADER}2026-05-02,op_acme,api_calls,"a\nb\\",3\n',
        'line 2: a quote follows a backslash: “2026-05-02,op_acme,api_calls,"a b\\",3”',
    ),
    "a quote that is never closed": (
        f'{HEADER}2026-05-02,op_acme,api_calls,"gate,3\n{GOOD}',
        f'line 2: a quote is opened and never closed: “2026-05-02,op_acme,api_calls,"gate,3 {GOOD.strip()}”',
    ),
    "semicolons": (
        "date;operator_id;metric;key;quantity\n",
        ": its columns are parted by semicolons; a dataset's are parted by commas",
    ),
    "tabs": (
        "date\toperator_id\tmetric\tkey\tquantity\n",
        ": its columns are parted by tabs; a dataset's are parted by commas",
    ),
    "a NUL byte": (f"{HEADER}2026-05-02,op_acme,api_calls,\0,3\n", "line 2: holds a NUL byte"),
    "CR alone": (
        f"{HEADER}2026-05-02,op_acme,api_calls,a\rb,3\n",
        "line 2: a line ends with CR alone: “2026-05-02,op_acme,api_calls,a b,3”",
    ),
    "nothing": ("", "is empty: it has no header row"),
    "a last line that is cut off": (
        f"{HEADER}{GOOD}2026-05-02,op_acm",
        "line 3: 2 values, where the header names 5: “2026-05-02,op_acm”",
    ),
    "a last figure that is cut off": (
        f"{HEADER}{GOOD}2026-05-02,op_acme,api_calls,gateway,12",
        "line 3: the last line does not end with a line break, so that its figure may be cut off",
    ),
}


@pytest.mark.parametrize(("text", "told"), LOOSE.values(), ids=LOOSE)
def test_what_is_not_rfc_4180_is_refused_with_the_line(tmp_path: Path, text: str, told: str) -> None:
    found = told_of_csv(tmp_path, text)
    gap = ", " if told.startswith("line") else "" if told.startswith(":") else " "
    assert found == f"usage.csv{gap}{told}"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (f"{HEADER}{GOOD}".encode("utf-16"), "usage.csv, line 1: is UTF-16, not UTF-8"),
        (f"{HEADER}2026-05-01,op_acme,api_calls,Zürich,3\n".encode("latin-1"), "usage.csv, line 2: is not UTF-8: "),
    ],
)
def test_another_encoding_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    (write_tiny(tmp_path, "csv") / "usage.csv").write_bytes(content)
    with pytest.raises(DatasetWrong) as wrong:
        DatasetSource(tmp_path).usage_report(MAY)
    assert wrong.value.detail.startswith(told)


def test_the_small_tables_are_read_as_strictly(tmp_path: Path) -> None:
    (write_tiny(tmp_path, "csv") / "operators.csv").write_text(OPERATORS + "op_acme,Acme,active\n")
    with pytest.raises(DatasetWrong) as wrong:
        DatasetSource(tmp_path)
    assert wrong.value.detail == "operators.csv, line 2: 3 values, where the header names 8: “op_acme,Acme,active”"


def test_a_small_table_may_end_without_a_line_break(tmp_path: Path) -> None:
    """Google's spreadsheets write it so; none of its values is a figure."""
    (write_tiny(tmp_path, "csv") / "connectors.csv").write_text(
        "connector_id,name,category\nstripe,Stripe,\nhub88,Hub88,\nstripe-2,Stripe,"
    )
    assert DatasetSource(tmp_path).connectors().height == 3


SOUND = {
    "CRLF": f"{HEADER}{GOOD}".replace("\n", "\r\n"),
    "a byte order mark": f"\ufeff{HEADER}{GOOD}",
    "quotes": '"date","operator_id","metric","key","quantity"\n"2026-05-01","op_acme","api_calls","gate""way, ""\n2","3"\n',
    "an empty value in quotes": f'{HEADER}2026-05-01,op_acme,api_calls,"",3\n',
}


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND)
def test_what_is_rfc_4180_is_read(tmp_path: Path, text: str) -> None:
    (write_tiny(tmp_path, "csv") / "usage.csv").write_text(text, encoding="utf-8", newline="")
    assert DatasetSource(tmp_path).usage_report(Period(MAY.start, MAY.start)).totals["api_calls"].sum() == 3


cells = st.text(st.sampled_from('ab",\n\r ü'), max_size=4)


@settings(max_examples=examples(300))
@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=5), st.sampled_from(["\n", "\r\n"]))
def test_a_sound_file_has_the_same_rows_for_polars_and_for_a_strict_reader(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], end: str
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=end, quoting=csv.QUOTE_ALL).writerows([("a", "b"), *rows])
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    file = DatasetFile.inside(path.parent, path)
    assert refuse_loose(file, ends_with_break=True) == len(rows)
    assert file.scan().collect().rows() == rows


loose_texts = st.text(st.sampled_from('a,"\n\\\r'), max_size=30)


@settings(max_examples=examples(500))
@given(loose_texts)
def test_whatever_passes_has_the_rows_that_a_strict_reader_finds(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    path.write_text(f"x,y\n{text}", encoding="utf-8", newline="")
    file = DatasetFile.inside(path.parent, path)
    try:
        count = refuse_loose(file, ends_with_break=False)
    except DatasetWrong:
        return
    found = [tuple(row) for row in csv.reader(io.StringIO(f"x,y\n{text}", newline=""), strict=True)][1:]
    assert len(found) == count
    assert file.scan().collect().rows() == found
