"""What every source must do: the rules of `data_access.source`, asked of the hand-counted platform in `tiny`.

Subclass it with a fixture `source` that reads that platform, in whatever way, and may be written to.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data_access.errors import NoDailyHistory, SaveOvertaken
from data_access.period import Period
from data_access.source import PlatformProfile, ProfileChanges, Source, Summary
from data_access.tables import (
    ACTIVITY,
    CONNECTION_LOSSES,
    CONNECTOR_WEEKS,
    CONNECTORS,
    LINE_ORDER,
    METRICS,
    OPERATOR_DAYS,
    OPERATORS,
    USAGE_LINES,
    USAGE_TOTALS,
)
from tests.data_access.tiny import HOSTILE, MARKED_UP, OTHER

ACROSS_MONTHS = Period(date(2026, 4, 30), date(2026, 5, 3))
WHOLE_MONTH = Period(date(2026, 5, 1), date(2026, 5, 31))
BEFORE_THE_DATA = Period(date(2026, 1, 1), date(2026, 1, 31))
PERIODS = (ACROSS_MONTHS, WHOLE_MONTH, BEFORE_THE_DATA, Period(date(2026, 5, 2), date(2026, 5, 2)))

STORED = PlatformProfile("Tiny Platform", "ops@tiny.example", None, OTHER)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


class SourceContract:
    """The rules; the names of the tests say them."""

    @pytest.fixture
    def source(self) -> Source:
        raise NotImplementedError

    def test_a_source_says_what_it_is(self, source: Source) -> None:
        told = source.facts()
        assert told.label
        assert source.label == told.label
        assert source.identity
        assert source.identity == source.identity
        assert told.is_sample is False
        assert told.as_of.utcoffset() == source.as_of.utcoffset() == timedelta(0)

    def test_what_a_source_says_of_itself_is_the_same_at_another_instant(self, source: Source) -> None:
        told = source.facts()
        assert source.facts() == told == replace(told, as_of=told.as_of + timedelta(seconds=1))
        assert told != replace(told, is_dataset=not told.is_dataset)

    def test_today_is_the_day_of_as_of_and_the_last_complete_day_is_not_after_it(self, source: Source) -> None:
        told = source.facts()
        known = told.coverage
        assert known.today == told.as_of.date()
        assert known.first_day <= known.last_complete_day <= known.today

    def test_the_summary_counts_everything_that_is_known(self, source: Source) -> None:
        assert source.summary() == Summary(
            operators_total=4,
            operators_active=2,
            operators_suspended=1,
            api_calls=43,
            gateway_requests=8,
            events_ingested=5_000_000_016,
            active_connections=3,
        )

    def test_operators_are_one_row_each_sorted_by_id_with_undated_figures(self, source: Source) -> None:
        created = utc(2026, 1, 2, 3, 4, 5)
        rows = [
            ("007", "Acme, Ltd", "pending_approval", "free", "retail", None, created, 0, 0, 9, utc(2026, 5, 3)),
            (
                *("op_acme", "Acme, Ltd", "active", "enterprise", "igaming", "a@acme.example", created),
                *(2, 37, 5_000_000_000, utc(2026, 5, 31)),
            ),
            (
                "op_bell",
                HOSTILE,
                "suspended",
                "professional",
                None,
                None,
                None,
                1,
                6,
                7,
                utc(2026, 5, 2, 10, 30, 0, 250_000),
            ),
            ("op_chi", MARKED_UP, "active", None, None, None, None, 0, 0, 0, None),
        ]
        assert_frame_equal(source.operators(), pl.DataFrame(rows, OPERATORS, orient="row"))

    def test_connectors_are_one_row_each_sorted_by_id_those_without_connections_too(self, source: Source) -> None:
        rows = [
            ("hub88", "Hub88", None, 0, 0, 2, 2),
            ("stripe", "Stripe", "Payments", 2, 3, 1, 6),
            ("stripe-2", "Stripe", "Payments", 0, 0, 0, 0),
        ]
        assert_frame_equal(source.connectors(), pl.DataFrame(rows, CONNECTORS, orient="row"))

    def test_the_roster_and_the_catalogue_are_the_same_frames_and_of_a_whole_answer_nothing_is_unknown(
        self, source: Source
    ) -> None:
        roster, catalogue = source.roster(), source.catalogue()
        assert_frame_equal(roster.frame, source.operators())
        assert_frame_equal(catalogue.frame, source.connectors())
        assert roster.unknown + catalogue.unknown + source.usage_report(ACROSS_MONTHS).unknown == ()

    def test_a_report_has_a_line_for_each_operator_metric_and_key(self, source: Source) -> None:
        rows = [
            ("007", "Acme, Ltd", "billable_units", "", 1),
            ("007", "Acme, Ltd", "events_ingested", "connection.health.degraded", 9),
            ("007", "Acme, Ltd", "storage_bytes", "", 1),
            ("op_acme", "Acme, Ltd", "api_calls", "gateway", 23),
            ("op_acme", "Acme, Ltd", "api_calls", "operator-data-api", 4),
            ("op_acme", "Acme, Ltd", "billable_units", "", 31),
            ("op_acme", "Acme, Ltd", "gateway_requests", "hub88", 2),
            ("op_acme", "Acme, Ltd", "gateway_requests", "stripe", 6),
            ("op_acme", "Acme, Ltd", "storage_bytes", "", 500),
            ("op_bell", HOSTILE, "api_calls", "", 6),
            ("op_bell", HOSTILE, "billable_units", "", 7),
            ("op_bell", HOSTILE, "events_ingested", "transaction", 7),
            ("op_bell", HOSTILE, "storage_bytes", "", 0),
            ("op_chi", MARKED_UP, "billable_units", "", 0),
            ("op_chi", MARKED_UP, "storage_bytes", "", 0),
        ]
        assert_frame_equal(source.usage_report(ACROSS_MONTHS).lines, pl.DataFrame(rows, USAGE_LINES, orient="row"))

    def test_a_report_has_a_row_of_totals_for_every_operator_of_the_roster(self, source: Source) -> None:
        rows = [
            ("007", "Acme, Ltd", 0, 0, 9, 1, 1),
            ("op_acme", "Acme, Ltd", 27, 8, 0, 500, 31),
            ("op_bell", HOSTILE, 6, 0, 7, 0, 7),
            ("op_chi", MARKED_UP, 0, 0, 0, 0, 0),
        ]
        assert_frame_equal(source.usage_report(ACROSS_MONTHS).totals, pl.DataFrame(rows, USAGE_TOTALS, orient="row"))

    def test_a_whole_month_is_counted_like_any_other_period(self, source: Source) -> None:
        rows = [
            ("007", "Acme, Ltd", 0, 0, 9, 0, 1),
            ("op_acme", "Acme, Ltd", 7, 3, 5_000_000_000, 161, 500_000_009),
            ("op_bell", HOSTILE, 6, 0, 0, 0, 6),
            ("op_chi", MARKED_UP, 0, 0, 0, 0, 0),
        ]
        assert_frame_equal(source.usage_report(WHOLE_MONTH).totals, pl.DataFrame(rows, USAGE_TOTALS, orient="row"))

    def test_a_period_outside_the_data_has_0_for_every_operator(self, source: Source) -> None:
        totals = source.usage_report(BEFORE_THE_DATA).totals
        assert totals["operator_id"].to_list() == ["007", "op_acme", "op_bell", "op_chi"]
        assert totals.select(METRICS).rows() == [(0, 0, 0, 0, 0)] * 4

    @pytest.mark.parametrize("period", PERIODS, ids=str)
    def test_totals_are_the_sums_of_the_lines_of_each_metric(self, source: Source, period: Period) -> None:
        report = source.usage_report(period)
        sums = [pl.col("quantity").filter(pl.col("metric") == metric).sum().alias(metric) for metric in METRICS]
        summed = report.lines.group_by("operator_id", "operator_name").agg(sums).sort("operator_id")
        assert_frame_equal(report.totals, summed)

    @pytest.mark.parametrize("period", PERIODS, ids=str)
    def test_report_frames_are_typed_and_sorted_and_no_key_is_null(self, source: Source, period: Period) -> None:
        report = source.usage_report(period)
        assert report.lines.schema == USAGE_LINES
        assert report.totals.schema == USAGE_TOTALS
        assert report.lines["key"].null_count() == 0
        assert_frame_equal(report.lines, report.lines.sort(LINE_ORDER))
        assert_frame_equal(report.totals, report.totals.sort("operator_id"))
        assert report.lines.select(LINE_ORDER).is_unique().all()

    def test_a_report_says_its_period_and_when_it_was_read(self, source: Source) -> None:
        before = datetime.now(UTC)
        report = source.usage_report(ACROSS_MONTHS)
        assert report.period == ACROSS_MONTHS
        assert before <= report.read_at <= datetime.now(UTC)

    def test_traffic_of_adjacent_periods_adds_up_to_that_of_both(self, source: Source) -> None:
        cut = date(2026, 5, 1)
        first = source.usage_report(Period(ACROSS_MONTHS.start, cut)).totals
        second = source.usage_report(Period(cut + timedelta(days=1), ACROSS_MONTHS.end)).totals
        both = source.usage_report(ACROSS_MONTHS).totals
        assert_frame_equal(first.select(ACTIVITY) + second.select(ACTIVITY), both.select(ACTIVITY))

    def test_the_same_question_has_the_same_answer(self, source: Source) -> None:
        assert_frame_equal(source.operators(), source.operators())
        first, second = source.usage_report(ACROSS_MONTHS), source.usage_report(ACROSS_MONTHS)
        assert_frame_equal(first.lines, second.lines)

    def test_days_are_answered_or_said_not_to_be_known(self, source: Source) -> None:
        if source.facts().daily_coverage is not None:
            assert not source.daily_usage(ACROSS_MONTHS).is_empty()
        else:
            with pytest.raises(NoDailyHistory):
                source.daily_usage(ACROSS_MONTHS)
            with pytest.raises(NoDailyHistory):
                source.daily_totals(ACROSS_MONTHS, operator_id="op_acme")

    def test_daily_totals_are_the_daily_usage_summed_for_the_platform_and_for_one_operator(
        self, source: Source
    ) -> None:
        if source.facts().daily_coverage is None:
            return
        rows = source.daily_usage(ACROSS_MONTHS)
        for operator_id in (None, *source.operators()["operator_id"]):
            mine = rows if operator_id is None else rows.filter(pl.col("operator_id") == operator_id)
            summed = mine.group_by("date", "metric").agg(pl.col("quantity").sum()).sort("date", "metric")
            assert_frame_equal(source.daily_totals(ACROSS_MONTHS, operator_id=operator_id), summed)

    def test_the_days_that_are_known_one_by_one_lie_within_those_of_a_period(self, source: Source) -> None:
        told = source.facts()
        held, known = told.daily_coverage, told.coverage
        assert told.held_days == held
        if held is not None:
            assert known.first_day <= held.first_day <= held.last_complete_day <= known.today

    def test_operator_days_are_the_daily_usage_summed_over_keys(self, source: Source) -> None:
        if source.facts().daily_coverage is None:
            with pytest.raises(NoDailyHistory):
                source.operator_days(ACROSS_MONTHS)
            return
        days = source.operator_days(ACROSS_MONTHS)
        assert days.schema == OPERATOR_DAYS
        assert_frame_equal(days, days.sort("date", "operator_id"))
        summed = (
            source.daily_usage(ACROSS_MONTHS).filter(pl.col("quantity") > 0).group_by("date", "operator_id", "metric")
        )
        expected = summed.agg(pl.col("quantity").sum()).filter(pl.col("metric").is_in(ACTIVITY))
        found = days.unpivot(
            list(ACTIVITY), index=["date", "operator_id"], variable_name="metric", value_name="quantity"
        )
        assert_frame_equal(found.filter(pl.col("quantity") > 0), expected, check_row_order=False)

    def test_connector_weeks_count_from_the_first_day_of_the_period(self, source: Source) -> None:
        if source.facts().daily_coverage is None:
            with pytest.raises(NoDailyHistory):
                source.connector_weeks(ACROSS_MONTHS)
            return
        first, second = date(2026, 4, 24), date(2026, 5, 1)
        rows = [
            (first, "op_acme", "stripe", 5, date(2026, 4, 30), date(2026, 4, 30)),
            (second, "op_acme", "hub88", 2, second, second),
            (second, "op_acme", "stripe", 1, second, second),
        ]
        asked = Period(first, date(2026, 5, 14))
        assert_frame_equal(source.connector_weeks(asked), pl.DataFrame(rows, CONNECTOR_WEEKS, orient="row"))

    def test_connection_losses_are_a_frame_also_where_none_is_known(self, source: Source) -> None:
        assert source.connection_losses(WHOLE_MONTH).schema == CONNECTION_LOSSES

    def test_a_fresh_report_says_the_same(self, source: Source) -> None:
        assert_frame_equal(
            source.usage_report(ACROSS_MONTHS, fresh=True).lines, source.usage_report(ACROSS_MONTHS).lines
        )

    def test_the_profile_is_read_and_unknown_settings_come_as_canonical_json(self, source: Source) -> None:
        assert source.profile() == STORED

    def test_a_saved_profile_is_what_is_read_back_and_unknown_settings_survive(self, source: Source) -> None:
        wanted = PlatformProfile("Tïny “2”", None, "https://tiny.example/hook", OTHER)
        assert source.save_profile(ProfileChanges(source.profile(), wanted)) == wanted
        assert source.profile() == wanted

    def test_only_the_changed_fields_are_written(self, source: Source) -> None:
        """Two people change two fields: neither loses."""
        seen = source.profile()
        source.save_profile(ProfileChanges(seen, replace(seen, name="Theirs")))
        saved = source.save_profile(ProfileChanges(seen, replace(seen, contact_email="mine@tiny.example")))
        assert saved == replace(seen, name="Theirs", contact_email="mine@tiny.example")

    def test_a_field_that_somebody_else_changed_meanwhile_is_not_written_over(self, source: Source) -> None:
        seen = source.profile()
        theirs = source.save_profile(ProfileChanges(seen, replace(seen, name="Theirs")))
        mine = replace(seen, name="Mine", contact_email="mine@tiny.example")
        with pytest.raises(SaveOvertaken) as overtaken:
            source.save_profile(ProfileChanges(seen, mine))
        assert overtaken.value.fields == ("name",)
        assert "Theirs" in overtaken.value.detail
        assert source.profile() == theirs

    def test_saving_without_a_change_changes_nothing(self, source: Source) -> None:
        seen = source.profile()
        assert source.save_profile(ProfileChanges(seen, seen)) == seen
