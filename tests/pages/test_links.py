"""What a link may ask of a page: filters that choose, values that are gone, things that are not there."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from tests.data_access.tiny import write_tiny
from tests.pages.opening import Link, opened, table, tiles, unbroken, words
from tests.pages.sample import OPERATOR

pytestmark = pytest.mark.slow

ONLY_READS = True


def test_every_filter_in_the_link_chooses_rows() -> None:
    at = opened(
        "operators",
        {
            "state": "healthy",
            "q": "ÅRE",
            "status": ["active", "suspended"],
            "plan": "professional",
            "industry": "igaming",
        },
    )
    assert not at.warning
    assert table(at, "operator_id")["operator_id"].to_list() == ["op_arespel"]
    assert "1 of 60 operators" in words(at)


def test_filters_that_nobody_meets_say_so() -> None:
    at = opened("operators", {"q": "no such operator"})
    assert "No operator matches. Clear a filter to see more." in words(at)
    assert "0 of 60 operators" in words(at)


@pytest.mark.usefixtures("either_source")
@pytest.mark.parametrize(
    ("link", "told"),
    [
        ({"id": "op_<b>nobody</b>"}, "There is no operator with the id “op_<b>nobody</b>” on this platform"),
        ({}, "No operator is chosen"),
    ],
)
def test_a_link_to_an_operator_that_is_not_there_is_told(link: Link, told: str) -> None:
    at = opened("operator_detail", link)
    assert told in words(at)
    assert tiles(at) == {}


UNKNOWN_VALUES = [
    ("operators", {"status": "on_fire"}, "status “on_fire”"),
    ("operators", {"plan": ["enterprise", "gold"]}, "plan “gold”"),
    ("operators", {"industry": "<b>x</b>"}, "industry “<b>x</b>”"),
    ("operators", {"measure": "storage"}, "measure “storage”"),
    ("operators", {"order": "luck"}, "order “luck”"),
    ("operators", {"rule": "watch_days:40"}, "silence must grow from watch to inactive to dormant"),
    ("operators", {"rule": "patience:3"}, "there is no rule patience"),
    ("operators", {"state": "asleep"}, "state “asleep”"),
    ("overview", {"trend": "storage_bytes"}, "measure “storage_bytes”"),
    ("operator_detail", {**OPERATOR, "trend": "x"}, "measure “x”"),
    ("connectors", {"category": "Nothing"}, "category “Nothing”"),
    ("connectors", {"connector": "nobody"}, "There is no connector “nobody” on this platform"),
    ("billing", {"by": "plan"}, "break down by “plan”"),
]


@pytest.mark.usefixtures("either_source")
@pytest.mark.parametrize(("page", "link", "told"), UNKNOWN_VALUES, ids=[words[2] for words in UNKNOWN_VALUES])
def test_a_value_in_the_link_that_is_no_option_is_told_and_left_out(page: str, link: Link, told: str) -> None:
    at = opened(page, link)
    assert told in words(at)
    assert len(at.warning) == 1
    assert page != "operators" or "gold" in told or table(at, "operator_id").height == 60


def test_a_choice_that_comes_with_an_older_link_is_added_to_the_last_one() -> None:
    at = opened("operators")
    unbroken(at.text_input(key="choose_q").set_value("lantern").run())
    assert at.query_params == {"q": "lantern"}
    at.query_params.clear()
    unbroken(at.selectbox(key="choose_period").set_value("last_7_days").run())
    assert at.query_params == {"q": "lantern", "period": "last_7_days"}
    assert "2 of 60 operators" in words(at)


def test_what_the_link_does_not_name_has_its_default() -> None:
    at = opened("operators", {"period": "last_7_days", "q": "lantern", "state": "healthy"})
    assert "15 – 21 Nov 2026, both" in words(at)
    at.query_params.clear()
    at.query_params["measure"] = "events_ingested"
    unbroken(at.run())
    assert "25 Oct – 21 Nov 2026, both" in words(at)
    assert "60 of 60 operators" in words(at)
    assert at.query_params == {"measure": "events_ingested"}


def test_links_to_other_pages_carry_what_several_pages_read() -> None:
    shared = {"period": "last_7_days", "rule": "inactive_days:17", "since": "2026-11-10", "trend": "events_ingested"}
    at = opened("overview", {**shared, "q": "not for other pages"})
    links = [parse_qs(link.proto.query_string) for link in at.get("page_link")]
    assert links
    for link in links:
        assert {name: link.get(name) for name in shared} == {name: [value] for name, value in shared.items()}
        assert set(link) - set(shared) <= {"id", "state", "connector"}


@pytest.mark.parametrize(
    "bad",
    [{"period": "no_such"}, {"period": "custom", "from": "2026-10-31", "to": "2026-10-01"}, {"period": "custom"}],
    ids=["preset", "reversed", "half"],
)
def test_a_period_that_a_link_cannot_mean_is_told_once_no_link_to_another_page_carries_it(bad: Link) -> None:
    at = opened("overview", {**bad, "trend": "events_ingested"})
    assert "The link asks for" in words(at)
    links = [parse_qs(link.proto.query_string) for link in at.get("page_link")]
    assert links
    for link in links:
        assert link["trend"] == ["events_ingested"]
        assert not link.keys() & {"period", "from", "to"}


def test_two_options_with_one_title_are_told_apart(tmp_path: Path, read_dataset: Callable[[Path], None]) -> None:
    read_dataset(write_tiny(tmp_path / "data"))
    at = opened("billing", {"trace": "007"})
    options = at.selectbox(key="choose_trace").options
    assert sorted(option for option in options if "Acme" in option) == ["Acme, Ltd (007)", "Acme, Ltd (op_acme)"]
    assert len(set(options)) == len(options)
