"""The call sheet in both forms: exactly what is put in, whatever a name holds."""

import re
from dataclasses import fields, replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.exports.call_sheet import CallSheet, call_sheet_html, call_sheet_markdown

SMALL = CallSheet(
    name="Bet Nord",
    operator_id="op_1",
    contact="eva@betnord.example",
    status="active",
    plan="pro",
    industry="",
    state="Dormant",
    reason="Silent for 31 days.",
    snooze="",
    today="21 Nov 2026",
    period="25 Oct – 21 Nov 2026 against the 28 days before.",
    source="Sample data, as of 21 Nov 2026, 23:59 UTC.",
    figures=(("API calls", "0", "4,120", "−100%"),),
    units=("1,204 units this month, 3,410 last month.",),
    rules=("Dormant: silent for 30 days.",),
)
MARKDOWN = """# Bet Nord

Call sheet, 21 Nov 2026

- Contact: `eva@betnord.example`
- Operator: `op_1`
- Status: `active`
- Plan: `pro`

**Dormant**: Silent for 31 days.

## Figures

| Metric | Now | Before | Change |
| --- | ---: | ---: | ---: |
| API calls | 0 | 4,120 | −100% |

## Billable units

- 1,204 units this month, 3,410 last month.

## What the states mean

- Dormant: silent for 30 days.

25 Oct – 21 Nov 2026 against the 28 days before.

Sample data, as of 21 Nov 2026, 23:59 UTC.
"""
BODY = """<header><h1>Bet Nord</h1><p class="day">Call sheet, 21 Nov 2026</p></header>
<dl class="who"><div><dt>Contact</dt><dd>eva@betnord.example</dd></div><div><dt>Operator</dt><dd>op_1</dd></div>\
<div><dt>Status</dt><dd>active</dd></div><div><dt>Plan</dt><dd>pro</dd></div></dl>
<p class="state"><strong>Dormant</strong> Silent for 31 days.</p>
<div class="beside">
<section>
<table><caption>Figures</caption>
<thead><tr><th scope="col">Metric</th><th scope="col" class="figure">Now</th>\
<th scope="col" class="figure">Before</th><th scope="col" class="figure">Change</th></tr></thead>
<tbody>
<tr><th scope="row">API calls</th><td class="figure">0</td><td class="figure">4,120</td><td class="figure">−100%</td></tr>
</tbody></table>
</section>
<section class="lines"><h2>Billable units</h2>
<p>1,204 units this month, 3,410 last month.</p>
</section>
</div>
<div class="columns">
</div>
<section class="lines"><h2>What the states mean</h2>
<p>Dormant: silent for 30 days.</p>
</section>
<footer><p>25 Oct – 21 Nov 2026 against the 28 days before.</p>\
<p>Sample data, as of 21 Nov 2026, 23:59 UTC.</p></footer>
"""


def everywhere(text: str) -> CallSheet:
    """A sheet with `text` in every place that takes one."""
    texts = {field.name: text for field in fields(CallSheet) if field.type is str}
    return replace(
        SMALL,
        **texts,
        figures=((text,) * 4,),
        units=(text,),
        connectors=((text,) * 5,),
        similar=((text,) * 2,),
        kinds=((text, ((text,) * 2,)),),
        course=((text,) * 4,),
        rules=(text,),
    )


