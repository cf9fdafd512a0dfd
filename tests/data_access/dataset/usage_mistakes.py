"""Usage of May with a mistake in its second row, written and asked for."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data_access.dataset.source import DatasetSource
from data_access.errors import DatasetWrong
from data_access.period import Period
from tests.data_access.tiny import write_tiny

MAY = Period(date(2026, 5, 1), date(2026, 5, 31))
APRIL = Period(date(2026, 4, 29), date(2026, 4, 30))
HEADER = "date,operator_id,metric,key,quantity\n"
GOOD = "2026-05-01,op_acme,api_calls,gateway,3\n"
IN_MAY = Path("usage/month=2026-05/usage.parquet")


def told_of_csv(directory: Path, text: str) -> str:
    write_tiny(directory, "csv")
    (directory / "usage.csv").write_text(text, encoding="utf-8")
    source = DatasetSource(directory)
    with pytest.raises(DatasetWrong) as wrong:
        source.usage_report(MAY)
    return wrong.value.detail


def told_of_parquet(directory: Path, rows: pl.DataFrame) -> str:
    write_tiny(directory)
    rows.write_parquet(directory / IN_MAY)
    source = DatasetSource(directory)
    with pytest.raises(DatasetWrong) as wrong:
        source.usage_report(MAY)
    return wrong.value.detail


def may(**columns: object) -> pl.DataFrame:
    """Two rows of May, the second with `columns` in place of what is right."""
    first = {"date": date(2026, 5, 1), "operator_id": "op_acme", "metric": "api_calls", "key": "gateway", "quantity": 3}
    return pl.DataFrame([first, first | {"date": date(2026, 5, 2)} | columns])
