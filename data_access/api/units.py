"""The unit that stands beside a figure: a size is read exactly, a plain word for the figure's own unit is fine.

Any other unit is refused: a figure without it would be off by a thousand.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from data_access.api import values, wire
from data_access.api.row import Found, Row
from data_access.api.statements import Statement
from data_access.api.wire_statements import ABOUT, UNIT_ENDINGS, UNITS
from data_access.errors import UnexpectedAnswer, quotable
from data_access.names import bare

_BITS = re.compile(r"[KMGTPE]i?b|b|.*bits?|.*bit/s|.*ps|.*/.*", re.DOTALL)
_TEXT = re.compile(r"(\d+(?:\.\d+)?)\s*([A-Za-z].*)", re.ASCII)
_AMOUNTS = ("value", "amount", "quantity", "size", "used", "count", "total")
_OWN = frozenset({"count", "counts", "number", "each", "1", "one"}).union(
    (f"{of}{one}{many}" for of in ("", "api", "gateway") for one in ("call", "request") for many in ("", "s")),
    (f"{one}{many}" for one in ("event", "item", "unit", "billableunit") for many in ("", "s")),
)


def size_unit(text: Any) -> int | None:
    """How many bytes one unit is (`GB`, `GiB`, `megabytes`); None for a word that is no unit of bytes.

    kB, MB, … are powers of 1000, KiB, MiB, … of 1024. `Gb` is a bit's unit to some, so it is none here.
    """
    if not isinstance(text, str) or _BITS.fullmatch(text.strip()):
        return None
    return wire.SIZES.get(bare(text))


def split(value: Any) -> tuple[Any, str | None]:
    """A quantity and its unit: of `"5 GB"`, or of `{"value": 5, "unit": "GB"}`. Without a unit the value as it came."""
    if isinstance(value, str) and (read := _TEXT.fullmatch(value.strip())):
        return read[1], read[2]
    if isinstance(value, dict):
        said = {bare(name): inner for name, inner in value.items() if inner is not None}
        unit = next((said[name] for name in UNITS if isinstance(said.get(name), str)), None)
        amounts = [said[name] for name in _AMOUNTS if name in said]
        if unit is not None and len(amounts) == 1:
            return amounts[0], unit
    return value, None


@lru_cache(maxsize=4096)
def _speaks_of_units(names: tuple[str, ...]) -> bool:
    return any(_stem(bare(name)) is not None for name in names)


def _stem(name: str) -> str | None:
    """What a unit is of: "" of all that stands beside it, "storage" of `storageUnit`; None where it is no unit."""
    if name in UNITS:
        return ""
    if name.endswith("billableunits") or name.startswith("billableunitstotal"):
        return None
    stems = [name.removesuffix(ending) for ending in UNIT_ENDINGS if name.endswith(ending)]
    return min(stems, key=len) if stems else name.removeprefix("unitof") if name.startswith("unitof") else None


def stated(row: Row) -> list[tuple[str, Found]]:
    """The units that a row states: what each is of ("" = of all of it), its spelling and its value."""
    if not _speaks_of_units(tuple(row.held)):
        return []
    return list(_of_hits(hit for hits in row.held.values() for hit in hits))


def stated_outside(said: Sequence[Statement]) -> list[tuple[str, Found]]:
    """The units that an answer states beside its rows."""
    return list(_of_hits((each.spelled, each.value) for each in said if each.kind in ("", ABOUT)))


def _of_hits(hits: Iterable[Found]) -> Iterator[tuple[str, Found]]:
    for name, value in hits:
        stem = _stem(bare(name.rpartition(".")[2]))
        if stem is None or value is None:
            continue
        if isinstance(value, dict):
            yield from ((bare(of), (f"{name}.{of}", inner)) for of, inner in value.items())
        else:
            yield stem, (name, value)


def refuse_other(place: str, found: Sequence[tuple[str, Found]]) -> None:
    """Raises UnexpectedAnswer for a unit of a count that is not plainly the count's own."""
    for stem, (name, value) in found:
        is_size = stem in ("", *wire.STORAGE_STEMS) and size_unit(value) is not None
        if stem in wire.STORAGE_STEMS or is_size or (stem and stem not in wire.COUNT_STEMS) or is_own(value):
            continue
        raise UnexpectedAnswer(
            f"{place}: {quotable(name, 80)} is {values.quoted(value)}: the figures are not in single ones"
        )


def is_own(unit: Any) -> bool:
    """Whether a unit says no more than what is counted: calls, events, or a scale of 1."""
    return bare(str(unit)) in _OWN if isinstance(unit, str | int) and not isinstance(unit, bool) else False


def without_unit(row: Row, name: str, value: Mapping[str, Any]) -> Mapping[str, Any]:
    """An object of counts without the unit that it states. Raises UnexpectedAnswer for one that is not its own."""
    units = {inner: said for inner, said in value.items() if bare(inner) in UNITS and not _is_count(said)}
    refuse_other(row.place, [("", (f"{name}.{inner}", said)) for inner, said in units.items() if said is not None])
    sizes = [inner for inner, said in units.items() if size_unit(said) is not None]
    if sizes:
        raise UnexpectedAnswer(
            f"{row.place}: {quotable(name, 80)} is in {values.quoted(value[sizes[0]])}, which is a size"
        )
    return {inner: said for inner, said in value.items() if inner not in units}


def _is_count(value: Any) -> bool:
    return not isinstance(value, str) or value.isdecimal()
