"""Names from outside become text: what Streamlit's Markdown would act on is escaped or broken apart."""

import re
from string import ascii_letters, digits

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dashboard.ui.parts.text import code, plain
from data_access.direction import isolated

JOINER = "\u2060"
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~:$&^=\"'@/])")
ACTS = set("\\`*_{}[]()#+-.!|<>~:$&^=\"'@/")


@pytest.mark.parametrize(
    ("name", "escaped"),
    [
        ("Hazelwood", "Hazelwood"),
        ("赤い鳥 Ö", "赤い鳥 Ö"),
        ("<b>x</b>", r"\<b\>x\<\/b\>"),
        ("[a](javascript:alert(1))", r"\[a\]\(javascript\:alert\(1\)\)"),
        ("![a](//x)", r"\!\[a\]\(\/\/x\)"),
        (":red[x] $x^2$ `y`", r"\:red\[x\] \$x\^2\$ \`y\`"),
        ("**x** _y_ ~~z~~", r"\*\*x\*\* \_y\_ \~\~z\~\~"),
        ("# x", r"\# x"),
        ("1. x", r"1\. x"),
        ("&amp;", r"\&amp;"),
        ("a\\b", r"a\\b"),
        ("a\n\n# b\t c", r"a \# b c"),
        ("", ""),
    ],
)
def test_every_mark_is_escaped_and_line_breaks_are_folded(name: str, escaped: str) -> None:
    assert plain(name) == escaped


@pytest.mark.parametrize(
    "name", ["https://evil.example", "HTTP://evil.example", "www.evil.example", "me@evil.example", "x https://a www.b"]
)
def test_what_would_become_a_link_by_itself_is_broken_apart(name: str) -> None:
    unescaped = re.sub(r"\\(.)", r"\1", plain(name))
    assert unescaped.replace(JOINER, "") == name
    assert not re.search(r"(https?://|www\.|@)\w", unescaped, re.IGNORECASE)


@given(some.text())
def test_no_mark_stands_unescaped_and_nothing_is_lost(name: str) -> None:
    words = plain(name)
    assert not ACTS & set(ESCAPED.sub("", words))
    assert ESCAPED.sub(r"\1", words).replace(JOINER, "") == isolated(" ".join(name.split())).replace(JOINER, "")


def test_what_is_read_from_right_to_left_turns_nothing_beside_it() -> None:
    assert plain("שלם 7") == "\u2068שלם 7\u2069"
    assert plain("a\u202eb") == "a\ufffdb"
    assert code("שלם 7\u202e") == "`\u2068שלם 7\ufffd\u2069`"


@given(some.text(ascii_letters + digits + " éß赤"))
def test_a_tame_name_stays_as_it_is(name: str) -> None:
    assert plain(name).replace(JOINER, "") == " ".join(name.split())


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Hazelwood", "`Hazelwood`"),
        ("a `b` c", "`` a `b` c ``"),
        ("``", "``` `` ```"),
        ("<b>x</b> **y**", "`<b>x</b> **y**`"),
        ("a\n\n# b", "`a # b`"),
        ("", "*not set*"),
        (" \n", "*not set*"),
        (None, "*not set*"),
    ],
)
def test_a_value_as_code_is_fenced_by_more_ticks_than_it_holds(value: str | None, written: str) -> None:
    assert code(value) == written


def test_nothing_is_called_what_the_caller_wants() -> None:
    assert code(None, "—") == "—"


@given(some.text("`a <*\n"))
def test_no_value_closes_its_own_fence(value: str) -> None:
    written = code(value)
    if written != "*not set*":
        runs = [len(run) for run in re.findall("`+", written)]
        assert runs[0] == runs[-1]
        assert all(run < runs[0] for run in runs[1:-1])
        assert " ".join(value.split()) in written
