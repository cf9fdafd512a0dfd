"""The API together with its history: the contract of every source, what is asked of whom, and three ways to one figure."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data_access.api.client import Client
from data_access.api.source import ApiSource
from data_access.dataset.source import DatasetSource
from data_access.errors import NoDailyHistory
from data_access.history.place import platform_of, store_directory
from data_access.history.source import HistorySource
from data_access.history.store import Store
from data_access.history.sync import sync
from data_access.period import Period
from data_access.settings import Settings
from data_access.tables import ACTIVITY, METRICS
from scripts.platform_server import create_app
from tests.conftest import KEY, Served
from tests.data_access.contract import ACROSS_MONTHS, SourceContract
from tests.data_access.tiny import write_tiny
from tests.serving import serving

pytestmark = pytest.mark.slow

JUNE = datetime(2026, 6, 1, 12, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 22, 12, tzinfo=UTC)
CLOSED = Period(date(2026, 10, 21), date(2026, 11, 17))


def api(served: Served, now: datetime) -> ApiSource:
    settings = served.settings
    assert settings.api_key is not None
    return ApiSource(settings, lambda: now, Client(settings.base_url, settings.api_key, lambda: now))


def synced(served: Served, root: Path, now: datetime, days: int) -> HistorySource:
    """The history after one sync at `now`, and the API beside it."""
    source = api(served, now)
    settings = Settings(source="api", api_key=KEY, base_url=served.base_url, history=root)
    platform = platform_of(source, settings)
    directory = store_directory(settings, platform.platform_id)
    assert sync(source, directory, platform, days=days).is_complete
    return HistorySource(source, directory)


@pytest.fixture(scope="module")
def synced_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a sync of the tiny platform fills: a copy of it is what a sync anew would make."""
    folder = tmp_path_factory.mktemp("synced")
    app = create_app(write_tiny(folder / "platform"), KEY)
    served = folder / "platform"
    with serving(app) as url, closing(synced(Served(url, app.state, served), folder, JUNE, days=45)) as source:
        return source._directory


class TestHistory(SourceContract):
    @pytest.fixture
    def source(self, tiny_platform: Served, synced_once: Path, tmp_path: Path) -> Iterator[HistorySource]:  # type: ignore[override]
        source = api(tiny_platform, JUNE)
        directory = shutil.copytree(synced_once, tmp_path / "history")
        with closing(HistorySource(source, directory)) as kept:
            yield kept

    def test_a_report_has_a_line_for_each_operator_metric_and_key(self, source: HistorySource) -> None:
        """Its counted lines; units and storage of days that are kept are sums and means of daily reports."""
        asked_for = source.usage_report(ACROSS_MONTHS, fresh=True).lines
        is_counted = pl.col("metric").is_in(ACTIVITY)
        assert_frame_equal(source.usage_report(ACROSS_MONTHS).lines.filter(is_counted), asked_for.filter(is_counted))

    def test_a_report_has_a_row_of_totals_for_every_operator_of_the_roster(self, source: HistorySource) -> None:
        asked_for = source.usage_report(ACROSS_MONTHS, fresh=True).totals
        counted = ["operator_id", "operator_name", *ACTIVITY]
        assert_frame_equal(source.usage_report(ACROSS_MONTHS).totals.select(counted), asked_for.select(counted))
        units = dict(source.usage_report(ACROSS_MONTHS).totals.select("operator_id", "billable_units").iter_rows())
        assert units["op_acme"] == 23 + 9  # 22.5 and 8.5, each day rounded half-up

    def test_a_fresh_report_says_the_same(self, source: HistorySource) -> None:
        assert source.usage_report(ACROSS_MONTHS).from_days
        assert not source.usage_report(ACROSS_MONTHS, fresh=True).from_days


@pytest.fixture(scope="module")
def kept(sample_platform: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HistorySource]:
    source = synced(sample_platform, tmp_path_factory.mktemp("history"), NOVEMBER, days=70)
    yield source
    source.close()


@pytest.fixture
def dataset(sample_platform: Served) -> DatasetSource:
    return DatasetSource(sample_platform.dataset)


def asked(served: Served) -> list[str]:
    paths = [request["path"] for request in served.state.requests]
    served.state.requests.clear()
    return paths


def test_a_closed_period_is_answered_without_a_request(kept: HistorySource, sample_platform: Served) -> None:
    asked(sample_platform)
    assert kept.usage_report(CLOSED).from_days
    assert asked(sample_platform) == []


def test_the_platform_is_asked_where_it_is_wanted_or_a_day_still_settles(
    kept: HistorySource, sample_platform: Served
) -> None:
    asked(sample_platform)
    assert not kept.usage_report(CLOSED, fresh=True).from_days
    assert not kept.usage_report(Period(CLOSED.start, date(2026, 11, 21))).from_days
    assert [path for path in asked(sample_platform) if path.endswith("/usage/report")] == ["/usage/report"] * 2


