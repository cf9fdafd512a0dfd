"""HTML documents to be printed: no script, nothing from elsewhere, and a policy that forbids both.

A document's template lies beside its module (`call_sheet.py`, `call_sheet.html.j2`) and fills `document.html.j2`; all look
as `printed.css` says. Whatever a template shows is escaped, on one line, and cannot turn round what stands beside it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from data_access.direction import marked

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is read: a title, the heads of its columns, and rows of words. Without a row it is left out."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    figures: frozenset[int]
    """Which columns hold figures: set to the right."""


def folded(text: str) -> str:
    """On one line, without what cannot be printed or turns the reading direction round."""
    return marked(_UNPRINTABLE.sub("\ufffd", " ".join(text.split())))


def document(template: str, **told: object) -> Iterator[str]:
    """The text of a document, piece by piece: a template's name below this folder, and what it tells of."""
    return _TEMPLATES.get_template(template).generate(**told)


def _shown(value: object) -> object:
    """What a macro wrote is markup already; everything else is text from outside."""
    return value if hasattr(value, "__html__") else folded(str(value))


_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=_shown,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
