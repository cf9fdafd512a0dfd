"""How figures and dates are written, on the screen and in charts (contract, "Figures on screen")."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from data_access.period import Period

NOT_REPORTED = "—"
_SHORT_FROM = 10_000
_COUNT_STEPS = ((10**12, "tn"), (10**9, "bn"), (10**6, "M"), (10**3, "k"))
_BYTE_STEPS = ((10**18, " EB"), (10**15, " PB"), (10**12, " TB"), (10**9, " GB"), (10**6, " MB"), (10**3, " kB"))
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def short(count: int | None) -> str:
    """Three significant digits from 10,000 on (`81.9k`, `3.51M`), exact below, `—` for not reported.

    Beyond 999 tn no word is common: `9.22 × 10¹⁸`.
    """
    if count is None:
        return NOT_REPORTED
    return exact(count) if abs(count) < _SHORT_FROM else _stepped(count, _COUNT_STEPS)


def short_bytes(count: int | None) -> str:
    """Bytes in decimal units with three significant digits (`44.2 GB`)."""
    if count is None:
        return NOT_REPORTED
    return f"{count} B" if abs(count) < _BYTE_STEPS[-1][0] else _stepped(count, _BYTE_STEPS)


def byte_unit(largest: int) -> tuple[int, str]:
    """The unit in which `largest` bytes read best: how many bytes it is, and its name. Bytes themselves below 1,000."""
    rounded = abs(int(_significant(Decimal(largest)))) if largest else 0
    return next(((size, suffix.strip()) for size, suffix in _BYTE_STEPS if rounded >= size), (1, "bytes"))


def exact(count: int | None) -> str:
    """Every digit, thousands set off by commas, U+2212 for minus."""
    return NOT_REPORTED if count is None else f"{count:,}".replace("-", "−")


def percent(ratio: float | None, decimals: int = 0) -> str:
    """A ratio as percent, unsigned: whole in tables, one decimal in tiles. A share that rounds to 0 is `<1%`."""
    if ratio is None:
        return NOT_REPORTED
    least = Decimal(1).scaleb(-decimals)
    amount = Decimal(str(abs(ratio))) * 100
    if 0 < amount < least / 2:
        return f"<{least}%"
    return f"{amount.quantize(least, ROUND_HALF_UP):,}%"


def signed_percent(ratio: float | None) -> str:
    """A change in whole percent with its sign."""
    if ratio is None:
        return NOT_REPORTED
    words = percent(ratio)
    if words == "0%":
        return words
    return f"−{words}" if ratio < 0 else f"+{words}"


def day(value: date, *, year: bool = True) -> str:
    """`21 Nov 2026`."""
    return f"{value:%-d %b %Y}" if year else f"{value:%-d %b}"


def instant(value: datetime | None) -> str:
    """`21 Nov 2026, 23:59 UTC`."""
    return NOT_REPORTED if value is None else f"{value:%-d %b %Y, %H:%M} UTC"


def days(period: Period) -> str:
    """`25 Oct – 21 Nov 2026`: both days included, nothing said twice."""
    start, end = period.start, period.end
    if start == end:
        return day(end)
    if start.year != end.year:
        return f"{day(start)} – {day(end)}"
    return f"{start:%-d}{'' if start.month == end.month else f'{start: %b}'} – {day(end)}"


def counted(count: int, one: str, many: str | None = None) -> str:
    """`1 operator`, `2 operators`."""
    return f"{exact(count)} {one if count == 1 else many or one + 's'}"


def _stepped(count: int, steps: tuple[tuple[int, str], ...]) -> str:
    """Three significant digits. The step is chosen after rounding, so that 999,950 reads 1.00M, never 1000k."""
    rounded = int(_significant(Decimal(count)))
    if abs(rounded) >= 1000 * steps[0][0]:
        return _as_power(rounded, steps[0][1])
    size, suffix = next(step for step in steps if abs(rounded) >= step[0])
    value = Decimal(rounded) / size
    decimals = 2 - value.copy_abs().adjusted()
    return f"{value:.{max(decimals, 0)}f}{suffix}".replace("-", "−")


def _as_power(rounded: int, largest: str) -> str:
    """`9.22 × 10¹⁸`; beyond the largest unit of bytes, in bytes."""
    power = Decimal(rounded).adjusted()
    unit = " B" if largest.startswith(" ") else ""
    return f"{Decimal(rounded).scaleb(-power):.2f} × 10{str(power).translate(_SUPERSCRIPTS)}{unit}".replace("-", "−")


def _significant(count: Decimal) -> Decimal:
    return count.quantize(Decimal(1).scaleb(count.adjusted() - 2), ROUND_HALF_UP)
