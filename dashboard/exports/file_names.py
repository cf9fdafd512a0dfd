"""What the files are called: `<kind>_<platform>_<start>_<end>.csv` (contract, "Files we hand out")."""

from typing import Literal

from slugify import slugify

from data_access.period import Period

Kind = Literal[
    "usage-lines",
    "usage-operators",
    "operators",
    "connectors",
    "states",
    "changes",
    "adoption",
    "blast-radius",
    "comparison",
]

_LONGEST_SLUG = 60
_NAMELESS = "platform"


def platform_slug(profile_name: str | None, host: str | None, *, is_sample: bool) -> str:
    """The platform's part of a file name: lower-case ASCII letters, digits and hyphens; 1 to 60 characters.

    `sample` for the bundled sample, else the profile's name, else the host; a name without one letter or digit
    (None, an emoji) counts as none. With neither: `platform`.
    """
    if is_sample:
        return "sample"
    return _slug(profile_name) or _slug(host) or _NAMELESS


def csv_name(kind: Kind, platform: str, period: Period) -> str:
    """The name of a file about `period`; `platform` as `platform_slug` gives it. Both forms have the same name."""
    return f"{kind}_{platform}_{period.start.isoformat()}_{period.end.isoformat()}.csv"


def call_sheet_name(platform: str, operator_id: str, period: Period) -> str:
    """The name, without an ending, of an operator's call sheet: `call-sheet_<platform>_<operator>_<last day>`."""
    return f"call-sheet_{platform}_{_slug(operator_id) or 'operator'}_{period.end.isoformat()}"


def _slug(text: str | None) -> str:
    return slugify(text or "", max_length=_LONGEST_SLUG, word_boundary=True)
