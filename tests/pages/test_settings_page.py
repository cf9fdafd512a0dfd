"""The settings form over the platform server: what would change, saving, being refused, being overtaken."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from streamlit.testing.v1 import AppTest

from scripts.platform_api.faults import Fault
from tests.conftest import KEY, Served
from tests.data_access.tiny import write_tiny
from tests.pages.opening import failures, opened, read, unbroken
from tests.pages.sources import Reading

FIELDS = ("name", "contact_email", "webhook_url")
SAVED = "Saved and read back: "


@pytest.fixture
def platform(tiny_platform: Served, read_api: Reading) -> Served:
    """A platform of this test's own, and the page reading it."""
    read_api(tiny_platform.base_url)
    return tiny_platform


def stored(platform: Served) -> dict[str, Any]:
    answer = httpx.get(f"{platform.base_url}/settings", headers={"authorization": f"Bearer {KEY}"})
    return dict(answer.raise_for_status().json()["data"])


def put_by_somebody_else(platform: Served, **changes: str | None) -> None:
    """Another client's PUT, which our page cannot know of."""
    owned = ("id", "createdAt", "updatedAt")
    document = {name: value for name, value in stored(platform).items() if name not in owned} | changes
    httpx.put(
        f"{platform.base_url}/settings", json=document, headers={"authorization": f"Bearer {KEY}"}
    ).raise_for_status()


def asked(platform: Served, method: str) -> int:
    return sum(request["method"] == method for request in platform.state.requests)


def typed(at: AppTest, **values: str) -> AppTest:
    """The page after each of these fields was typed into."""
    for field, value in values.items():
        unbroken(at.text_input(key=f"profile_{field}").set_value(value).run())
    return at


def save(at: AppTest) -> AppTest:
    return unbroken(at.button(key="save_profile").click().run())


def in_form(at: AppTest) -> tuple[str, ...]:
    return tuple(at.text_input(key=f"profile_{field}").value for field in FIELDS)


def difference(at: AppTest) -> list[str]:
    """The lines of what would change, as `− old + new`."""
    lines = [read(markdown.value).replace("  \n", " ") for markdown in at.markdown]
    return [line.replace(":red[−]", "−").replace(":green[+]", "+") for line in lines if ":red[−]" in line]


def can_save(at: AppTest) -> bool:
    return not at.button(key="save_profile").disabled


def test_the_form_shows_what_is_stored_and_nothing_to_save(platform: Served) -> None:
    at = opened("settings")
    assert in_form(at) == ("Tiny Platform", "ops@tiny.example", "")
    assert difference(at) == []
    assert not can_save(at)
    assert asked(platform, "PUT") == 0


@pytest.mark.usefixtures("platform")
def test_the_difference_is_shown_while_typing_and_is_gone_when_typed_back() -> None:
    at = typed(opened("settings"), name="New name", webhook_url="https://hooks.example/x")
    assert difference(at) == ["− `Tiny Platform` + `New name`", "− *not set* + `https://hooks.example/x`"]
    assert can_save(at)
    typed(at, name="Tiny Platform", webhook_url="")
    assert difference(at) == []
    assert not can_save(at)


def test_a_save_is_put_once_read_back_and_confirmed_and_unknown_settings_survive(platform: Served) -> None:
    before = stored(platform)
    at = save(typed(opened("settings"), name="Neuer Name 赤", contact_email="new@tiny.example"))
    assert not at.error
    assert [note.value for note in at.success] == [f"{SAVED}platform name, contact e-mail."]
    assert asked(platform, "PUT") == 1
    after = stored(platform)
    assert (after["name"], after["contactEmail"]) == ("Neuer Name 赤", "new@tiny.example")
    changed = {"name", "contactEmail", "updatedAt"}
    assert {k: v for k, v in after.items() if k not in changed} == {k: v for k, v in before.items() if k not in changed}
    assert in_form(at) == ("Neuer Name 赤", "new@tiny.example", "")
    assert difference(at) == []
    assert in_form(opened("settings")) == in_form(at)


def test_what_was_saved_is_seen_by_the_next_save(platform: Served) -> None:
    at = save(typed(opened("settings"), name="First"))
    save(typed(at, name="Second"))
    assert not at.error
    assert stored(platform)["name"] == "Second"
    assert asked(platform, "PUT") == 2


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "A platform needs a name."),
        ("contact_email", "nobody", "This is no e-mail address: name@host.tld"),
        ("webhook_url", "http://hooks.example", "A webhook's address begins with https://"),
        ("webhook_url", "https://me:secret@hooks.example", "must not hold a user name or a password"),
    ],
)
def test_what_our_own_check_refuses_is_never_sent(platform: Served, field: str, value: str, words: str) -> None:
    at = typed(opened("settings"), **{field: value})
    assert any(words in read(caption.value) for caption in at.caption)
    assert not can_save(at)
    assert asked(platform, "PUT") == 0
    assert at.text_input(key=f"profile_{field}").value == value


