"""Templates: what they show is text, what they are not told is an error, and nothing lets markup through."""

from pathlib import Path

import pytest
from jinja2 import Environment, UndefinedError

from dashboard.exports import documents

TEMPLATES = sorted(Path(documents.__file__).parent.rglob("*.j2"))
LOOK = Path(documents.__file__).with_name("printed.css")


@pytest.fixture
def environment() -> Environment:
    return documents._TEMPLATES


def test_what_a_template_shows_is_escaped_on_one_line_and_turns_nothing(environment: Environment) -> None:
    shown = environment.from_string("<p>{{ name }}</p>").render(name="<b>\n & \u202ec\x00")
    assert shown == "<p>&lt;b&gt; &amp; \ufffdc\ufffd</p>"


def test_a_table_escapes_its_title_heads_and_cells(environment: Environment) -> None:
    told = documents.Table("<t>", ("<h>", "n"), (("<a>", "<b>"),), frozenset({1}))
    text = '{% from "parts.html.j2" import table %}{{ table(told) }}'
    assert environment.from_string(text).render(told=told) == (
        "<table><caption>&lt;t&gt;</caption>\n"
        '<thead><tr><th scope="col">&lt;h&gt;</th><th scope="col" class="figure">n</th></tr></thead>\n'
        '<tbody>\n<tr><th scope="row">&lt;a&gt;</th><td class="figure">&lt;b&gt;</td></tr>\n</tbody></table>\n'
    )


def test_what_a_template_is_not_told_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        "".join(documents.document("call_sheet.html.j2"))


def test_no_template_lets_markup_through_or_brings_a_look_of_its_own() -> None:
    assert len(TEMPLATES) == 4
    for template in TEMPLATES:
        text = template.read_text(encoding="utf-8")
        assert not [word for word in ("|safe", "| safe", "autoescape", " style=", "<script") if word in text], template
        assert ("<style>" in text) == (template.name == "document.html.j2"), template


def test_the_look_asks_nobody() -> None:
    assert not [word for word in ("url(", "@import", "://") if word in LOOK.read_text(encoding="utf-8")]