def test_counted_metrics_are_the_same_three_ways(kept: HistorySource, dataset: DatasetSource) -> None:
    """By the dataset, by the API with its history, and by plain Polars on the files behind the server."""
    counted = ["operator_id", *ACTIVITY]
    by_dataset = dataset.usage_report(CLOSED).totals.select(counted)
    assert_frame_equal(kept.usage_report(CLOSED).totals.select(counted), by_dataset)
    rows = pl.scan_parquet(dataset._directory / "usage" / "*" / "*.parquet", hive_partitioning=False)
    mine = rows.filter(pl.col("date").is_between(CLOSED.start, CLOSED.end)).collect()
    sums = mine.group_by("operator_id").agg(
        pl.col("quantity").filter(pl.col("metric") == metric).sum().alias(metric) for metric in ACTIVITY
    )
    assert_frame_equal(
        by_dataset.filter(pl.sum_horizontal(ACTIVITY) > 0),
        sums.filter(pl.sum_horizontal(ACTIVITY) > 0),
        check_row_order=False,
    )


def test_lines_of_counted_metrics_are_the_same(kept: HistorySource, dataset: DatasetSource) -> None:
    is_counted = pl.col("metric").is_in(ACTIVITY)
    assert_frame_equal(
        kept.usage_report(CLOSED).lines.filter(is_counted), dataset.usage_report(CLOSED).lines.filter(is_counted)
    )


def test_units_are_the_sum_and_storage_is_the_mean_of_daily_reports(
    kept: HistorySource, dataset: DatasetSource
) -> None:
    daily = [dataset.usage_report(Period(day, day)).totals for day in CLOSED.dates()]
    both = (
        pl.concat(daily)
        .group_by("operator_id")
        .agg(
            pl.col("billable_units").sum(),
            storage=(pl.col("storage_bytes").sum() * 2 + CLOSED.days) // (2 * CLOSED.days),
        )
    )
    found = kept.usage_report(CLOSED).totals.select("operator_id", "billable_units", storage="storage_bytes")
    assert_frame_equal(found, both, check_row_order=False)


def test_days_and_weeks_are_those_of_the_dataset(kept: HistorySource, dataset: DatasetSource) -> None:
    last_weeks = Period(date(2026, 9, 27), date(2026, 11, 21))
    assert_frame_equal(kept.connector_weeks(last_weeks), dataset.connector_weeks(last_weeks))
    active = pl.sum_horizontal(pl.col(ACTIVITY).fill_null(0)) > 0
    assert_frame_equal(
        kept.operator_days(last_weeks).filter(active).select("date", "operator_id", *ACTIVITY),
        dataset.operator_days(last_weeks).filter(active).select("date", "operator_id", *ACTIVITY),
    )


def test_the_last_days_settle_and_the_history_ends_yesterday(kept: HistorySource) -> None:
    held = kept.facts().daily_coverage
    assert (held.first_day, held.last_complete_day) == (date(2026, 9, 13), date(2026, 11, 21))
    assert held.settling == {date(2026, 11, 19), date(2026, 11, 20), date(2026, 11, 21)}


def test_days_before_the_history_are_said_not_to_be_known(kept: HistorySource) -> None:
    with pytest.raises(NoDailyHistory):
        kept.operator_days(Period(date(2026, 1, 1), date(2026, 1, 31)))


def test_a_period_reaches_as_far_back_as_closed_days_are_kept(
    kept: HistorySource, sample_platform: Served, tmp_path: Path
) -> None:
    """In the middle of December OneHazel has forgotten early September; the history has not."""
    shutil.copytree(kept._directory, tmp_path / kept._directory.name)
    early = Period(date(2026, 9, 13), date(2026, 9, 14))
    with closing(synced(sample_platform, tmp_path, datetime(2026, 12, 15, 12, tzinfo=UTC), days=1)) as later:
        assert early.end < later.facts().kept_from
        assert later.facts().coverage.knows_all(early)
        assert later.usage_report(early).from_days
        assert not later.facts().coverage.knows_all(Period(date(2026, 9, 12), date(2026, 9, 14)))


def test_an_operator_that_one_day_does_not_report_is_asked_for(kept: HistorySource, tmp_path: Path) -> None:
    """The days without it are not known to be 0, so no sum of the others is shown."""
    store = Store(shutil.copytree(kept._directory, tmp_path / "history"))
    assert HistorySource(kept._api, store.directory).usage_report(CLOSED).from_days
    day = date(2026, 11, 2)
    rows = store.rows(day)
    assert rows is not None
    rows.filter(pl.col("operator_id") != "op_fjordlys").write_parquet(store.usage_file(day))
    assert not HistorySource(kept._api, store.directory).usage_report(CLOSED).from_days


def test_a_metric_that_is_reported_as_0_is_0_and_not_unknown(kept: HistorySource) -> None:
    silent = kept.usage_report(CLOSED).totals.row(by_predicate=pl.col("operator_id") == "op_kittiwake", named=True)
    assert [silent[metric] for metric in METRICS] == [0, 0, 0, 0, 0]
