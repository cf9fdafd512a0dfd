"""Any list that the screen shows, as a file: states, changes, adoption, a connector's blast radius."""

import polars as pl
import polars.selectors as cs

from dashboard.exports.csv_files import ExportFile, Form, csv_file
from dashboard.exports.file_names import Kind, csv_name
from dashboard.exports.periods import period_columns
from data_access.period import Period

_BETWEEN = ";"
_PERIOD = ("period_start", "period_end")


def list_file(frame: pl.DataFrame, kind: Kind, platform: str, period: Period, form: Form) -> ExportFile:
    """`<kind>_<platform>_<start>_<end>.csv`: the rows and columns of `frame`, `period_start` and `period_end` at the end.

    Sorted by the columns that are ids (`id`, `…_id`) in their order, else as it comes. A list of texts is one field with
    `;` between them; other nested columns (a sparkline) are left out.
    """
    flat = frame.drop(*_PERIOD, strict=False).with_columns(
        pl.col(name).cast(pl.List(pl.String)).list.join(_BETWEEN, ignore_nulls=True) for name in _lists_of_text(frame)
    )
    flat = flat.select(~(cs.nested() | cs.object()))
    ids = [name for name in flat.columns if name == "id" or name.endswith("_id")]
    rows = flat.sort(ids, maintain_order=True) if ids else flat
    return csv_file(rows.with_columns(period_columns(period)), csv_name(kind, platform, period), form)


def _lists_of_text(frame: pl.DataFrame) -> list[str]:
    text = (pl.String, pl.Categorical, pl.Enum)
    return [name for name, kind in frame.schema.items() if isinstance(kind, pl.List) and isinstance(kind.inner, text)]
