from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dashboard.numbers import counted, day, days, exact, instant, percent, short, short_bytes, signed_percent
from data_access.period import Period

FACTORS = {"": 1, "k": 10**3, "M": 10**6, "bn": 10**9, "tn": 10**12}
BYTE_FACTORS = {" B": 1, " kB": 10**3, " MB": 10**6, " GB": 10**9, " TB": 10**12, " PB": 10**15}


def parsed(words: str, factors: dict[str, int]) -> tuple[Decimal, Decimal, int]:
    """What a short figure says, half a unit of its last digit, and how many digits it has."""
    digits = words.rstrip("kMGTPBbnt ")
    factor = factors[words.removeprefix(digits)]
    decimals = len(digits.partition(".")[2])
    half = Decimal(factor) * Decimal(10) ** -decimals / 2
    return Decimal(digits.replace("−", "-").replace(",", "")) * factor, half, sum(c.isdigit() for c in digits)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0"),
        (7, "7"),
        (999, "999"),
        (9_999, "9,999"),
        (10_000, "10.0k"),
        (10_049, "10.0k"),
        (10_050, "10.1k"),
        (81_900, "81.9k"),
        (99_949, "99.9k"),
        (99_950, "100k"),
        (123_456, "123k"),
        (999_499, "999k"),
        (999_500, "1.00M"),
        (999_950, "1.00M"),
        (3_509_999, "3.51M"),
        (12_345_678, "12.3M"),
        (999_500_000, "1.00bn"),
        (5_000_000_000, "5.00bn"),
        (999_500_000_000, "1.00tn"),
        (123_000_000_000_000, "123tn"),
        (-81_900, "−81.9k"),
        (-5, "−5"),
        (None, "—"),
    ],
)
def test_a_tile_shows_three_significant_digits_from_10_000_on(count: int | None, words: str) -> None:
    assert short(count) == words


@given(some.integers(-(10**15) + 10**13, 10**15 - 10**13))
def test_a_short_figure_has_three_digits_and_is_off_by_half_a_unit_of_the_last_at_most(count: int) -> None:
    said, half, digits = parsed(short(count), FACTORS)
    if abs(count) < 10_000:
        assert said == count
    else:
        assert digits == 3
        assert abs(said - count) <= half


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1.00 kB"),
        (999_500, "1.00 MB"),
        (44_200_000_000, "44.2 GB"),
        (5_000_000_000_000_000, "5.00 PB"),
        (None, "—"),
    ],
)
def test_bytes_are_counted_in_decimal_units(count: int | None, words: str) -> None:
    assert short_bytes(count) == words


@given(some.integers(0, 10**18 - 10**16))
def test_short_bytes_have_at_most_three_digits_and_are_off_by_half_a_unit_of_the_last_at_most(count: int) -> None:
    said, half, digits = parsed(short_bytes(count), BYTE_FACTORS)
    assert digits <= 3
    assert abs(said - count) <= (half if count >= 1000 else 0)


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0"), (1234567, "1,234,567"), (-1234, "−1,234"), (None, "—"), (10**18, "1" + ",000" * 6)]
)
def test_an_exact_figure_has_every_digit_and_commas(count: int | None, words: str) -> None:
    assert exact(count) == words


@given(some.integers(-(2**63), 2**63 - 1))
def test_an_exact_figure_reads_back_as_itself(count: int) -> None:
    assert int(exact(count).replace(",", "").replace("−", "-")) == count


@pytest.mark.parametrize(
    ("ratio", "decimals", "words"),
    [
        (0.0, 0, "0%"),
        (0.004, 0, "<1%"),
        (0.005, 0, "1%"),
        (0.125, 0, "13%"),
        (0.625, 0, "63%"),
        (0.32, 0, "32%"),
        (1.0, 0, "100%"),
        (-0.27, 0, "27%"),
        (12.5, 0, "1,250%"),
        (0.0, 1, "0.0%"),
        (0.0004, 1, "<0.1%"),
        (0.0005, 1, "0.1%"),
        (0.03221, 1, "3.2%"),
        (0.0325, 1, "3.3%"),
        (-0.0004, 1, "<0.1%"),
        (1.2345, 1, "123.5%"),
        (None, 1, "—"),
    ],
)
def test_a_percentage_is_rounded_half_up_and_what_is_some_never_reads_0(ratio, decimals: int, words: str) -> None:
    assert percent(ratio, decimals) == words


@given(some.floats(0, 1000), some.integers(0, 2))
def test_a_percentage_is_off_by_half_a_unit_of_its_last_digit_at_most(ratio: float, decimals: int) -> None:
    words = percent(ratio, decimals).removesuffix("%").replace(",", "")
    amount, unit = ratio * 100, 10**-decimals
    if words.startswith("<"):
        assert 0 < amount < unit / 2
        assert float(words[1:]) == pytest.approx(unit)
    else:
        assert float(words) == pytest.approx(amount, abs=unit / 2 * 1.0000001)
        assert len(words.partition(".")[2]) == decimals


@pytest.mark.parametrize(
    ("ratio", "words"),
    [(0.36, "+36%"), (-0.61, "−61%"), (0.0, "0%"), (2.5, "+250%"), (-1.0, "−100%"), (None, "—")],
)
def test_a_change_carries_its_sign(ratio: float | None, words: str) -> None:
    assert signed_percent(ratio) == words


def test_a_day_is_written_out() -> None:
    assert (day(date(2026, 11, 5)), day(date(2026, 11, 5), year=False)) == ("5 Nov 2026", "5 Nov")


def test_an_instant_names_utc() -> None:
    assert instant(datetime(2026, 11, 5, 7, 8, 9, tzinfo=UTC)) == "5 Nov 2026, 07:08 UTC"
    assert instant(None) == "—"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2026, 11, 1), date(2026, 11, 21), "1 – 21 Nov 2026"),
        (date(2026, 10, 25), date(2026, 11, 21), "25 Oct – 21 Nov 2026"),
        (date(2025, 12, 25), date(2026, 1, 21), "25 Dec 2025 – 21 Jan 2026"),
        (date(2025, 11, 1), date(2026, 11, 21), "1 Nov 2025 – 21 Nov 2026"),
        (date(2026, 11, 21), date(2026, 11, 21), "21 Nov 2026"),
    ],
)
def test_a_period_says_nothing_twice(start: date, end: date, words: str) -> None:
    assert days(Period(start, end)) == words


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (counted(0, "operator"), "0 operators"),
        (counted(1, "operator"), "1 operator"),
        (counted(1234, "operator"), "1,234 operators"),
        (counted(2, "day of usage", "days of usage"), "2 days of usage"),
    ],
)
def test_one_is_one_and_all_else_is_many(words: str, expected: str) -> None:
    assert words == expected


def test_a_count_beyond_all_words_is_a_power_of_ten() -> None:
    assert short(9_220_000_000_000_000_000_000_000_000_000) == "9.22 × 10³⁰"
    assert short(999_499_999_999_999) == "999tn"
    assert short(999_500_000_000_000) == "1.00 × 10¹⁵"
    assert short(-(2**63)) == "−9.22 × 10¹⁸"


def test_bytes_beyond_the_largest_unit_are_a_power_of_ten_in_bytes() -> None:
    assert short_bytes(2**63) == "9.22 EB"
    assert short_bytes(10**21) == "1.00 × 10²¹ B"
