"""What a manifest says: of which report and period it is, and which files belong to it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, get_args

from dashboard.exports.pack.contents import PackForm
from dashboard.exports.verify.texts import NoObject, json_object
from dashboard.exports.verify.verdict import IssuedPack

MANIFEST = "manifest.json"
TABLES = ("lines.csv", "operators.csv", "totals.csv")
PAGE = "report.html"
FILES = (*TABLES, "report.xlsx", PAGE)

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Listed:
    """A file that a manifest names, with its size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The part of a manifest that can be checked; `held` is all of it."""

    report_id: str
    platform_id: str
    platform: str
    first_day: date
    last_day: date
    form: str
    files: Mapping[str, Listed]
    held: Mapping[str, Any]


def read_manifest(data: bytes) -> Manifest:
    """The manifest in `data`. Raises NoObject where it is not one of a pack, and in words why."""
    held = json_object(data)
    try:
        platform, period = held["platform"], held["period"]
        files = {str(file["name"]): Listed(_digest(file["sha256"]), int(file["bytes"])) for file in held["files"]}
        return Manifest(
            str(held["report_id"]),
            str(platform["id"]),
            str(platform["name"]),
            date.fromisoformat(period["first_day"]),
            date.fromisoformat(period["last_day"]),
            _form(held["form"]),
            files,
            held,
        )
    except (KeyError, TypeError, ValueError, IndexError, OverflowError):
        raise NoObject("lacks what every manifest tells") from None


def manifest_of(pack: IssuedPack) -> Manifest | None:
    """The manifest of an issued pack; None for one that this version cannot read."""
    try:
        return read_manifest(pack.manifest.encode())
    except NoObject:
        return None


def is_of_making(field: str | None, value: str | None) -> bool:
    """Whether a field (`texts.fields`) with this value, as JSON, tells of a pack's making only: when, by which version.

    The same report made again differs in these alone.
    """
    if field == "software.version":
        return value is not None
    if field not in ("read_at", "made_at") or value is None:
        return False
    try:
        return datetime.fromisoformat(value.strip('"')).tzinfo is not None
    except ValueError:
        return False


def _form(value: Any) -> str:
    if value not in get_args(PackForm):
        raise ValueError("no form of a pack")
    return str(value)


def _digest(value: Any) -> str:
    if not isinstance(value, str) or not _SHA256.fullmatch(value):
        raise ValueError("no SHA-256")
    return value
