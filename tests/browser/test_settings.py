"""The settings form in API mode: saved and read back, refused, overtaken. What was typed is never lost."""

from contextlib import closing

from playwright.sync_api import Page, expect

from data_access import PlatformProfile, ProfileChanges
from data_access.api.source import ApiSource
from scripts.platform_api.faults import Fault
from tests.browser.app_process import RunningApp
from tests.browser.views import asked_anew, opened, settled
from tests.conftest import KEY, Served
from tests.data_access.tiny import OTHER

TINY = PlatformProfile("Tiny Platform", "ops@tiny.example", None, OTHER)


def typed(page: Page, field: str, text: str) -> None:
    """Type into a field and leave it."""
    page.locator(f".st-key-profile_{field} input").fill(text)
    page.locator(f".st-key-profile_{field} input").press("Tab")


def expect_typed(page: Page, field: str, text: str) -> None:
    expect(page.locator(f".st-key-profile_{field} input")).to_have_value(text)


def save(page: Page) -> None:
    button = page.get_by_role("button", name="Save changes")
    expect(button).to_be_enabled()
    button.click()


def expect_told(page: Page, words: str) -> None:
    expect(page.get_by_test_id("stAlert").filter(has_text=words)).to_be_visible()
    settled(page)


def stored(platform: Served) -> PlatformProfile:
    """The profile as another client reads it."""
    with closing(ApiSource(platform.settings)) as client:
        return client.profile()


def save_elsewhere(platform: Served, wanted: PlatformProfile) -> None:
    """Another client's save."""
    with closing(ApiSource(platform.settings)) as client:
        client.save_profile(ProfileChanges(TINY, wanted))


def test_a_save_is_confirmed_and_another_client_reads_it_with_the_unknown_settings_untouched(
    page: Page, api_app: RunningApp, tiny_platform: Served
) -> None:
    opened(page, api_app / "settings")
    asked_anew(page, tiny_platform)
    expect_typed(page, "name", "Tiny Platform")
    typed(page, "name", "Tiny & Söhne")
    typed(page, "webhook_url", "https://tiny.example/hooks?a=1&b=2")
    expect(page.get_by_test_id("stMain")).to_contain_text("2 of 3 fields")

    save(page)

    expect_told(page, "Saved and read back: platform name, webhook url.")
    expect_typed(page, "name", "Tiny & Söhne")
    expect(page.get_by_role("button", name="Save changes")).to_be_disabled()
    assert stored(tiny_platform) == PlatformProfile(
        "Tiny & Söhne", "ops@tiny.example", "https://tiny.example/hooks?a=1&b=2", OTHER
    )


def test_the_difference_is_shown_before_a_save_and_discard_puts_it_back(
    page: Page, api_app: RunningApp, tiny_platform: Served
) -> None:
    opened(page, api_app / "settings")
    asked_anew(page, tiny_platform)
    typed(page, "contact_email", "help@tiny.example")
    main = page.get_by_test_id("stMain")
    expect(main.locator("code", has_text="help@tiny.example")).to_be_visible()
    expect(main.locator("code", has_text="ops@tiny.example")).to_be_visible()

    page.get_by_role("button", name="Discard").click()

    expect_typed(page, "contact_email", "ops@tiny.example")
    expect(main).to_contain_text("Nothing is changed yet.")
    assert stored(tiny_platform) == TINY


def test_what_cannot_be_right_is_told_at_the_field_and_cannot_be_saved(
    page: Page, api_app: RunningApp, tiny_platform: Served
) -> None:
    opened(page, api_app / "settings")
    asked_anew(page, tiny_platform)
    typed(page, "webhook_url", "http://tiny.example/hooks")

    expect(page.get_by_test_id("stMain")).to_contain_text("A webhook's address begins with https://")
    expect(page.get_by_role("button", name="Save changes")).to_be_disabled()
    assert [asked for asked in tiny_platform.state.requests if asked["method"] == "PUT"] == []


