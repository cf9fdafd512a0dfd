"""How names from outside are compared, and how a part of a breakdown, or a row, is named that is the sum of the others."""

import re
from functools import lru_cache

_NO_LETTER = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def bare(name: str) -> str:
    """A name as it is compared: its letters and digits alone, without case, and without OData's prefix."""
    return _NO_LETTER.sub("", name).casefold().removeprefix("odata")


_COUNTED = "api|gateway|endpoint|event|ingested|call|request|count|usage|traffic|type|category|categorie|connector|s"
_SUM = "total|sum|overall|all|altogether"
_LIKE = "grand|sub|running|aggregate|aggregated|combined|cumulative"
_TOTAL = re.compile(rf"(?:{_LIKE}|{_COUNTED})*(?:{_SUM})(?:{_SUM}|{_COUNTED})*")
_PERHAPS_NAMES = """
aggregate aggregated combined cumulative everything any summary none gesamt insgesamt summe totale totaal totales tous
toutes todo todos todas tutti tutte suma razem toplam celkem összesen yhteensä итого всего 合计 合計 总计 總計 총계
"""
_PERHAPS = frozenset(_PERHAPS_NAMES.split()) | {""}


@lru_cache(maxsize=65536)
def is_total(key: str) -> bool:
    """Whether a part is named like the sum of the others: `total`, `__total__`, `All`, `grandTotal`, `totalCalls`, `*`."""
    return key.strip() in ("*", "\N{GREEK CAPITAL LETTER SIGMA}", "\N{N-ARY SUMMATION}") or bool(
        _TOTAL.fullmatch(bare(key))
    )


def is_perhaps_total(key: str) -> bool:
    """Whether it may be the sum of the others, and as well a part of its own: its figure tells."""
    return bare(key) in _PERHAPS


def is_surely_total(key: str) -> bool:
    """Whether it can be nothing else: `total` is, `all` may be a type of its own."""
    return "total" in key.casefold()


@lru_cache(maxsize=4096)
def flags_of_a_total(names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of a part's names that may say outright that it is the sum of the others."""
    return tuple(name for name in names if bare(name) in {"istotal", "isaggregate", "issummary", "isrollup", "rollup"})


@lru_cache(maxsize=4096)
def kinds_of_a_row(names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of a row's names that may say what kind of row it is."""
    return tuple(name for name in names if bare(name) in {"rowtype", "rowkind", "recordtype", "linetype", "entrytype"})
