"""What the XML reader tells of a workbook's texts and cells, held together and bounded."""

from collections.abc import Mapping

MOST_COLUMNS = 16_384
LONGEST_TEXT = 100_000
MOST_LETTERS = 64_000_000
"""Letters of a cell, of which a spreadsheet keeps 32,767, and of all shared texts together, or of a row."""

_LONGEST_NUMBER = 8
_LONGEST_COLUMN = 16

Row = tuple[int, Mapping[str, str]]


class SheetUnreadable(Exception):
    """No XML that a sheet may hold."""


def refuse_beyond(count: int, most: int, what: str = "of what a workbook holds a few") -> None:
    """Raise SheetUnreadable where there are more than `most`."""
    if count > most:
        raise SheetUnreadable(f"it holds more than {most:,} {what}")


class Texts:
    """Reads the shared texts."""

    def __init__(self, texts: list[str]) -> None:
        self._texts, self._held, self._hints = texts, "", 0

    def start(self, name: str, _: dict[str, str]) -> None:
        """An element begins."""
        if name == "si":
            self._held = ""
        self._hints += name == "rPh"
        self._is_text = name == "t"

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "si":
            self._texts.append(self._held)
        self._hints -= name == "rPh"
        self._is_text = False

    def text(self, data: str) -> None:
        """Letters within an element. Raises SheetUnreadable for more than a sheet holds."""
        if self._is_text and not self._hints:
            self._held += data
            self._letters += len(data)
            refuse_beyond(len(self._held), LONGEST_TEXT, "letters in a cell")
            refuse_beyond(self._letters, MOST_LETTERS, "letters")

    _is_text = False
    _letters = 0


class Cells:
    """Reads a sheet: `rows` fills with those that are complete. A formula counts as its text, whatever value it shows."""

    def __init__(self, shared: list[str]) -> None:
        self.rows: list[Row] = []
        self._shared, self._row, self._cells = shared, 0, dict[str, str]()
        self._column, self._kind, self._within = "", "", ""
        self._parts, self._letters = {"v": "", "t": "", "f": ""}, 0

    def start(self, name: str, held: dict[str, str]) -> None:
        """An element begins; `held` are its attributes."""
        if name == "row":
            told = held.get("r", "")
            is_number = told.isdecimal() and len(told) <= _LONGEST_NUMBER
            self._row, self._cells, self._letters = int(told) if is_number else self._row + 1, {}, 0
        elif name == "c":
            self._column = held.get("r", "")[:_LONGEST_COLUMN].rstrip("0123456789") or f"cell {len(self._cells) + 1}"
            self._kind, self._parts = held.get("t", "n"), {"v": "", "t": "", "f": ""}
        self._within = name if name in self._parts else ""

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "c" and (value := self._value()) is not None:
            self._cells[self._column] = value
            refuse_beyond(len(self._cells), MOST_COLUMNS)
        elif name == "row":
            self.rows.append((self._row, self._cells))
        self._within = ""

    def text(self, data: str) -> None:
        """Letters within an element. Raises SheetUnreadable for more than a sheet holds."""
        if self._within:
            self._parts[self._within] += data
            self._letters += len(data)
            refuse_beyond(len(self._parts[self._within]), LONGEST_TEXT, "letters in a cell")
            refuse_beyond(self._letters, MOST_LETTERS, "letters")

    def _value(self) -> str | None:
        if self._parts["f"]:
            return f"={self._parts['f']}"
        value = self._parts["v"]
        if self._kind == "s" and value.isdecimal() and len(value) <= _LONGEST_NUMBER:
            return self._shared[int(value)] if int(value) < len(self._shared) else None
        return (self._parts["t"] if self._kind == "inlineStr" else value) or None