def test_a_refused_save_shows_the_platforms_own_words_and_keeps_what_was_typed(
    page: Page, api_app: RunningApp, tiny_platform: Served
) -> None:
    opened(page, api_app / "settings")
    asked_anew(page, tiny_platform, Fault("422", "/settings", "PUT", message="name <b>is</b> taken"))
    typed(page, "name", "Taken Name")
    save(page)

    expect_told(page, "The settings were not saved")
    expect_told(page, "name <b>is</b> taken")
    expect_typed(page, "name", "Taken Name")
    assert stored(tiny_platform) == TINY

    tiny_platform.state.faults = []
    save(page)
    expect_told(page, "Saved and read back")
    assert stored(tiny_platform).name == "Taken Name"


def test_a_save_that_the_server_itself_does_not_accept_keeps_what_was_typed(
    page: Page, api_app: RunningApp, tiny_platform: Served
) -> None:
    opened(page, api_app / "settings")
    asked_anew(page, tiny_platform)
    typed(page, "name", "x" * 121)
    save(page)

    expect_told(page, "name must be at most 120 characters")
    expect_typed(page, "name", "x" * 121)
    assert stored(tiny_platform) == TINY


def test_a_failed_save_keeps_what_was_typed(page: Page, api_app: RunningApp, tiny_platform: Served) -> None:
    opened(page, api_app / "settings")
    asked_anew(page, tiny_platform)
    typed(page, "name", "New Name")
    tiny_platform.state.faults = [Fault("500", "/settings", "PUT")]
    save(page)

    expect_told(page, "OneHazel has a fault")
    expect_typed(page, "name", "New Name")


def test_an_overtaken_save_shows_theirs_keeps_yours_and_replaces_only_knowingly(
    page: Page, api_app: RunningApp, tiny_platform: Served
) -> None:
    opened(page, api_app / "settings")
    asked_anew(page, tiny_platform)
    typed(page, "name", "Mine")
    theirs = PlatformProfile("Theirs", "ops@tiny.example", None, OTHER)
    save_elsewhere(tiny_platform, theirs)
    save(page)

    expect_told(page, "Somebody else changed these settings meanwhile")
    expect(page.get_by_test_id("stMain").locator("code", has_text="Theirs").first).to_be_visible()
    expect_typed(page, "name", "Mine")
    assert stored(tiny_platform) == theirs

    save(page)
    expect_told(page, "Saved and read back: platform name.")
    assert stored(tiny_platform).name == "Mine"


def test_a_field_that_somebody_else_changed_and_i_did_not_stays_theirs(
    page: Page, api_app: RunningApp, tiny_platform: Served
) -> None:
    opened(page, api_app / "settings")
    asked_anew(page, tiny_platform)
    typed(page, "name", "Mine")
    save_elsewhere(tiny_platform, PlatformProfile("Tiny Platform", "new@tiny.example", None, OTHER))
    save(page)

    expect_told(page, "Saved and read back: platform name.")
    assert stored(tiny_platform) == PlatformProfile("Mine", "new@tiny.example", None, OTHER)
    expect_typed(page, "contact_email", "new@tiny.example")


def test_what_was_typed_survives_a_look_at_another_view(page: Page, api_app: RunningApp, tiny_platform: Served) -> None:
    opened(page, api_app / "settings")
    asked_anew(page, tiny_platform)
    typed(page, "name", "Half typed")
    expect(page.get_by_test_id("stMain")).to_contain_text("1 of 3 fields")
    navigation = page.get_by_test_id("stSidebarNav")

    navigation.get_by_role("link", name="Billing").click()
    expect(page.locator("h1")).to_contain_text("Billing")
    settled(page)
    navigation.get_by_role("link", name="Settings").click()

    expect(page.locator("h1")).to_contain_text("Settings")
    expect_typed(page, "name", "Half typed")


def test_the_key_is_shown_by_its_last_four_characters_and_stands_nowhere_else(
    page: Page, api_app: RunningApp, tiny_platform: Served
) -> None:
    opened(page, api_app / "settings")
    asked_anew(page, tiny_platform)

    expect(page.get_by_test_id("stMain")).to_contain_text("oh_platform_…cdef")
    expect(page.get_by_test_id("stMain")).to_contain_text(tiny_platform.base_url)
    assert KEY not in page.content()
    assert KEY not in api_app.log.read_text()