class Read(HTMLParser):
    """What a browser would make of it: the elements, their attributes, the text."""

    def __init__(self, document: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.texts: list[str] = []
        self.feed(document.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def words(text: str) -> str:
    return " ".join(text.split())


def test_the_markdown_is_exactly_this() -> None:
    assert call_sheet_markdown(SMALL).decode() == MARKDOWN


def test_the_html_is_exactly_this() -> None:
    body = re.search(r"<main>\n(.*)</main>", call_sheet_html(SMALL).decode(), re.DOTALL)
    assert body is not None
    assert body[1] == BODY


def test_the_page_runs_nothing_and_asks_nobody() -> None:
    read = Read(call_sheet_html(everywhere("x")))
    policy = ("content", "default-src 'none'; style-src 'unsafe-inline'")
    assert ("meta", (("http-equiv", "Content-Security-Policy"), policy)) in read.elements
    assert ("html", (("lang", "en-GB"),)) in read.elements
    assert not {tag for tag, _ in read.elements} & {"script", "link", "img", "iframe", "a", "form", "base", "object"}
    assert not {name for _, attributes in read.elements for name, _ in attributes} & {"src", "href", "style", "onload"}


HOSTILE = {
    "a script": "<script>alert(1)</script>",
    "the end of the style": "</style></title><img src=x onerror=alert(1)>",
    "an attribute": "\" onmouseover='alert(1)'",
    "a comment": "<!-- -->",
    "an entity": "&lt;b&gt; &amp;",
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names_are_text_in_html(name: str) -> None:
    hostile, tame = Read(call_sheet_html(everywhere(name))), Read(call_sheet_html(everywhere("x")))
    assert hostile.elements == tame.elements
    assert name in hostile.texts


@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs"]), min_size=1).filter(str.strip))
def test_any_name_is_text_in_html(name: str) -> None:
    hostile, tame = Read(call_sheet_html(everywhere(name))), Read(call_sheet_html(everywhere("x")))
    assert hostile.elements == tame.elements
    assert words(name) in [words(text) for text in hostile.texts]


MARKS = {
    "html": ("<img src=x>", r"\<img src=x\>"),
    "a link": ("[free](https://evil.example)", "\\[free\\](https:\u2060//evil.\u2060example)"),
    "an image": ("![x](y)", r"!\[x\](y)"),
    "a bare address": ("at www.evil.example", "at www\u2060.\u2060evil.\u2060example"),
    "an e-mail": ("a@b.example", "a@\u2060b.\u2060example"),
    "a pipe": ("a | b", r"a \| b"),
    "an escaped pipe": ("a \\| b", r"a \\\| b"),
    "stress": ("**_~~`x`~~_**", r"\*\*\_\~\~\`x\`\~\~\_\*\*"),
    "an address alone": ("www.evil.example", "`www.evil.example`"),
    "a kind": ("bet.placed", "`bet.placed`"),
    "figures": ("44.2 GB", "44.2 GB"),
    "a change": ("+1%", "+1%"),
    "a line across": ("---", r"\---"),
    "a heading": ("# big", r"\# big"),
    "the end of a heading": ("C #", r"C \#"),
    "a list": ("- one", r"\- one"),
    "a numbered list": ("1. one", r"1\. one"),
    "a quotation": ("> so", r"\> so"),
    "an entity": ("&lt;", r"\&lt;"),
    "two lines": ("a\n\n# b", "a # b"),
    "a formula": ("$x$", r"\$x\$"),
    "a turn of direction": ("a\u202eb", "a\ufffdb"),
    "an ordinary name": ("O'Neill & Söhne (4.5 %)", r"O'Neill \& Söhne (4.5 %)"),
}


@pytest.mark.parametrize(("name", "written"), MARKS.values(), ids=MARKS)
def test_names_are_text_in_markdown(name: str, written: str) -> None:
    sheet = replace(SMALL, similar=((name, "3 of 5"),))
    assert f"\n| {written} | 3 of 5 |\n" in call_sheet_markdown(sheet).decode()


@given(st.text(min_size=1))
def test_no_name_adds_a_line_or_a_cell_to_the_markdown(name: str) -> None:
    def shape(text: str) -> list[int]:
        tame = replace(
            everywhere("x"), figures=((text,) * 4,), kinds=((text, ((text, text),)),), similar=((text, text),)
        )
        return [len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) for line in call_sheet_markdown(tame).decode().split("\n")]

    assert shape(name) == shape("x")


def test_an_address_is_code_that_can_be_copied() -> None:
    assert "- Contact: `` a`b@c.example ``\n" in call_sheet_markdown(replace(SMALL, contact="a`b@c.example")).decode()


def test_a_snooze_is_said() -> None:
    sheet = replace(SMALL, snooze="Snoozed until 1 Mar 2027")
    assert '<p class="note">Snoozed until 1 Mar 2027</p>' in call_sheet_html(sheet).decode()
    assert "\n\nSnoozed until 1 Mar 2027\n\n" in call_sheet_markdown(sheet).decode()


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert call_sheet_html(everywhere("é")) == call_sheet_html(everywhere("é"))
    assert call_sheet_markdown(everywhere("é")) == call_sheet_markdown(everywhere("é"))
