"""The server is restarted while a page is open: what was typed is still there, and nothing is saved unseen."""

import json
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.app_process import RunningApp, restartable_app
from tests.browser.views import Watched, one_run, opened, settled
from tests.data_access.tiny import MANIFEST, write_json, write_tiny

RESTARTED = "Hazelboard was restarted while you were typing."
CARD, THEIRS, MINE = (
    f'currency = "{currency}"\n[prices.api_calls]\nper_thousand = 2\n' for currency in ("EUR", "GBP", "USD")
)
_NEVER_DRAWN_AGAIN = """() => {
  delete document.querySelector('[data-testid=stSidebarNav]').lostAndFound;
  Object.defineProperty(Element.prototype, 'lostAndFound', { get: () => () => {}, set: () => {} });
}"""
"""The page asks to be drawn anew once it has found the server again; whoever presses first is to be met before that."""
_seconds = count()
"""Where the datasets end: one after the other."""
_FOUND_AGAIN = "() => document.querySelector('[data-testid=stApp]').dataset.testConnectionState === 'CONNECTED'"


@pytest.fixture(scope="module")
def _restartable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningApp, Callable[[], None]]]:
    folder = tmp_path_factory.mktemp("restart")
    told = {"ONEHAZEL_DATASET": str(folder / "data"), "HAZELBOARD_RATES": str(folder / "rates.toml")}
    with restartable_app(folder / "log", **told) as found:
        yield found


@pytest.fixture
def dataset(_restartable: tuple[RunningApp, Callable[[], None]]) -> Path:
    """A dataset whose settings can be saved: another one for the app with each test, as it ends at another second."""
    folder = write_tiny(_restartable[0].log.parent / "data")
    write_json(folder / "manifest.json", {**MANIFEST, "as_of": f"2026-05-31T23:59:{next(_seconds):02}Z"})
    return folder


@pytest.fixture
def rates(_restartable: tuple[RunningApp, Callable[[], None]]) -> Path:
    """A rate card."""
    path = _restartable[0].log.parent / "rates.toml"
    path.write_text(CARD)
    return path


@pytest.fixture
def app(
    _restartable: tuple[RunningApp, Callable[[], None]], dataset: Path, rates: Path
) -> tuple[RunningApp, Callable[[], None]]:
    return _restartable


@pytest.fixture
def page(watched_page: tuple[Page, Watched]) -> Page:
    """A page whose console may say that the server was gone."""
    return watched_page[0]


def stored(dataset: Path) -> tuple[str, str]:
    document = json.loads((dataset / "settings.json").read_bytes())
    return document["name"], document["contactEmail"]


def stored_by_somebody_else(dataset: Path, **changes: str) -> None:
    path = dataset / "settings.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | changes))


def profile_input(page: Page, name: str) -> Locator:
    return page.locator(f".st-key-profile_{name} input")


def card_input(page: Page) -> Locator:
    return page.locator(".st-key-rates_typed textarea")


def type_name(page: Page, text: str) -> None:
    profile_input(page, "name").fill(text)
    profile_input(page, "name").press("Enter")
    expect(page.get_by_test_id("stMain").locator("code", has_text=text)).to_be_visible()


def after_restart(page: Page, restart: Callable[[], None]) -> None:
    """The server was gone and is back, and the page has found it again and is drawn anew."""
    with one_run(page):
        restart()
    settled(page)


def found_again(page: Page, restart: Callable[[], None]) -> None:
    """The server was gone and is back, and the page has found it again."""
    restart()
    page.wait_for_function(_FOUND_AGAIN)


def press(page: Page, name: str) -> None:
    button = page.get_by_role("button", name=name)
    expect(button).to_be_enabled()
    button.click()


def told(page: Page, words: str) -> None:
    expect(page.get_by_test_id("stAlert").filter(has_text=words)).to_be_visible()
    settled(page)


def test_what_was_typed_into_the_settings_is_told_after_a_restart_and_saved_by_the_next_press(
    page: Page, app: tuple[RunningApp, Callable[[], None]], dataset: Path
) -> None:
    opened(page, app[0] / "settings")
    type_name(page, "Mine")
    profile_input(page, "contact_email").fill("mine@tiny.example")
    profile_input(page, "contact_email").press("Enter")
    expect(page.get_by_test_id("stMain")).to_contain_text("2 of 3 fields")
    after_restart(page, app[1])

    told(page, RESTARTED)
    expect(profile_input(page, "name")).to_have_value("Mine")
    expect(profile_input(page, "contact_email")).to_have_value("mine@tiny.example")
    expect(page.get_by_test_id("stMain")).to_contain_text("2 of 3 fields")

    press(page, "Save changes")
    told(page, "Saved and read back: platform name, contact e-mail.")
    expect(page.get_by_test_id("stAlert").filter(has_text=RESTARTED)).to_have_count(0)
    assert stored(dataset) == ("Mine", "mine@tiny.example")


