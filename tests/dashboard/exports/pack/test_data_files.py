"""lines.csv, operators.csv and totals.csv, read back by tools that are not ours and compared with the report."""

import csv
import io

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.exports.pack import packing
from dashboard.exports.pack.amounts import Amounts
from tests.dashboard.exports.pack.reports import (
    HOSTILE,
    hostile_report,
    lines,
    manifest_of,
    operators,
    pack_of,
    packed,
    small_report,
)
from tests.examples import examples

BOM = b"\xef\xbb\xbf"
GUARDED = tuple("=+-@\t\r\n＝＋－＠'")
TEXT = {
    "lines.csv": {"operator_id", "operator_name", "metric", "key"},
    "operators.csv": {"operator_id", "operator_name", "status", "plan"},
}


def read(data):
    """Header and rows, as Python's csv reads them."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    return rows[0], rows[1:]


def cells(frame):
    return [["" if value is None else str(value) for value in row] for row in frame.iter_rows()]


def test_the_lines_have_the_contracts_columns_and_order():
    assert packed(pack_of(small_report()))["lines.csv"].decode().split("\r\n")[:4] == [
        "operator_id,operator_name,metric,key,quantity,unit,period_start,period_end",
        "op_a,OP_A,api_calls,gateway,0,calls,2026-10-01,2026-10-31",
        'op_a,OP_A,billable_units,"",0,units,2026-10-01,2026-10-31',
        'op_a,OP_A,events_ingested,"",0,events,2026-10-01,2026-10-31',
    ]


def test_the_operators_have_the_contracts_columns_and_empty_is_not_reported():
    assert packed(pack_of(small_report()))["operators.csv"].decode().split("\r\n") == [
        "operator_id,operator_name,status,plan,api_calls,gateway_requests,events_ingested,storage_bytes,"
        "billable_units,period_start,period_end",
        "op_a,OP_A,active,pro,0,0,0,5,0,2026-10-01,2026-10-31",
        "op_b,OP_B,suspended,,10,20,,2048,100,2026-10-01,2026-10-31",
        "",
    ]


def test_the_totals_are_a_row_a_metric_and_count_what_is_not_reported():
    assert packed(pack_of(small_report()))["totals.csv"].decode().split("\r\n") == [
        "metric,unit,total,not_reported,lines,period_start,period_end",
        "api_calls,calls,10,0,3,2026-10-01,2026-10-31",
        "gateway_requests,requests,20,0,2,2026-10-01,2026-10-31",
        "events_ingested,events,0,1,1,2026-10-01,2026-10-31",
        "storage_bytes,bytes,2053,0,2,2026-10-01,2026-10-31",
        "billable_units,units,100,0,2,2026-10-01,2026-10-31",
        "",
    ]


def test_a_metric_that_nobody_reports_has_no_total_and_totals_hold_more_than_64_bits():
    bill = operators(*((f"op_{at}", None, None, None, None, 0, 0, 2**63 - 1, 0) for at in range(3)))
    _, rows = read(packed(pack_of(small_report(operators=bill)))["totals.csv"])
    assert [row[2] for row in rows] == ["", "0", "0", str(3 * (2**63 - 1)), "0"]
    assert [row[3] for row in rows] == ["3", "0", "0", "0", "0"]


def test_a_report_without_rows_gives_headers():
    empty = small_report(lines=lines(), operators=operators())
    files = packed(pack_of(empty))
    assert [len(read(files[name])[1]) for name in ("lines.csv", "operators.csv", "totals.csv")] == [0, 0, 5]
    assert [row[2] for row in read(files["totals.csv"])[1]] == ["0"] * 5


@pytest.mark.parametrize("name", ["lines.csv", "operators.csv"])
def test_pythons_csv_reads_the_exact_form_back_to_the_letter(name):
    report = hostile_report()
    frame = report.lines if name == "lines.csv" else report.operators
    header, rows = read(packed(pack_of(report))[name])
    at = [header.index(column) for column in frame.columns]
    assert [[row[column] for column in at] for row in rows] == cells(frame)


@pytest.mark.parametrize("name", ["lines.csv", "operators.csv"])
def test_taking_one_apostrophe_away_restores_the_excel_form_to_the_letter(name):
    report = hostile_report()
    frame = report.lines if name == "lines.csv" else report.operators
    data = packed(pack_of(report, "excel"))[name]
    header, rows = read(data)
    restored = [
        [row[header.index(column)].removeprefix("'" if column in TEXT[name] else "\0") for column in frame.columns]
        for row in rows
    ]
    assert restored == cells(frame)
    assert data.startswith(BOM)
    texts = [row[header.index(column)] for row in rows for column in TEXT[name]]
    assert not [text for text in texts if text.startswith(GUARDED[:-1])]


def test_the_guarded_cells_of_all_files_are_counted():
    pack = pack_of(hostile_report(), "excel")
    files = packed(pack)
    counted = sum(
        cell.startswith("'") for name in ("lines.csv", "operators.csv") for row in read(files[name])[1] for cell in row
    )
    assert (
        manifest_of(pack)["guarded_cells"] == counted > 2 * len([text for text in HOSTILE if text.startswith(GUARDED)])
    )
    assert manifest_of(pack_of(hostile_report()))["guarded_cells"] == 0


@pytest.mark.parametrize("form", ["excel", "exact"])
def test_duckdb_reads_the_same_rows_and_tells_nothing_from_empty(tmp_path, form):
    report = hostile_report()
    for name, frame in (("lines.csv", report.lines), ("operators.csv", report.operators)):
        file = tmp_path / name
        file.write_bytes(packed(pack_of(report, form))[name])
        columns = ", ".join(frame.columns)
        options = (
            "all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"', allow_quoted_nulls = false"
        )
        names = ", ".join(f"'{column}': 'VARCHAR'" for column in read(file.read_bytes())[0])
        query = f"select {columns} from read_csv('{file}', {options}, auto_detect = false, columns = {{{names}}}, new_line = '\\r\\n')"
        found = [
            [
                value.removeprefix("'") if form == "excel" and value and column in TEXT[name] else value
                for column, value in zip(frame.columns, row, strict=True)
            ]
            for row in duckdb.sql(query).fetchall()
        ]
        expected = [[None if value is None else str(value) for value in row] for row in frame.iter_rows()]
        assert found == expected


def test_duckdb_finds_types_and_sums_by_itself(tmp_path):
    file = tmp_path / "lines.csv"
    file.write_bytes(packed(pack_of(small_report(), "excel"))["lines.csv"])
    found = duckdb.sql(
        f"select metric, sum(quantity), any_value(typeof(period_end)) from '{file}' group by 1 order by 1"
    )
    assert found.fetchall() == [
        ("api_calls", 10, "DATE"),
        ("billable_units", 100, "DATE"),
        ("events_ingested", 0, "DATE"),
        ("gateway_requests", 20, "DATE"),
        ("storage_bytes", 2053, "DATE"),
    ]


def test_lines_that_are_written_piece_by_piece_are_the_file_that_one_piece_would_be(monkeypatch):
    for form in ("excel", "exact", "focus"):
        whole = packed(pack_of(hostile_report(), form))["lines.csv"]
        monkeypatch.setattr(packing, "_ROWS_AT_ONCE", 3)
        assert packed(pack_of(hostile_report(), form))["lines.csv"] == whole
        monkeypatch.undo()


def test_a_correction_says_so_on_every_row():
    report = small_report(
        lines=lines(("op_b", "api_calls", "gateway", -7)),
        operators=operators(("op_b", "B", None, None, -7, None, None, None, -3)),
        correction_of="r-first",
    )
    files = packed(pack_of(report, "excel"))
    assert files["lines.csv"].decode("utf-8-sig").split("\r\n") == [
        "operator_id,operator_name,metric,key,quantity,unit,period_start,period_end,charge_class,corrects",
        "op_b,OP_B,api_calls,gateway,-7,calls,2026-10-01,2026-10-31,Correction,r-first",
        "",
    ]
    header, (row,) = read(files["operators.csv"])
    assert header[-2:] == ["charge_class", "corrects"]
    assert (row[4], row[8], *row[-2:]) == ("-7", "-3", "Correction", "r-first")
    assert read(files["totals.csv"])[1][0][2:5] == ["-7", "0", "1"]


def amounts(report, currency="EUR", digits=2, priced=lambda at: 12_345 * at):
    minor = pl.Series([priced(at) for at in range(report.lines.height)], dtype=pl.Int64)
    return Amounts(currency, digits, report.lines.select("operator_id", "metric", "key", amount_minor=minor).reverse())


def test_without_a_rate_card_there_is_no_money_anywhere():
    files = packed(pack_of(small_report()))
    for name in ("lines.csv", "operators.csv", "totals.csv", "report.html", "manifest.json"):
        assert not [word for word in (b"amount", b"currency", b"EUR", b"stimate") if word in files[name]], name


def test_amounts_stand_in_every_file_and_lines_add_to_operators_and_totals():
    report = small_report()
    files = packed(
        pack_of(report, amounts=amounts(report, priced=lambda at: None if at == 1 else -50 if at == 2 else 333))
    )
    header, rows = read(files["lines.csv"])
    assert header[-2:] == ["amount", "currency"]
    assert [tuple(row[-2:]) for row in rows[:4]] == [("3.33", "EUR"), ("", ""), ("-0.50", "EUR"), ("3.33", "EUR")]
    header, rows = read(files["operators.csv"])
    assert header[-2:] == ["amount", "currency"]
    assert [row[-2:] for row in rows] == [["9.49", "EUR"], ["16.65", "EUR"]]
    header, rows = read(files["totals.csv"])
    assert rows[-1] == ["all", "", "", "", "", "2026-10-01", "2026-10-31", "26.14", "EUR"]
    assert sum(float(row[-2]) for row in rows[:-1] if row[-2]) == pytest.approx(26.14)


def test_what_an_operator_amounts_to_may_be_given_with_what_it_lacks():
    report = small_report()
    given = pl.DataFrame(
        {"operator_id": ["op_a", "op_b"], "amount_minor": [0, None], "without_amount": ["", "api_calls,storage_bytes"]},
        schema_overrides={"amount_minor": pl.Int64},
    )
    priced = Amounts("EUR", 2, amounts(report, priced=lambda _: None).lines, given)
    pack = pack_of(report, amounts=priced)
    assert [row[-2:] for row in read(packed(pack)["operators.csv"])[1]] == [["0.00", "EUR"], ["", ""]]
    said = "Figures of 1 operator that are not reported, or are not the sum of their lines: API calls, Storage"
    assert manifest_of(pack)["control_totals"]["amount"]["without"] == said
    assert said in packed(pack)["report.html"].decode()


@pytest.mark.parametrize(
    ("digits", "minor", "written"),
    [
        (0, 1234, "1234"),
        (2, 5, "0.05"),
        (2, -5, "-0.05"),
        (2, -123_456, "-1234.56"),
        (3, 0, "0.000"),
        (4, 10**17, "10000000000000.0000"),
        (2, 2**63 - 1, "92233720368547758.07"),
    ],
)
@pytest.mark.parametrize("form", ["excel", "exact"])
def test_an_amount_is_written_with_the_currencys_digits_and_never_guarded(form, digits, minor, written):
    report = small_report(lines=lines(("op_b", "api_calls", "", 1)))
    files = packed(pack_of(report, form, amounts=amounts(report, "XXX", digits, lambda _: minor)))
    assert read(files["lines.csv"])[1][0][-2:] == [written, "XXX"]


def test_an_amount_without_a_line_is_refused_rather_than_lost():
    report = small_report()
    stray = Amounts(
        "EUR", 2, pl.DataFrame({"operator_id": ["op_z"], "metric": ["api_calls"], "key": [""], "amount_minor": [1]})
    )
    with pytest.raises(ValueError, match="1 amounts have no line"):
        packed(pack_of(report, amounts=stray))


def test_focus_has_the_specifications_names_first_and_ours_last():
    report = small_report()
    header, rows = read(packed(pack_of(report, "focus"))["lines.csv"])
    assert header == [
        "BillingAccountId",
        "BillingAccountName",
        "SubAccountId",
        "SubAccountName",
        "BillingPeriodStart",
        "BillingPeriodEnd",
        "ChargePeriodStart",
        "ChargePeriodEnd",
        "ChargeCategory",
        "ChargeClass",
        "ChargeDescription",
        "ChargeFrequency",
        "ServiceCategory",
        "ServiceName",
        "SkuId",
        "SkuMeter",
        "ConsumedQuantity",
        "ConsumedUnit",
        "x_Metric",
        "x_Key",
        "x_ReportId",
    ]
    row = dict(zip(header, rows[-2], strict=True))
    assert {name: row[name] for name in ("SubAccountId", "ConsumedQuantity", "ConsumedUnit", "SkuMeter", "x_Key")} == {
        "SubAccountId": "op_b",
        "ConsumedQuantity": "20",
        "ConsumedUnit": "Requests",
        "SkuMeter": "Gateway Requests",
        "x_Key": "stripe",
    }
    assert (row["ChargePeriodStart"], row["ChargePeriodEnd"]) == ("2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z")
    assert (row["ChargeClass"], row["ChargeDescription"]) == ("", "Gateway requests: stripe")


def test_focus_is_never_called_conformant():
    notes = manifest_of(pack_of(small_report(), "focus"))["notes"]
    assert [note for note in notes if "FOCUS" in note] == [
        "FOCUS-named: column names of the FOCUS specification, not a conformant FOCUS data set"
    ]
    assert not [note for note in manifest_of(pack_of(small_report()))["notes"] if "FOCUS" in note]


def test_focus_tells_corrections_and_estimates():
    report = small_report(correction_of="r-first")
    files = packed(pack_of(report, "focus", amounts=amounts(report)))
    for name in ("lines.csv", "operators.csv", "totals.csv"):
        header, rows = read(files[name])
        row = dict(zip(header, rows[-1], strict=True))
        assert (row["ChargeClass"], row["x_Corrects"]) == ("Correction", "r-first")
        assert (row["BillingCurrency"], row["x_CostBasis"]) == ("EUR", "Estimate from your rate card")
        assert row["BilledCost"].partition(".")[2].isdigit()
        ours = [column.startswith("x_") for column in header]
        assert ours == sorted(ours)


@settings(max_examples=examples(40))
@given(
    st.lists(
        st.tuples(st.sampled_from([*HOSTILE, "a"]), st.sampled_from([*HOSTILE, "b"]), st.integers(-(2**63), 2**63 - 1)),
        max_size=6,
        unique_by=lambda row: row[:2],
    )
)
def test_focus_and_exact_hold_the_same_figures(rows):
    report = small_report(lines=lines(*((one, "api_calls", key, quantity) for one, key, quantity in rows)))
    names = {
        "SubAccountId": "operator_id",
        "SubAccountName": "operator_name",
        "x_Key": "key",
        "ConsumedQuantity": "quantity",
    }
    exact, focus = (read(packed(pack_of(report, form))["lines.csv"]) for form in ("exact", "focus"))
    for name, ours in names.items():
        assert [row[focus[0].index(name)] for row in focus[1]] == [row[exact[0].index(ours)] for row in exact[1]]
