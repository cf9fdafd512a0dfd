import pytest

from dashboard.metrics.profile import FIELD_TITLES, profile_mistakes
from data_access.source import PROFILE_FIELDS, PlatformProfile, ProfileChanges

RIGHT = PlatformProfile("Hazelwood", "ops@hazelwood.example", "https://hooks.example/x")


def mistakes(**fields: str | None) -> dict[str, str]:
    values = {field: getattr(RIGHT, field) for field in PROFILE_FIELDS}
    return profile_mistakes(ProfileChanges(RIGHT, PlatformProfile(**{**values, **fields})))


def test_what_was_stored_before_and_is_not_changed_is_not_complained_of() -> None:
    stored = PlatformProfile("Hazelwood", None, "http://old.example")
    assert profile_mistakes(ProfileChanges(stored, PlatformProfile("Hazel", None, "http://old.example"))) == {}


def test_every_field_has_a_title() -> None:
    assert tuple(FIELD_TITLES) == PROFILE_FIELDS


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"webhook_url": None},
        {"webhook_url": ""},
        {"webhook_url": "https://user.example:8443/a?b=c"},
        {"name": "赤い鳥 <b>"},
        {"name": "x" * 200},
        {"contact_email": "Ünal+ops@Example.COM"},
    ],
)
def test_what_a_platform_may_be_called_and_reached_by_is_accepted(fields: dict[str, str | None]) -> None:
    assert mistakes(**fields) == {}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "A platform needs a name."),
        ({"name": None}, "A platform needs a name."),
        ({"name": " \t"}, "A platform needs a name."),
        ({"name": "x" * 201}, "At most 200 characters."),
        ({"contact_email": ""}, "A contact e-mail is needed: OneHazel writes to it."),
        ({"contact_email": None}, "A contact e-mail is needed: OneHazel writes to it."),
        ({"contact_email": "nobody"}, "This is no e-mail address: name@host.tld"),
        ({"contact_email": "a@b@c.example"}, "This is no e-mail address: name@host.tld"),
        ({"contact_email": "a@b.example\nBcc: c@d.example"}, "This is no e-mail address: name@host.tld"),
        ({"webhook_url": "hooks.example"}, "This is no web address: https://host/path"),
        ({"webhook_url": "ftp://hooks.example"}, "This is no web address: https://host/path"),
        ({"webhook_url": "javascript:alert(1)"}, "This is no web address: https://host/path"),
        (
            {"webhook_url": "http://hooks.example"},
            "A webhook's address begins with https://: it carries your operators' data.",
        ),
        (
            {"webhook_url": "https://me:secret@hooks.example"},
            "A webhook's address must not hold a user name or a password.",
        ),
    ],
)
def test_a_mistake_is_named_by_field_with_words_to_mend_it(fields: dict[str, str | None], words: str) -> None:
    assert mistakes(**fields) == {next(iter(fields)): words}


def test_every_field_with_a_mistake_is_named() -> None:
    assert list(mistakes(name="", contact_email="x", webhook_url="x")) == list(PROFILE_FIELDS)
