"""One value from the wire, read strictly (rules 2 and 4)."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from data_access.api import values


@pytest.mark.parametrize(
    ("value", "count"),
    [(0, 0), (12, 12), (Decimal("12.0"), 12), (Decimal("1.2E+1"), 12), ("12", 12), ("007", 7), (2**63 - 1, 2**63 - 1)],
)
def test_a_count_is_a_whole_number_or_digits(value, count):
    assert values.whole(value) == count


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (-1, "below 0"),
        (Decimal("-0.5"), "below 0"),
        (Decimal("12.5"), "not a whole number"),
        (Decimal("1E-400000"), "not a whole number"),
        (2**63, "larger than any count can be"),
        (Decimal("1E+999999"), "larger than any count can be"),
        ("9223372036854775808", "larger than any count can be"),
        ("9" * 200, "not a number"),
        ("-1", "not a number"),
        ("12.5", "not a number"),
        ("1,234", "not a number"),
        ("", "not a number"),
        ("٣", "not a number"),
        (" 12", "not a number"),
        (True, "not a number"),
        ([], "not a number"),
        ({}, "not a number"),
    ],
)
def test_anything_else_is_no_count(value, words):
    with pytest.raises(values.Unreadable, match=f"^{words}$"):
        values.whole(value)


@pytest.mark.parametrize(
    ("value", "unit", "size"),
    [
        (Decimal("12.5"), 10**6, 12_500_000),
        ("12.5", 10**6, 12_500_000),
        (3, 10**9, 3_000_000_000),
        (Decimal("0.0000005"), 10**6, 1),
        (Decimal("0.00000049"), 10**6, 0),
        (Decimal("0.0000025"), 10**6, 3),
        (Decimal("1234567.123456"), 10**6, 1_234_567_123_456),
        (7, 1, 7),
    ],
)
def test_a_quantity_of_a_unit_is_exact_bytes_rounded_half_up(value, unit, size):
    assert values.amount_in_bytes(value, unit) == size


def test_bytes_have_no_fractions():
    with pytest.raises(values.Unreadable, match=r"not a whole number"):
        values.amount_in_bytes(Decimal("1.5"), 1)


def test_a_quantity_beyond_what_a_frame_holds_is_refused():
    with pytest.raises(values.Unreadable, match=r"larger than any count can be"):
        values.amount_in_bytes(2**60, 10**9)


@pytest.mark.parametrize(
    "value",
    [
        "2026-04-06T12:00:00.000Z",
        "2026-04-06T12:00:00Z",
        "2026-04-06T14:00:00+02:00",
        "2026-04-06 12:00:00+00",
        "2026-04-06T12:00:00",
    ],
)
def test_a_time_is_utc_with_or_without_milliseconds(value):
    assert values.instant(value) == datetime(2026, 4, 6, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    ["yesterday", "", 1775476800, "20260406", "2026-W15-1", "2026-02-30T00:00:00Z", "0001-01-01T00:00:00+14:00"],
)
def test_an_unreadable_time_is_refused(value):
    with pytest.raises(values.Unreadable, match=r"not a time such as"):
        values.instant(value)


def test_an_id_stays_text_and_a_number_becomes_its_digits():
    assert [values.identifier("007"), values.identifier(42)] == ["007", "42"]


@pytest.mark.parametrize("value", ["", "  ", True, {}])
def test_a_blank_or_odd_id_is_none(value):
    with pytest.raises(values.Unreadable):
        values.identifier(value)


@pytest.mark.parametrize("value", [Decimal("0E+999999999"), Decimal("0E-999999999"), Decimal("1E-999999999")])
def test_a_quantity_with_an_exponent_beyond_all_measure_is_nothing(value):
    assert values.amount_in_bytes(value, 10**6) == 0
    assert values.last_digit_in_bytes(value, 10**6) >= 1


def test_a_quoted_value_is_cut_and_holds_no_key_and_no_page():
    assert values.quoted("x" * 500) == '"' + "x" * 79 + '…"'
    assert values.quoted("oh_platform_secret123") == '"oh_…"'
    assert values.quoted("<html><b>hello") == '"(an HTML page)"'
    assert values.quoted(Decimal("12.50")) == "12.50"
