"""report.html: the summary and the statements, and nothing that runs."""

from html.parser import HTMLParser

import pytest

from dashboard.exports.pack.packing import write_pack
from tests.dashboard.exports.pack.reports import hostile_report, lines, operators, pack_of, packed, small_report
from tests.dashboard.exports.pack.test_data_files import amounts


class Seen(HTMLParser):
    """The tags, attributes and texts of a document."""

    def __init__(self, document):
        super().__init__()
        self.tags, self.attributes, self.texts, self.open = set(), set(), [], []
        self.feed(document)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.texts.append(data)


def page_of(pack):
    return packed(pack)["report.html"].decode()


def statements(document):
    return document.count('<section class="statement">')


def test_hostile_text_stays_text():
    seen = Seen(page_of(pack_of(hostile_report(), override_reason="<script>alert(1)</script>")))
    known = {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "h1",
        "h2",
        "dl",
        "div",
        "dt",
        "dd",
        "p",
        "section",
    }
    assert seen.tags == known | {"table", "caption", "thead", "tbody", "tr", "th", "td"}
    assert seen.attributes == {"lang", "charset", "http-equiv", "content", "name", "class", "scope"}
    assert "<b>&amp;</b>" in seen.texts
    assert "<script>alert(1)</script>" in seen.texts
    assert seen.open == []


def test_a_document_may_load_and_run_nothing():
    assert "default-src 'none'; style-src 'unsafe-inline'" in page_of(pack_of(small_report()))


def test_the_first_page_tells_period_state_id_totals_and_checks():
    texts = Seen(page_of(pack_of(small_report(), state="provisional", override_reason="They wait"))).texts
    for said in (
        "1 – 31 Oct 2026, both days included (31 days, UTC)",
        "from 2026-10-01T00:00:00Z up to, and without, 2026-11-01T00:00:00Z",
        "PROVISIONAL: these figures may change, or a check of them failed",
        "They wait",
        "2,053",
        "A second fetch gives the same rows",
        "Statements of 2 of 2 operators follow; operators.csv holds all.",
    ):
        assert said in texts, said


def test_a_statement_shows_figures_lines_and_what_is_not_reported():
    document = page_of(pack_of(small_report(), statements=["op_b"]))
    assert statements(document) == 1
    texts = Seen(document).texts
    last = texts[texts.index("OP_B") :]
    assert {"op_b", "Suspended" if "Suspended" in last else "suspended", "2,048", "—", "stripe", "gateway"} <= set(last)
    assert "OP_A" not in last


def test_statements_show_money_where_there_is_a_rate_card():
    report = small_report()
    document = page_of(pack_of(report, amounts=amounts(report), statements=["op_b"]))
    texts = Seen(document).texts
    assert "Estimate from your rate card, EUR" in texts
    assert "EUR 4,320.75" in texts
    assert "Estimate from your rate card: EUR 5,555.25" in texts


def many(count):
    rows = [(f"op_{at:04}", f"Name {at}", None, None, 0, 0, 0, 0, at) for at in range(count)]
    return small_report(lines=lines(("op_0000", "api_calls", "", 0)), operators=operators(*rows))


def test_without_a_choice_the_200_with_most_units_get_a_statement():
    document = page_of(pack_of(many(203)))
    assert statements(document) == 200
    assert "Statements of 200 of 203 operators follow" in document
    assert "Name 2<" not in document
    assert document.index("Name 3<") < document.index("Name 202<")


def test_more_than_200_statements_are_refused_before_anything_is_written(tmp_path):
    pack = pack_of(many(203), statements=[f"op_{at:04}" for at in range(201)])
    with (tmp_path / "a.zip").open("wb") as target, pytest.raises(ValueError, match="201 statements are too many"):
        write_pack(pack, target)
    assert (tmp_path / "a.zip").stat().st_size == 0


def test_a_statement_for_nobody_is_refused():
    with pytest.raises(ValueError, match="no such operator in the report: op_x, op_y"):
        page_of(pack_of(small_report(), statements=["op_y", "op_b", "op_x"]))


def test_no_statement_at_all_can_be_chosen():
    assert statements(page_of(pack_of(small_report(), statements=[]))) == 0