def test_what_is_typed_and_saved_in_one_go_passes_our_own_check_too(platform: Served) -> None:
    at = typed(opened("settings"), name="New name")
    at.text_input(key="profile_contact_email").set_value("nobody")
    save(at)
    assert asked(platform, "PUT") == 0
    assert in_form(at) == ("New name", "nobody", "")
    at = typed(opened("settings"), name="New name")
    at.text_input(key="profile_contact_email").set_value("new@tiny.example")
    save(at)
    assert (stored(platform)["name"], stored(platform)["contactEmail"]) == ("New name", "new@tiny.example")


@pytest.mark.parametrize(
    ("fault", "title", "words"),
    [
        (Fault("422", method="PUT", message="name is reserved"), "The settings were not saved", "name is reserved"),
        (Fault("403", method="PUT", message="read-only key"), "This question is not open to the key", "read-only key"),
        (Fault("500", method="PUT"), "OneHazel has a fault", "It is not known whether the settings were saved"),
        (Fault("drop", method="PUT"), "The save could not be confirmed", "it is not known whether the settings were"),
        (Fault("unsuccessful", method="PUT", message="locked"), "The settings were not saved", "locked"),
    ],
)
def test_a_refused_or_failed_save_shows_the_platforms_own_words_and_keeps_what_was_typed(
    platform: Served, fault: Fault, title: str, words: str
) -> None:
    at = typed(opened("settings"), name="New name", contact_email="new@tiny.example")
    platform.state.faults.append(fault)
    save(at)
    assert [told for told, _ in failures(at)] == [title]
    assert words in failures(at)[0][1]
    assert in_form(at) == ("New name", "new@tiny.example", "")
    assert not at.success
    assert asked(platform, "PUT") == 1
    platform.state.faults.clear()
    save(at)
    assert not at.error
    assert stored(platform)["name"] == "New name"


def test_what_the_platform_itself_refuses_is_told_in_its_words(platform: Served) -> None:
    save(at := typed(opened("settings"), name="x" * 150))
    assert failures(at)[0][0] == "The settings were not saved"
    assert "name must be at most 120 characters" in failures(at)[0][1]
    assert in_form(at)[0] == "x" * 150


def test_an_overtaken_save_stops_shows_theirs_keeps_yours_and_the_second_save_wins(platform: Served) -> None:
    at = typed(opened("settings"), name="Yours")
    put_by_somebody_else(platform, name="Theirs")
    puts = asked(platform, "PUT")
    save(at)
    assert [told for told, _ in failures(at)] == ["Somebody else changed these settings meanwhile"]
    assert any("theirs `Theirs`" in line and "yours `Yours`" in line for line in map(read, markdown_of(at)))
    assert asked(platform, "PUT") == puts
    assert stored(platform)["name"] == "Theirs"
    assert in_form(at)[0] == "Yours"
    save(at)
    assert not at.error
    assert [note.value for note in at.success] == [f"{SAVED}platform name."]
    assert stored(platform)["name"] == "Yours"


def markdown_of(at: AppTest) -> list[str]:
    return [markdown.value.replace("  \n", " ") for markdown in at.markdown]


def test_after_being_overtaken_the_difference_is_against_theirs(platform: Served) -> None:
    at = typed(opened("settings"), name="Yours")
    put_by_somebody_else(platform, name="Theirs")
    unbroken(save(at).run())
    assert difference(at) == ["− `Theirs` + `Yours`"]


def test_a_second_save_after_being_overtaken_keeps_their_change_of_a_field_you_never_touched(platform: Served) -> None:
    at = typed(opened("settings"), name="Yours")
    put_by_somebody_else(platform, name="Theirs", contactEmail="theirs@tiny.example")
    unbroken(save(at).run())
    assert in_form(at) == ("Yours", "theirs@tiny.example", "")
    save(at)
    after = stored(platform)
    assert (after["name"], after["contactEmail"]) == ("Yours", "theirs@tiny.example")


def test_a_change_of_another_field_meanwhile_is_kept_and_stops_nobody(platform: Served) -> None:
    at = typed(opened("settings"), name="Yours")
    put_by_somebody_else(platform, contactEmail="theirs@tiny.example", webhookUrl="https://theirs.example")
    save(at)
    assert not at.error
    after = stored(platform)
    assert (after["name"], after["contactEmail"], after["webhookUrl"]) == (
        "Yours",
        "theirs@tiny.example",
        "https://theirs.example",
    )
    assert in_form(at) == ("Yours", "theirs@tiny.example", "https://theirs.example")


