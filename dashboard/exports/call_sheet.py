"""The call sheet: one operator on one printed page, as an HTML document or as Markdown; every value is ready to print."""

import html
import re
from dataclasses import dataclass

from dashboard.exports.call_sheet_style import STYLE
from data_access.direction import isolated, marked

_MARKUP = re.compile(r"([\\`*_\[\]<>|~&$])")
_BLOCK_START = re.compile(r"^(\d{0,9})([#+=.)-])(?=[#=\s-]|$)")
_HEADING_END = re.compile(r"(?<= )#$")
_IDENTIFIER = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")
_LINK_START = re.compile(r"(:(?=/)|(?<!\w)www(?=\.)|@|#|(?<=\w)\.(?=[^\W\d]))(?=\S)", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_WORD_JOINER = "\u2060"


_HEAD = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
"""


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


@dataclass(frozen=True, slots=True)
class _Table:
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: frozenset[int]
    """Which columns hold figures: set to the right."""


def call_sheet_html(sheet: CallSheet) -> bytes:
    """A whole HTML document in UTF-8: no script, nothing from elsewhere, and a policy that forbids both; A4 when printed."""
    name = _escaped(sheet.name)
    blocks = [
        f"{_HEAD}<title>Call sheet: {name}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>",
        f'<header><h1>{name}</h1><p class="day">Call sheet, {_escaped(sheet.today)}</p></header>',
        '<dl class="who">' + "".join(_pair(*pair) for pair in _who(sheet)) + "</dl>",
        f'<p class="state"><strong>{_escaped(sheet.state)}</strong> {_escaped(sheet.reason)}</p>',
        f'<p class="note">{_escaped(sheet.snooze)}</p>' if sheet.snooze else "",
        '<div class="beside">',
        _html_table(_figures(sheet)),
        _html_lines("Billable units", sheet.units),
        "</div>",
        _html_table(_connectors(sheet)),
        '<div class="columns">',
        *map(_html_table, _more(sheet)),
        "</div>",
        _html_lines("What the states mean", sheet.rules),
        f"<footer><p>{_escaped(sheet.period)}</p><p>{_escaped(sheet.source)}</p></footer>",
        "</main>\n</body>\n</html>\n",
    ]
    return "\n".join(block for block in blocks if block).encode()


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


def _figures(sheet: CallSheet) -> _Table:
    return _Table("Figures", ("Metric", "Now", "Before", "Change"), sheet.figures, frozenset({1, 2, 3}))


def _connectors(sheet: CallSheet) -> _Table:
    heads = ("Connector", "Calls", "Share", "Last call", "Standing")
    return _Table("Connectors", heads, sheet.connectors, frozenset({1, 2}))


def _more(sheet: CallSheet) -> list[_Table]:
    """The narrow tables, in the order of the sheet."""
    title = "Used by similar operators, not by this one"
    return [
        _Table(title, ("Connector", "Similar operators"), sheet.similar, frozenset()),
        *(_Table(title, ("Kind", "Count"), rows, frozenset({1})) for title, rows in sheet.kinds),
        _Table("States so far", ("State", "From", "To", "Days"), sheet.course, frozenset({3})),
    ]


def _html_table(table: _Table) -> str:
    if not table.rows:
        return ""
    heads = "".join(f'<th scope="col"{_side(table, at)}>{_escaped(head)}</th>' for at, head in enumerate(table.heads))
    lines = [
        f"<section>\n<table><caption>{_escaped(table.title)}</caption>",
        f"<thead><tr>{heads}</tr></thead>\n<tbody>",
    ]
    for first, *others in table.rows:
        cells = "".join(f"<td{_side(table, at)}>{_escaped(cell)}</td>" for at, cell in enumerate(others, 1))
        lines.append(f'<tr><th scope="row">{_escaped(first)}</th>{cells}</tr>')
    return "\n".join([*lines, "</tbody></table>\n</section>"])


def _side(table: _Table, column: int) -> str:
    return ' class="figure"' if column in table.figures else ""


def _pair(title: str, value: str) -> str:
    return f"<div><dt>{title}</dt><dd>{_escaped(value)}</dd></div>"


def _html_lines(title: str, lines: tuple[str, ...]) -> str:
    if not lines:
        return ""
    paragraphs = "".join(f"<p>{_escaped(line)}</p>\n" for line in lines)
    return f'<section class="lines"><h2>{title}</h2>\n{paragraphs}</section>'


def _markdown_table(table: _Table) -> str:
    if not table.rows:
        return ""
    sides = ["---:" if at in table.figures else "---" for at in range(len(table.heads))]
    rows = [table.heads, *(tuple(map(_said, row)) for row in table.rows)]
    lines = ["| " + " | ".join(row) + " |" for row in (rows[0], sides, *rows[1:])]
    return "\n".join([f"## {_said(table.title)}", "", *lines])


def _markdown_lines(title: str, lines: tuple[str, ...]) -> str:
    return "\n".join([f"## {title}", "", *(f"- {_said(line)}" for line in lines)]) if lines else ""


def _folded(text: str) -> str:
    """On one line, without what cannot be printed or turns the reading direction round."""
    return marked(_UNPRINTABLE.sub("\ufffd", " ".join(text.split())))


def _escaped(text: str) -> str:
    return html.escape(_folded(text))


def _said(text: str) -> str:
    """As Markdown that shows `text`. A joiner breaks what would link by itself: escapes do not stop that.

    `bet.placed` is code: nothing links there, and it can be copied as it is.
    """
    folded = isolated(_folded(text))
    if _IDENTIFIER.fullmatch(folded):
        return _code(folded)
    escaped = _MARKUP.sub(r"\\\1", _LINK_START.sub(rf"\1{_WORD_JOINER}", folded))
    return _BLOCK_START.sub(r"\1\\\2", _HEADING_END.sub(r"\\#", escaped))


def _code(text: str) -> str:
    """As inline code, to be copied as it is: an address, an id."""
    folded = isolated(_folded(text))
    longest = max((len(run) for run in re.findall(r"`+", folded)), default=0)
    fence, space = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{space}{folded}{space}{fence}"
