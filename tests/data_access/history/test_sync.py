"""A history filled over real HTTP: the same rows as the platform's own, days in their states, nothing overwritten."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data_access.api.source import ApiSource
from data_access.dataset.source import DatasetSource
from data_access.errors import SyncStopped
from data_access.history.place import store_directory
from data_access.history.sync import requests_needed
from data_access.period import Period
from tests.data_access.history import platform
from tests.data_access.history.platform import LAST_DAY, NOW, TODAY, counted, usage

pytestmark = pytest.mark.slow

_DAY = timedelta(days=1)
_TWENTY = list(Period(LAST_DAY - 19 * _DAY, LAST_DAY).dates())


def _shifted(rows, day, by=5):
    """`rows` with other quantities on `day`."""
    return rows.with_columns(quantity=pl.when(date=day).then(pl.col("quantity") + by).otherwise("quantity"))


def test_a_history_holds_row_for_row_what_the_platform_holds(kept):
    result = kept.sync(days=35)
    days = list(Period(LAST_DAY - 34 * _DAY, LAST_DAY).dates())
    assert (result.held, result.wanted, result.is_complete) == (35, 35, True)
    assert_frame_equal(counted(kept.rows(), days), counted(usage(), days))


def test_after_every_day_a_reader_finds_whole_days_alone(kept):
    seen = []

    def reads(progress):
        if progress.done and kept.store.is_there:
            held = [day for day, state in kept.states().items() if state != "missing"]
            assert_frame_equal(counted(kept.rows(), held), counted(usage(), held))
            seen.append(len(held))

    kept.sync(days=12, progress=reads)
    assert sorted(set(seen)) == list(range(1, 13))


def test_no_row_is_there_twice(synced):
    synced.sync()
    assert synced.rows().select("date", "operator_id", "metric", "key").is_unique().all()


def test_days_are_asked_for_one_by_one_newest_first_and_today_is_not(kept):
    kept.sync()
    came = kept.days_in_order()
    assert sorted(came) == _TWENTY
    assert set(came[:7]) == set(platform.probed_week(TODAY).dates())
    assert set(came[7:10]) <= {TODAY - _DAY, TODAY - 2 * _DAY, TODAY - 3 * _DAY, TODAY - 11 * _DAY}
    assert came[-1] < TODAY - 16 * _DAY


def test_a_first_sync_makes_as_many_requests_as_were_told_before(kept):
    told = requests_needed(kept.directory, TODAY, 20)
    kept.sync()
    assert len(kept.state.requests) == told == 20 + 6 + 1


def test_a_second_sync_of_the_day_asks_for_the_settling_days_alone(synced):
    synced.asked_days()
    told = requests_needed(synced.directory, TODAY, 20)
    synced.sync()
    assert len(synced.state.requests) == told == 3 + 6
    assert synced.asked_days() == [LAST_DAY, LAST_DAY - _DAY, LAST_DAY - 2 * _DAY]


def test_the_next_day_asks_for_one_day_more_and_one_day_closes(synced):
    synced.asked_days()
    synced.serve(usage(LAST_DAY + _DAY))
    result = synced.sync(NOW + _DAY)
    assert synced.asked_days() == [LAST_DAY + _DAY, LAST_DAY, LAST_DAY - _DAY, LAST_DAY - 2 * _DAY]
    assert synced.states()[LAST_DAY - 2 * _DAY] == "closed"
    assert result.is_complete


def test_the_last_three_days_settle_and_all_before_are_closed(synced):
    states = synced.states()
    assert [states[day] for day in _TWENTY] == ["closed"] * 17 + ["settling"] * 3


def test_a_settling_day_that_reads_differently_is_no_correction(synced):
    synced.serve(_shifted(usage(), LAST_DAY))
    assert synced.sync().corrected == 0
    assert synced.store.corrections().is_empty()
    assert_frame_equal(counted(synced.rows(), _TWENTY), counted(_shifted(usage(), LAST_DAY), _TWENTY))


def test_a_closed_day_that_reads_differently_is_kept_with_both_values(synced):
    oldest = _TWENTY[0]
    synced.serve(_shifted(usage(), oldest))
    result = synced.sync(NOW + timedelta(hours=1), verify=1)
    told = synced.store.corrections()
    before = counted(usage(), [oldest])
    assert result.corrected == before.height == told.height
    assert set(told["date"]) == {oldest}
    assert set(told["read_at"]) == {NOW + timedelta(hours=1)}
    assert (told["after"] - told["before"]).to_list() == [5] * told.height
    assert_frame_equal(counted(synced.rows(), [oldest]), counted(_shifted(usage(), oldest), [oldest]))


def test_verifying_again_goes_on_with_the_next_oldest(synced):
    synced.asked_days()
    synced.sync(verify=2)
    assert synced.asked_days()[3:] == [_TWENTY[1], _TWENTY[0]]
    synced.sync(verify=2)
    assert synced.asked_days()[3:] == [_TWENTY[3], _TWENTY[2]]


def test_a_day_that_comes_back_without_usage_stays_as_it_was(synced):
    held, oldest = synced.rows(), _TWENTY[0]
    synced.serve(usage().filter(pl.col("date") != oldest))
    result = synced.sync(verify=1)
    assert result.forgotten == (oldest,)
    assert_frame_equal(synced.rows(), held)
    assert synced.store.corrections().is_empty()


def test_what_is_reported_as_0_and_what_is_not_reported_stay_apart(synced):
    idle = synced.rows().filter(operator_id="op_idle", date=LAST_DAY)
    assert idle.select("metric", "key", "quantity").rows() == [
        ("api_calls", "", 0),
        ("billable_units", "", 0),
        ("events_ingested", "", 0),
        ("gateway_requests", "", 0),
        ("storage_bytes", "", 0),
    ]


def test_a_closed_day_on_which_nobody_is_listed_is_empty(kept):
    nobody = platform.operators.clear()
    kept.serve(usage().clear(), nobody)
    result = kept.sync()
    assert result.is_complete
    assert [kept.states()[day] for day in _TWENTY] == ["empty"] * 17 + ["settling"] * 3
    assert kept.rows().is_empty()
    assert result.probed == "No week of the last 90 days has any usage: whether days add up could not be checked."


def test_beyond_what_onehazel_keeps_a_report_without_usage_is_no_zero(kept):
    kept.serve(usage(days=93))
    result = kept.sync(days=96)
    first = min(day for day, state in kept.states().items() if state != "missing")
    assert first == LAST_DAY - 92 * _DAY
    assert (result.held, result.wanted, result.is_complete) == (93, 96, True)
    assert DatasetSource(kept.directory).facts().coverage.first_day == first


def test_the_manifest_ends_with_the_last_day_that_is_held(synced):
    source = DatasetSource(synced.directory)
    assert source.as_of == NOW.replace(day=10, hour=23, minute=59, second=59)
    assert source.facts().coverage.first_day == _TWENTY[0]
    assert source.facts().coverage.missing == frozenset()


def test_months_between_two_syncs_far_apart_are_missing_not_zero(kept):
    kept.sync(days=5)
    later = NOW + timedelta(days=150)
    kept.serve(usage(later.date() - _DAY))
    kept.sync(later, days=5)
    known = DatasetSource(kept.directory).facts().coverage
    assert known.known_days(Period(known.first_day, later.date() - _DAY)) == 7 + 3 + 10
    assert LAST_DAY + 40 * _DAY in known.missing


def test_operators_that_are_gone_stay_with_what_was_known_of_them(synced):
    rest = platform.operators.filter(pl.col("operator_id") != "op_plain")
    synced.serve(usage().filter(pl.col("operator_id") != "op_plain"), rest)
    synced.sync()
    gone = synced.store.operators().filter(operator_id="op_plain")
    assert gone.select("name", "plan").rows() == [(platform.HOSTILE, "free")]


def test_an_operator_that_only_a_report_names_is_on_the_roster(kept):
    kept.state.faults.append(platform.fault("503,endpoint=/operators"))
    kept.state.faults.append(platform.fault("malformed,endpoint=/metrics/operators"))
    result = kept.sync(days=10)
    assert kept.store.operators()["operator_id"].to_list() == platform.operators["operator_id"].to_list()
    assert [told.partition(":")[0] for told in result.unread] == ["operators"]
    assert (result.held, result.is_complete) == (10, False)


@pytest.mark.parametrize("endpoint", ["/operators", "/catalog"])
def test_a_side_question_that_failed_is_told_and_the_next_sync_of_the_day_keeps_the_roster(kept, endpoint):
    kept.state.faults.append(platform.fault(f"500,endpoint={endpoint}"))
    result = kept.sync(days=10)
    assert (result.held, result.is_complete) == (10, False)
    assert f"GET {endpoint}: 500" in "".join(result.unread)
    assert not (kept.directory / "snapshots").exists()
    kept.state.faults.clear()
    assert kept.sync(days=10).is_complete
    snapshot = pl.read_parquet(kept.directory / "snapshots" / "2026-06-11" / "operators.parquet")
    assert snapshot["plan"].to_list() == ["enterprise", None, None, "free", None]


@pytest.mark.parametrize("kind", ["403", "404"])
def test_a_side_question_that_is_not_open_to_the_key_is_no_failure(kept, kind):
    kept.state.faults += [platform.fault(f"{kind},endpoint={one}") for one in ("/operators", "/catalog")]
    assert kept.sync(days=10).is_complete
    assert (kept.directory / "snapshots" / "2026-06-11").exists()


_BY_NAME = pl.when(key=pl.lit("hub88"), metric=pl.lit("gateway_requests")).then(pl.lit("Hub88")).otherwise("key")


def test_names_of_connectors_are_not_kept_for_ids_because_the_connectors_failed(kept):
    named = usage().with_columns(key=_BY_NAME)
    kept.serve(named)
    kept.state.faults.append(platform.fault("500,endpoint=/metrics/connectors"))
    with pytest.raises(SyncStopped, match=r"the gateway key Hub88 is no connector that is known, and GET .*: 500"):
        kept.sync()
    assert not kept.store.is_there
    kept.state.faults.clear()
    assert kept.sync().is_complete
    assert_frame_equal(counted(kept.rows(), _TWENTY), counted(usage(), _TWENTY))
    kept.state.faults.append(platform.fault("500,endpoint=/metrics/connectors"))
    again = kept.sync(NOW + _DAY)
    assert (again.failed, again.unread[0].partition(":")[0]) == ((), "connectors")
    assert "Hub88" not in set(kept.rows()["key"])


def test_the_first_roster_of_a_day_is_kept_beside_the_days(synced):
    snapshot = synced.directory / "snapshots" / "2026-06-11"
    assert sorted(file.name for file in snapshot.iterdir()) == [
        "connectors.parquet",
        "operators.parquet",
        "summary.json",
    ]
    first = (snapshot / "summary.json").read_bytes()
    synced.sync(NOW + timedelta(hours=1))
    assert (snapshot / "summary.json").read_bytes() == first
    assert '"operators_total": 5' in first.decode()


def test_settings_that_we_do_not_know_are_not_copied(synced):
    assert b"s3cret" not in (synced.directory / "settings.json").read_bytes()
    assert DatasetSource(synced.directory).profile().name == "Many Days"


def test_a_rotated_key_goes_on_with_the_same_history(synced):
    synced.key = "oh_platform_anotherkey0123456789"
    synced.serve_usual()
    synced.sync()
    assert synced.asked_days() == [LAST_DAY, LAST_DAY - _DAY, LAST_DAY - 2 * _DAY]
    assert [folder.name for folder in synced.root.iterdir() if folder.is_dir()] == [synced.directory.name]


def test_two_platforms_are_two_histories(kept):
    assert store_directory(kept.settings, "plat_a") != store_directory(kept.settings, "plat-a")


def test_each_sync_changes_the_manifest_so_that_readers_open_it_anew(synced):
    first = DatasetSource(synced.directory).identity
    synced.sync()
    assert DatasetSource(synced.directory).identity != first


@pytest.mark.parametrize("day", [TODAY, TODAY + 27 * _DAY, TODAY + 28 * _DAY])
def test_a_proof_stands_for_28_days(synced, day):
    synced.asked_days()
    synced.serve(usage(day - _DAY))
    assert synced.sync(NOW + (day - TODAY), days=3).probed is None


def test_after_28_days_it_is_proven_anew_and_closed_days_are_verified_by_the_way(synced):
    later = NOW + timedelta(days=29)
    probed = platform.probed_week(later.date())
    synced.serve(usage(later.date() - _DAY))
    assert synced.sync(later, days=12).probed
    assert set(synced.asked_days()) >= set(probed.dates())


def test_a_result_is_complete_only_without_failures_and_cancelling(synced):
    result = synced.sync()
    assert result.is_complete
    for worse in ({"cancelled": True}, {"failed": ((date(2026, 1, 1), ""),)}, {"unread": ("summary",)}):
        assert not replace(result, **worse).is_complete


def test_a_day_whose_report_is_in_doubt_stays_settling_and_is_read_again(kept, monkeypatch):
    doubtful, plain = TODAY - 10 * _DAY, ApiSource.report_in_one

    def in_doubt(source, period, connectors):
        told = plain(source, period, connectors)
        return replace(told, doubts=("warnings is [1]",)) if period.start == doubtful else told

    monkeypatch.setattr(ApiSource, "report_in_one", in_doubt)
    kept.sync()
    assert (kept.states()[doubtful], kept.states()[TODAY - 12 * _DAY]) == ("settling", "closed")
    kept.sync()
    assert kept.states()[doubtful] == "settling"
    monkeypatch.undo()
    kept.sync()
    assert kept.states()[doubtful] == "closed"