def test_discard_brings_back_what_was_seen(platform: Served) -> None:
    at = typed(opened("settings"), name="Yours", webhook_url="https://hooks.example/z")
    unbroken(at.button(key="discard_profile").click().run())
    assert in_form(at) == ("Tiny Platform", "ops@tiny.example", "")
    assert difference(at) == []
    assert asked(platform, "PUT") == 0


def test_discard_after_being_overtaken_brings_theirs(platform: Served) -> None:
    at = typed(opened("settings"), name="Yours")
    put_by_somebody_else(platform, name="Theirs", contactEmail="theirs@tiny.example")
    save(at)
    unbroken(at.button(key="discard_profile").click().run())
    assert in_form(at) == ("Theirs", "theirs@tiny.example", "")
    assert difference(at) == []


@pytest.mark.usefixtures("platform")
def test_what_was_typed_survives_a_look_at_another_page() -> None:
    at = typed(opened("settings"), name="Half typed")
    unbroken(at.switch_page("billing.py").run())
    unbroken(at.switch_page("settings.py").run())
    assert in_form(at)[0] == "Half typed"
    assert difference(at) == ["− `Tiny Platform` + `Half typed`"]


@pytest.mark.usefixtures("platform")
def test_hostile_values_are_shown_as_text() -> None:
    at = typed(opened("settings"), name="`</code><b>x</b>` :red[y]")
    assert difference(at) == ["− `Tiny Platform` + `` `</code><b>x</b>` :red[y] ``"]


def test_the_sample_is_read_only_and_says_so_after_the_difference() -> None:
    at = typed(opened("settings"), name="Mine now")
    assert difference(at) == ["− `Hazelwood Gaming Network` + `Mine now`"]
    save(at)
    assert failures(at) == [
        (
            "The settings were not saved",
            "the bundled sample is read-only\n\n"
            "To try saving, copy the folder data_access/sample and point ONEHAZEL_DATASET at the copy.",
        )
    ]
    assert in_form(at)[0] == "Mine now"


def test_a_datasets_settings_are_saved_to_its_file(tmp_path: Path, read_dataset: Callable[[Path], None]) -> None:
    folder = write_tiny(tmp_path / "x")
    read_dataset(folder)
    at = save(typed(opened("settings"), webhook_url="https://hooks.example/y"))
    assert not at.error
    document = json.loads((folder / "settings.json").read_bytes())
    assert document["webhookUrl"] == "https://hooks.example/y"
    assert document["limits"]["perDay"] == 9007199254740993


UNREADABLE = Fault("500", "/settings", "GET")


def after_restart(platform: Served, **typed_before: str) -> AppTest:
    """The page in a session that the server does not know, whose browser shows this, while the profile cannot be read."""
    at = opened("operators")
    platform.state.faults = [UNREADABLE]
    pressed(at, "Refresh")
    for field, text in typed_before.items():
        at.session_state[f"profile_{field}"] = text
    return unbroken(at.switch_page("settings.py").run())


def pressed(at: AppTest, label: str) -> AppTest:
    return unbroken(next(button for button in (*at.button, *at.sidebar.button) if button.label == label).click().run())


def test_what_was_typed_stays_when_the_profile_cannot_be_read_after_a_restart_and_is_compared_later(
    platform: Served,
) -> None:
    at = after_restart(platform, name="Mine", contact_email="ops@tiny.example")
    assert in_form(at) == ("Mine", "ops@tiny.example", "")
    assert any("Nothing of it is saved" in warning.value for warning in at.warning)
    assert "save_profile" not in [button.key for button in at.button]

    platform.state.faults = []
    put_by_somebody_else(platform, webhookUrl="https://hooks.example/theirs")
    at = pressed(at, "Try again")
    assert difference(at) == ["− `Tiny Platform` + `Mine`", "− `https://hooks.example/theirs` + *not set*"]
    assert any("Hazelboard was restarted" in warning.value for warning in at.warning)
    assert asked(platform, "PUT") == 1


def test_a_form_in_which_nothing_stood_is_not_drawn_empty_when_the_profile_cannot_be_read(platform: Served) -> None:
    at = after_restart(platform)
    assert [one.key for one in at.text_input if str(one.key).startswith("profile_")] == []
    assert not any("Hazelboard was restarted" in warning.value for warning in at.warning)

    platform.state.faults = []
    at = pressed(at, "Try again")
    assert in_form(at) == ("Tiny Platform", "ops@tiny.example", "")
    assert difference(at) == []
