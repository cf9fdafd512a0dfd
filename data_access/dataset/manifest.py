"""`manifest.json`: whose figures these are, since when, and when they were true."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from data_access import exact_json, identity
from data_access.dataset.files import DatasetFile, reading
from data_access.errors import DatasetMissing, DatasetWrong, quotable
from data_access.outside_text import whole_characters
from data_access.period import Period
from data_access.tables import FIRST_TIME, NO_TIME

NAME = "manifest.json"
FORMAT = 1
_LAST_MINUTE = time(23, 59)


@dataclass(frozen=True, slots=True)
class Manifest:
    """`first_day` is the first that the dataset knows, `as_of` the instant (UTC) that it is true for.

    `is_history`: a sync wrote it, which keeps more beside the dataset.
    """

    platform: str
    platform_id: str
    first_day: date
    as_of: datetime
    is_history: bool = False

    @property
    def part_day(self) -> date | None:
        """The day that `as_of` cuts: it lies before 23:59, so that usage of the day is still to come. None without."""
        return self.as_of.date() if self.as_of.time() < _LAST_MINUTE else None

    @property
    def days(self) -> Period:
        """Every day that the dataset may hold figures for."""
        return Period(self.first_day, self.as_of.date())


def manifest_bytes(directory: Path) -> bytes:
    """The manifest as it stands in `directory`. Raises DatasetMissing and DatasetWrong."""
    if not (directory / NAME).exists():
        raise DatasetMissing(f"{directory} holds no {NAME}{_near(directory)}")
    return DatasetFile.inside(directory, directory / NAME).bytes()


def dataset_identity(directory: Path) -> str:
    """The `identity` that the dataset in `directory` has now. Raises DatasetMissing and DatasetWrong."""
    return identity.dataset_identity(directory, manifest_bytes(directory))


def manifest(content: bytes) -> Manifest:
    """What the bytes of a manifest say. Raises DatasetWrong naming the entry that cannot be used."""
    held = json_object(NAME, content)
    if held.get("format") != FORMAT:
        raise DatasetWrong(f"{NAME}: format is {quotable(held.get('format'), 80)}, Hazelboard reads {FORMAT}")
    names = _text(held, "platform"), _text(held, "platform_id")
    told = Manifest(*names, _first_day(held), _as_of(held), is_history="history" in held)
    if told.as_of.date() < told.first_day:
        raise DatasetWrong(f"{NAME}: as_of ({told.as_of:%Y-%m-%d}) lies before first_day ({told.first_day})")
    return told


def json_object(name: str, content: bytes) -> dict[str, Any]:
    """The JSON object that the file called `name` holds. Raises DatasetWrong."""
    try:
        held = exact_json.parsed(content)
    except ValueError as wrong:
        raise DatasetWrong(f"{name}: {quotable(wrong)}") from None
    if not isinstance(held, dict):
        raise DatasetWrong(f"{name} holds no JSON object")
    return held


def _near(directory: Path) -> str:
    """A name that is the manifest's but for its case, in words."""
    with reading(NAME):
        names = [path.name for path in directory.iterdir()] if directory.is_dir() else []
    near = [name for name in names if name.casefold() == NAME]
    return f", but {near[0]}: rename it" if near else ""


def _text(held: dict[str, Any], entry: str) -> str:
    value = held.get(entry)
    if not isinstance(value, str) or not value.strip():
        raise DatasetWrong(f"{NAME}: {entry} is {quotable(value, 80)}, not a text")
    return whole_characters(value)


def _first_day(held: dict[str, Any]) -> date:
    text = _text(held, "first_day")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if day < FIRST_TIME.date():
        raise DatasetWrong(f"{NAME}: first_day is {quotable(text, 80)}, not a date like 2026-03-01")
    return day


def _as_of(held: dict[str, Any]) -> datetime:
    text = _text(held, "as_of")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or moment.replace(tzinfo=UTC) >= NO_TIME:
        raise DatasetWrong(f"{NAME}: as_of is {quotable(text, 80)}, not a time like 2026-03-31T23:59:59Z")
    return moment.astimezone(UTC)
