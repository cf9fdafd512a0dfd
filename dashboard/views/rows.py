"""Rows of the short lists on cards."""

from typing import NamedTuple


class ListRow(NamedTuple):
    """A row of a card's list: an operator to open, a middle column and a last one, both Markdown of our own."""

    operator_id: str
    name: str
    middle: str
    last: str
