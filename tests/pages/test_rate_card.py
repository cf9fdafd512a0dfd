"""The rate card on Settings: two people edit it, and neither replaces the other's text unseen."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.data_access.tiny import write_tiny
from tests.pages.opening import failures, opened, unbroken

CARD, THEIRS, MINE = (
    f'currency = "{currency}"\n[prices.api_calls]\nper_thousand = 2\n' for currency in ("EUR", "GBP", "USD")
)


@pytest.fixture
def rates(tmp_path: Path, read_dataset: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A rate card, and the pages reading it."""
    read_dataset(write_tiny(tmp_path / "data"))
    path = tmp_path / "rates.toml"
    path.write_text(CARD)
    monkeypatch.setenv("HAZELBOARD_RATES", str(path))
    return path


def typed(at: AppTest, text: str) -> AppTest:
    return unbroken(at.text_area(key="rates_typed").set_value(text).run())


def save(at: AppTest) -> AppTest:
    return unbroken(at.button(key="save_rates").click().run())


def test_a_card_that_somebody_else_changed_is_shown_and_replaced_by_the_second_save(rates: Path) -> None:
    at = typed(opened("settings"), MINE)
    rates.write_text(THEIRS)
    save(at)
    assert [title for title, _ in failures(at)] == ["Somebody else changed the rate card meanwhile"]
    assert [code.value for code in at.code] == [THEIRS.strip()]
    assert at.text_area(key="rates_typed").value == MINE
    assert rates.read_text() == THEIRS

    save(at)
    assert not at.error
    assert [note.value for note in at.success] == ["Saved: the next report uses it."]
    assert rates.read_text() == MINE


def test_a_card_that_changes_a_third_time_is_shown_again(rates: Path) -> None:
    at = typed(opened("settings"), MINE)
    rates.write_text(THEIRS)
    save(at)
    rates.write_text(CARD)
    save(at)
    assert [code.value for code in at.code] == [CARD.strip()]
    assert rates.read_text() == CARD


def test_without_edits_the_card_shows_what_is_written_now(rates: Path) -> None:
    at = opened("settings")
    assert at.text_area(key="rates_typed").value == CARD
    rates.write_text(THEIRS)
    unbroken(at.run())
    assert at.text_area(key="rates_typed").value == THEIRS
    assert at.button(key="save_rates").disabled


@pytest.mark.usefixtures("rates")
def test_a_card_that_is_half_typed_survives_a_look_at_another_page() -> None:
    at = typed(opened("settings"), MINE)
    unbroken(at.switch_page("billing.py").run())
    unbroken(at.switch_page("settings.py").run())
    assert at.text_area(key="rates_typed").value == MINE
    assert not at.button(key="save_rates").disabled


def test_what_is_no_rate_card_is_told_and_stays_typed(rates: Path) -> None:
    at = save(typed(opened("settings"), "currency ="))
    assert [title for title, _ in failures(at)] == ["The rate card has a mistake"]
    assert at.text_area(key="rates_typed").value == "currency ="
    assert rates.read_text() == CARD