def test_a_press_of_save_before_the_page_is_drawn_again_saves_nothing_unseen_and_keeps_what_was_typed(
    page: Page, app: tuple[RunningApp, Callable[[], None]], dataset: Path
) -> None:
    opened(page, app[0] / "settings")
    type_name(page, "Mine")
    page.evaluate(_NEVER_DRAWN_AGAIN)
    found_again(page, app[1])
    press(page, "Save changes")

    told(page, RESTARTED)
    expect(profile_input(page, "name")).to_have_value("Mine")
    assert stored(dataset)[0] == "Tiny Platform"

    press(page, "Save changes")
    told(page, "Saved and read back: platform name.")
    assert stored(dataset)[0] == "Mine"


def test_what_somebody_else_stored_meanwhile_is_seen_before_it_can_be_replaced(
    page: Page, app: tuple[RunningApp, Callable[[], None]], dataset: Path
) -> None:
    opened(page, app[0] / "settings")
    type_name(page, "Mine")
    stored_by_somebody_else(dataset, name="Theirs")
    after_restart(page, app[1])

    told(page, RESTARTED)
    expect(page.get_by_test_id("stMain").locator("code", has_text="Theirs")).to_be_visible()
    expect(profile_input(page, "name")).to_have_value("Mine")
    assert stored(dataset)[0] == "Theirs"


def test_discard_after_a_restart_shows_what_is_stored(
    page: Page, app: tuple[RunningApp, Callable[[], None]], dataset: Path
) -> None:
    opened(page, app[0] / "settings")
    type_name(page, "Mine")
    after_restart(page, app[1])
    told(page, RESTARTED)

    press(page, "Discard")

    expect(profile_input(page, "name")).to_have_value("Tiny Platform")
    expect(page.get_by_test_id("stMain")).to_contain_text("Nothing is changed yet.")
    assert stored(dataset)[0] == "Tiny Platform"


def test_a_rate_card_that_was_typed_is_told_after_a_restart_and_saved_by_the_next_press(
    page: Page, app: tuple[RunningApp, Callable[[], None]], rates: Path
) -> None:
    opened(page, app[0] / "settings")
    card_input(page).fill(MINE)
    card_input(page).press("Control+Enter")
    expect(page.get_by_role("button", name="Save rate card")).to_be_enabled()
    rates.write_text(THEIRS)
    after_restart(page, app[1])

    told(page, RESTARTED)
    expect(page.get_by_test_id("stCode")).to_contain_text("GBP")
    expect(card_input(page)).to_have_value(MINE)
    assert rates.read_text() == THEIRS

    press(page, "Save rate card")
    told(page, "Saved: the next report uses it.")
    assert rates.read_text() == MINE


def test_the_note_and_the_name_of_a_snooze_are_there_after_a_restart_and_are_recorded(
    page: Page, app: tuple[RunningApp, Callable[[], None]]
) -> None:
    opened(page, app[0] / "operator?id=op_acme")
    page.get_by_role("button", name="Snooze").click()
    for key, text in (("snooze_note", "Season ended"), ("person_name", "Ana")):
        page.locator(f".st-key-{key} input").fill(text)
        page.locator(f".st-key-{key} input").press("Enter")
        settled(page)
    after_restart(page, app[1])

    page.locator(".st-key-snooze_save button").click()

    expect(page.get_by_test_id("stMain")).to_contain_text("“Season ended” (Ana, self-declared")


def test_a_file_that_the_server_no_longer_has_is_asked_for_again(
    page: Page, app: tuple[RunningApp, Callable[[], None]]
) -> None:
    opened(page, app[0] / "billing?billing_view=Verify")
    dropped = {"name": "lines.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"}
    page.locator("input[type=file]").set_input_files(dropped)
    told(page, "Unknown")
    after_restart(page, app[1])

    told(page, "Hazelboard was restarted and no longer has this file: drop it again.")
