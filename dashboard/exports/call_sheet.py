"""The call sheet: one operator on one printed page, as an HTML document or as Markdown; every value is ready to print."""

import re
from dataclasses import dataclass

from dashboard.exports.documents import Table, document, folded
from data_access.direction import isolated

_MARKUP = re.compile(r"([\\`*_\[\]<>|~&$])")
_BLOCK_START = re.compile(r"^(\d{0,9})([#+=.)-])(?=[#=\s-]|$)")
_HEADING_END = re.compile(r"(?<= )#$")
_IDENTIFIER = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")
_LINK_START = re.compile(r"(:(?=/)|(?<!\w)www(?=\.)|@|#|(?<=\w)\.(?=[^\W\d]))(?=\S)", re.IGNORECASE)
_WORD_JOINER = "\u2060"


@dataclass(frozen=True, slots=True)
class CallSheet:
    """What stands on the sheet, as it is to be read: names as they are, figures and dates in words. "" = left out."""

    name: str
    operator_id: str
    contact: str
    status: str
    plan: str
    industry: str
    state: str
    reason: str
    snooze: str
    today: str
    """`21 Nov 2026`, the source's day."""
    period: str
    """What the figures count and what they are compared with."""
    source: str
    """Where they are from, and as of when."""
    figures: tuple[tuple[str, str, str, str], ...] = ()
    """Metric, now, before, change."""
    units: tuple[str, ...] = ()
    """Sentences about the month's billable units."""
    connectors: tuple[tuple[str, str, str, str, str], ...] = ()
    """Name, calls, share, last call, standing."""
    similar: tuple[tuple[str, str], ...] = ()
    """A connector that similar operators use, and how many of them."""
    kinds: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    """A title (`Events by kind`) and its rows: kind, count."""
    course: tuple[tuple[str, str, str, str], ...] = ()
    """State, from, to, days."""
    rules: tuple[str, ...] = ()
    """The rules that gave the state, as sentences."""


def call_sheet_html(sheet: CallSheet) -> bytes:
    """A whole HTML document in UTF-8, A4 when printed."""
    parts = document(
        "call_sheet.html.j2",
        sheet=sheet,
        who=_who(sheet),
        figures=_figures(sheet),
        connectors=_connectors(sheet),
        more=_more(sheet),
    )
    return "".join(parts).encode()


def call_sheet_markdown(sheet: CallSheet) -> bytes:
    """The same as Markdown in UTF-8 (CommonMark with tables): whatever a name holds is read letter by letter."""
    blocks = [
        f"# {_said(sheet.name)}",
        f"Call sheet, {_said(sheet.today)}",
        "\n".join(f"- {title}: {_code(value)}" for title, value in _who(sheet)),
        f"**{_said(sheet.state)}**: {_said(sheet.reason)}",
        _said(sheet.snooze),
        _markdown_table(_figures(sheet)),
        _markdown_lines("Billable units", sheet.units),
        _markdown_table(_connectors(sheet)),
        *map(_markdown_table, _more(sheet)),
        _markdown_lines("What the states mean", sheet.rules),
        _said(sheet.period),
        _said(sheet.source),
    ]
    return ("\n\n".join(block for block in blocks if block) + "\n").encode()


def _who(sheet: CallSheet) -> list[tuple[str, str]]:
    pairs = [
        ("Contact", sheet.contact),
        ("Operator", sheet.operator_id),
        ("Status", sheet.status),
        ("Plan", sheet.plan),
        ("Industry", sheet.industry),
    ]
    return [(title, value) for title, value in pairs if value]


def _figures(sheet: CallSheet) -> Table:
    return Table("Figures", ("Metric", "Now", "Before", "Change"), sheet.figures, frozenset({1, 2, 3}))


def _connectors(sheet: CallSheet) -> Table:
    heads = ("Connector", "Calls", "Share", "Last call", "Standing")
    return Table("Connectors", heads, sheet.connectors, frozenset({1, 2}))


def _more(sheet: CallSheet) -> list[Table]:
    """The narrow tables, in the order of the sheet."""
    title = "Used by similar operators, not by this one"
    return [
        Table(title, ("Connector", "Similar operators"), sheet.similar, frozenset()),
        *(Table(title, ("Kind", "Count"), rows, frozenset({1})) for title, rows in sheet.kinds),
        Table("States so far", ("State", "From", "To", "Days"), sheet.course, frozenset({3})),
    ]


def _markdown_table(table: Table) -> str:
    if not table.rows:
        return ""
    sides = ["---:" if at in table.figures else "---" for at in range(len(table.heads))]
    rows = [table.heads, *(tuple(map(_said, row)) for row in table.rows)]
    lines = ["| " + " | ".join(row) + " |" for row in (rows[0], sides, *rows[1:])]
    return "\n".join([f"## {_said(table.title)}", "", *lines])


def _markdown_lines(title: str, lines: tuple[str, ...]) -> str:
    return "\n".join([f"## {title}", "", *(f"- {_said(line)}" for line in lines)]) if lines else ""


def _said(text: str) -> str:
    """As Markdown that shows `text`. A joiner breaks what would link by itself: escapes do not stop that.

    `bet.placed` is code: nothing links there, and it can be copied as it is.
    """
    shown = isolated(folded(text))
    if _IDENTIFIER.fullmatch(shown):
        return _code(shown)
    escaped = _MARKUP.sub(r"\\\1", _LINK_START.sub(rf"\1{_WORD_JOINER}", shown))
    return _BLOCK_START.sub(r"\1\\\2", _HEADING_END.sub(r"\\#", escaped))


def _code(text: str) -> str:
    """As inline code, to be copied as it is: an address, an id."""
    shown = isolated(folded(text))
    longest = max((len(run) for run in re.findall(r"`+", shown)), default=0)
    fence, space = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{space}{shown}{space}{fence}"
