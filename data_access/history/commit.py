"""The one place that changes a history. Every step leaves it readable; a day counts once the `days` table names it.

The order is what keeps it so: whom a day names goes first, then the manifest's span, then the day's file, then the
`days` table. A new history's manifest comes last instead: without one there is nothing to open.
"""

import json
from datetime import UTC, date, datetime, time

import polars as pl

from data_access.dataset import manifest
from data_access.dataset.layout import month_of
from data_access.dataset.profile import written
from data_access.dataset.small_tables import CONNECTORS, OPERATORS
from data_access.history import plan
from data_access.history.day_rows import differences
from data_access.history.layout import CORRECTIONS, SNAPSHOTS
from data_access.history.place import Platform
from data_access.history.store import Store
from data_access.history.writing import make_folder, make_private, parquet, write
from data_access.period import Period
from data_access.tables import CONNECTIONS, DAILY_USAGE

_NO_ROWS = pl.DataFrame(schema=DAILY_USAGE)


class Commits:
    """Changes the history of one `platform` in `store`. Only for the holder of its lock.

    Raises HistoryUnwritable; whatever was committed before then stands.
    """

    def __init__(self, store: Store, platform: Platform) -> None:
        """Take up what an interrupted sync left behind: a file that is there is a whole day, to be read again."""
        self.store, self.platform = store, platform
        make_private(store.directory)
        self._operators, self._connectors = store.operators(), store.connectors()
        self.days = store.days()
        told, extras = store.told(), store.extras()
        self._span = told.days if told else None
        self._revision = int(extras.get("revision") or 0)
        self.proven_on = store.proven_on()
        known = set(plan.held(self.days)["date"])
        for day in store.days_on_disk():
            if day not in known:
                read_at = datetime.fromtimestamp(store.usage_file(day).stat().st_mtime, UTC)
                self.days = plan.with_day(self.days, (day, plan.SETTLING, read_at, None))

    @property
    def connectors(self) -> pl.DataFrame:
        """Every connector that is known, as a dataset's connectors."""
        return self._connectors

    def put_operators(self, operators: pl.DataFrame) -> None:
        """Bring the roster up to date with `operators` (any columns of a dataset's): who is gone stays."""
        all_of_them = merged(self._operators, operators, OPERATORS)
        if not all_of_them.equals(self._operators):
            new = all_of_them.height > self._operators.height
            write(self.store.directory / "operators.parquet", parquet(all_of_them))
            self._operators = all_of_them
            if new and self._span:
                self._put_manifest(self._span)

    def put_connectors(self, connectors: pl.DataFrame) -> None:
        """Bring the connectors up to date: those that are gone stay."""
        all_of_them = merged(self._connectors, connectors, CONNECTORS)
        if not all_of_them.equals(self._connectors):
            write(self.store.directory / "connectors.parquet", parquet(all_of_them))
            self._connectors = all_of_them

    def put_day(
        self, row: tuple[date, str, datetime, datetime | None], rows: pl.DataFrame, named: pl.DataFrame
    ) -> None:
        """Hold a day: its `row` of `plan.DAYS`, its `rows` (`tables.DAILY_USAGE`), and whom it names (id and name)."""
        day = row[0]
        unknown = named.join(self._operators, on="operator_id", how="anti")
        if unknown.height:
            self.put_operators(unknown)
        if not self.store.is_there:
            self._put_rest()
        self._put_span(day)
        self._put_rows(day, rows)
        self.put_days(plan.with_day(self.days, row))
        if not self.store.is_there:
            self._put_manifest(self._held_span())

    def put_days(self, days: pl.DataFrame) -> None:
        """Write the `days` table, every gap listed as missing."""
        self._put_table(plan.gaps_listed(days, self._span) if self._span else days)

    def put_corrections(self, day: date, before: pl.DataFrame, after: pl.DataFrame, read_at: datetime) -> int:
        """Keep what `day` said before it was read again; how many figures differ."""
        told = differences(day, before, after).with_columns(read_at=pl.lit(read_at))
        kept = self.store.corrections()
        same = ["date", "operator_id", "metric", "key", "before", "after"]
        new = told.join(kept, on=same, how="anti", nulls_equal=True)  # an interrupted sync may have kept some
        if not new.is_empty():
            write(self.store.directory / f"{CORRECTIONS}.parquet", parquet(pl.concat([kept, new.cast(kept.schema)])))
        return told.height

    def put_snapshot(self, day: date, files: dict[str, bytes]) -> None:
        """Keep what the platform said of itself on `day`: the first answer of the day stands."""
        folder = self.store.directory / SNAPSHOTS / str(day)
        if not folder.exists():
            make_folder(folder, files)

    def finish(self) -> None:
        """Draw the span in to what is held, and make readers open the files anew."""
        if not self.store.is_there:
            return
        span = self._held_span()
        within = pl.col("date").is_between(span.start, span.end)
        self._put_table(plan.gaps_listed(self.days.filter(within), span))
        self._put_profile()
        self._put_manifest(span)

    def _put_table(self, days: pl.DataFrame) -> None:
        """What is not written is not held: only afterwards are these the days."""
        write(self.store.directory / "days.parquet", parquet(days))
        self.days = days

    def _held_span(self) -> Period:
        """From the first to the last day that is held; further only where a month's folder lies beyond."""
        held, months = plan.held(self.days)["date"], self.store.months()
        return Period(min(held[0], months[0].end), max(held[-1], months[-1].start))

    def _put_span(self, day: date) -> None:
        """Let the manifest know the days of the file to come, from its month's first so that it changes seldom."""
        if self._span and not self._span.contains(day):
            span = Period(min(self._span.start, month_of(day).start), max(self._span.end, day))
            self._put_manifest(span)

    def _put_manifest(self, span: Period) -> None:
        revision = self._revision + 1
        proven = self.proven_on.isoformat() if self.proven_on else None
        as_of = datetime.combine(span.end, time(23, 59, 59), UTC)
        told = {
            "format": manifest.FORMAT,
            "platform": self.platform.name,
            "platform_id": self.platform.platform_id,
            "first_day": span.start.isoformat(),
            "as_of": as_of.isoformat().replace("+00:00", "Z"),
            "history": {"proven_on": proven, "revision": revision},
        }
        write(self.store.directory / manifest.NAME, _json(told))
        self._span, self._revision = span, revision

    def _put_rest(self) -> None:
        """What else a dataset must have."""
        write(self.store.directory / "connections.parquet", parquet(pl.DataFrame(schema=CONNECTIONS)))
        write(self.store.directory / "operators.parquet", parquet(self._operators))
        write(self.store.directory / "connectors.parquet", parquet(self._connectors))
        self._put_profile()

    def _put_profile(self) -> None:
        """The fields that the dashboard knows: what else the settings hold may be secret, and stays with OneHazel."""
        content = written(self.platform.profile)
        path = self.store.directory / "settings.json"
        if not (path.exists() and path.read_bytes() == content):
            write(path, content)

    def _put_rows(self, day: date, rows: pl.DataFrame) -> None:
        """A month's folder is made together with its first file, and no month between two others is left out."""
        content = parquet(rows)
        for month in self._months_towards(day):
            make_folder(self.store.month_folder(month), {"none.parquet": parquet(_NO_ROWS)})
        folder = self.store.month_folder(day)
        if folder.exists():
            write(self.store.usage_file(day), content)
        else:
            make_folder(folder, {self.store.usage_file(day).name: content})

    def _months_towards(self, day: date) -> list[date]:
        """The first days of the months between those that are there and the one of `day`, the nearest first."""
        there, wanted = [month.start for month in self.store.months()], day.replace(day=1)
        if not there or there[0] <= wanted <= there[-1]:
            return []
        after = wanted > there[-1]
        nearest = there[-1] if after else there[0]
        gap = sorted({one.replace(day=1) for one in Period(min(nearest, wanted), max(nearest, wanted)).dates()})[1:-1]
        return gap if after else gap[::-1]


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def merged(known: pl.DataFrame, told: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    """Everyone of both, sorted by id: as `told` where it tells, as `known` where it does not; a name is never null."""
    one_id = schema.names()[0]
    absent = {name: pl.lit(None, dtype) for name, dtype in schema.items() if name not in told.columns}
    new = told.with_columns(**absent).select(schema.names())
    both = known.lazy().join(new.lazy(), on=one_id, how="full", coalesce=True, suffix="_told")
    latest = [pl.coalesce(f"{name}_told", name).alias(name) for name in schema.names()[1:]]
    named = pl.coalesce("name", pl.col(one_id))
    return both.with_columns(latest).with_columns(name=named).select(schema.names()).sort(one_id).collect()
