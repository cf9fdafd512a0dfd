"""The texts of an answer made fit to be shown, all at once and before any row is read.

Names, ids and keys of a breakdown come on the screen and into files. A save sends back what came, so it takes the
answer as it is.
"""

import re
from collections.abc import Iterator
from typing import Any

import polars as pl

from data_access.errors import UnexpectedAnswer
from data_access.key_traces import unescaped
from data_access.outside_text import fit, keys_in_use, whole_characters

_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_SLICE = 16 * 2**20
_OVERLAP = 64
"""Longer than any anchor."""


def fit_answer(value: Any, body: bytes, place: str) -> Any:
    """`fit_to_show` of what came as `body`. Nearly no answer needs it, as a look at `body` tells without a walk."""
    return fit_to_show(value, place) if _is_suspect(body.decode("utf-8", "replace")) else value


def fit_to_show(value: Any, place: str) -> Any:
    """`value` with U+FFFD for half characters and "(the key)" for what shows some of the key, in names and texts.

    Raises UnexpectedAnswer, with `place` in it, where two names of one object would become the same.
    """
    whole = {text: whole_characters(text) for text in set(_texts(value))}
    suspect = _hold_anchors([f"{text}\n{unescaped(text)}" for text in whole.values()])
    clean = {
        text: fit(readable) if maybe else readable
        for (text, readable), maybe in zip(whole.items(), suspect, strict=True)
    }
    return _replaced(value, {text: shown for text, shown in clean.items() if shown != text}, place)


def _is_suspect(text: str) -> bool:
    if "\\u" in text and _HALF.search(text):
        return True
    return any(
        _hold_anchors([one[at : at + _SLICE + _OVERLAP]])[0]
        for one in {text, unescaped(text)}
        for at in range(0, len(one), _SLICE)
    )


def _hold_anchors(texts: list[str]) -> list[bool]:
    anchors = [anchor for traces in keys_in_use() for anchor in traces.anchors]
    if not anchors:
        return [False] * len(texts)
    return pl.Series(texts, dtype=pl.String()).str.contains_any(anchors, ascii_case_insensitive=True).to_list()


def _texts(value: Any) -> Iterator[str]:
    level = [value]
    while level:
        inside: list[Any] = []
        for one in level:
            if isinstance(one, str):
                yield one
            elif isinstance(one, dict):
                yield from one
                inside += one.values()
            elif isinstance(one, list):
                inside += one
        level = inside


def _replaced(value: Any, clean: dict[str, str], place: str) -> Any:
    if isinstance(value, str):
        return clean.get(value, value)
    if isinstance(value, list):
        return [_replaced(one, clean, place) for one in value]
    if not isinstance(value, dict):
        return value
    replaced = {clean.get(name, name): _replaced(inner, clean, place) for name, inner in value.items()}
    if len(replaced) < len(value):
        raise UnexpectedAnswer(f"{place}: one object holds two names that are the same as far as they can be shown")
    return replaced
