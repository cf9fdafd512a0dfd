"""The platform's settings: what is read, what is sent, what is left untouched (rule 5)."""

import json

import pytest

from data_access import exact_json
from data_access.api import platform_settings
from data_access.errors import UnexpectedAnswer
from data_access.source import PlatformProfile, ProfileChanges

_STORED = {"name": "Mine", "contact_email": "a@b.example", "webhookUrl": None, "limits": {"b": 1, "a": 2}, "id": "pf_1"}


def _changes(**wanted):
    seen = PlatformProfile("Mine", "a@b.example", None)
    return ProfileChanges(
        seen, PlatformProfile(**{"name": seen.name, "contact_email": seen.contact_email, "webhook_url": None} | wanted)
    )


@pytest.mark.parametrize(
    "body",
    [_STORED, {"success": True, "data": _STORED}, {"success": True, "data": {"settings": _STORED}}, {"platform": _STORED},
     {"data": {"profile": _STORED}}],
)  # fmt: skip
def test_settings_are_read_enveloped_bare_or_under_one_obvious_name(body):
    settings = platform_settings.stored_settings(json.dumps(body).encode())
    assert platform_settings.profile(settings) == PlatformProfile(
        "Mine", "a@b.example", None, '{"limits":{"a":2,"b":1}}'
    )


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("null", "null is not an object"),
        ("[]", r"\[\] is not an object"),
        ('{"success": true, "data": null}', "null is not an object"),
        ('{"data": {"settings": null}}', "settings is null, not an object"),
        ('{"settings": []}', r"settings is \[\], not an object"),
        ('{"platform": "x"}', 'platform is "x", not an object'),
        ('{"status": "ok", "ts": 5}', "no setting that we know; it holds status, ts"),
        ('{"settings": {"status": "ok"}}', "no setting that we know; it holds status"),
        ('{"settings": {"name": "Mine"}, "requestId": "r"}', "no setting that we know; it holds settings, requestId"),
    ],
)
def test_an_answer_that_holds_no_settings_is_a_failure_and_not_a_platform_without_a_name(body, words):
    with pytest.raises(UnexpectedAnswer, match=words):
        platform_settings.stored_settings(body.encode())


@pytest.mark.parametrize("body", [b"{}", b'{"name": null}', b'{"id": "pf_1", "limits": {}}'])
def test_settings_without_a_name_are_settings_all_the_same(body):
    assert platform_settings.profile(platform_settings.stored_settings(body)).name is None


def test_a_setting_called_profile_beside_others_is_only_a_setting():
    settings = platform_settings.stored_settings(b'{"name": "Mine", "profile": {"name": "Other"}}')
    assert platform_settings.profile(settings) == PlatformProfile("Mine", None, None, '{"profile":{"name":"Other"}}')


def test_other_is_canonical_with_exact_numbers_and_without_what_the_platform_writes():
    body = '{"z": 1.10, "é": 9007199254740993, "createdAt": "x", "updated_at": "y", "ID": 1, "a": [1E+2]}'
    settings = platform_settings.stored_settings(body.encode())
    assert platform_settings.profile(settings).other == '{"a":[1E+2],"z":1.10,"é":9007199254740993}'


def test_two_spellings_of_a_setting_that_differ_are_an_error():
    settings = {"contactEmail": "a@b.example", "contact_email": "c@d.example"}
    with pytest.raises(UnexpectedAnswer, match=r"GET /settings: contactEmail is .* and contact_email is .*two values"):
        platform_settings.profile(settings)


def test_only_changed_fields_are_overlaid_in_the_spelling_and_order_they_have():
    document = platform_settings.overlaid(
        _STORED, _changes(contact_email="new@b.example", webhook_url="https://x.example")
    )
    assert exact_json.text(document) == (
        '{"name":"Mine","contact_email":"new@b.example","webhookUrl":"https://x.example","limits":{"b":1,"a":2}}'
    )


def test_a_setting_that_is_new_is_written_as_documented():
    assert platform_settings.overlaid(
        {}, _changes(name="New", contact_email="n@b.example", webhook_url="https://x")
    ) == {
        "name": "New",
        "contactEmail": "n@b.example",
        "webhookUrl": "https://x",
    }


def test_both_spellings_of_a_setting_are_changed_together():
    settings = {"contactEmail": "a@b.example", "contact_email": "a@b.example"}
    assert set(platform_settings.overlaid(settings, _changes(contact_email="n@b.example")).values()) == {"n@b.example"}


def test_an_emptied_setting_is_sent_as_null():
    assert platform_settings.overlaid({"contactEmail": "a@b.example"}, _changes(contact_email=None)) == {
        "contactEmail": None
    }


def test_id_creation_and_last_change_are_never_sent_in_any_spelling():
    settings = {"id": 1, "created_at": 1, "createdAt": 1, "UpdatedAt": 1, "nested": {"id": 5}}
    assert platform_settings.overlaid(settings, _changes()) == {"nested": {"id": 5}}


@pytest.mark.parametrize("mask", ["••••••••", "●", "***", "\N{ASTERISK OPERATOR}", "…", " •••• ", "...", "*•*"])
def test_a_value_of_mask_characters_alone_is_named_with_its_path(mask):
    assert platform_settings.masked_setting({"name": "Mine", "keys": [{"secret": mask}]}) == "keys.1.secret"


@pytest.mark.parametrize("value", ["*", "**", "* * * * *", "", " ", "sk_••••1234", "xxxx", ".", "- - -", None, 5])
def test_a_value_that_means_something_is_no_mask(value):
    assert platform_settings.masked_setting({"allowed": value}) is None


def test_what_reading_back_does_not_confirm_is_named():
    changes = _changes(name="New", contact_email="n@b.example")
    sent = platform_settings.overlaid(_STORED, changes)
    assert platform_settings.unconfirmed(changes, sent, {**_STORED, **sent}) == ()
    assert platform_settings.unconfirmed(changes, sent, {**sent, "name": "Mine"}) == ("name",)
    assert platform_settings.unconfirmed(changes, sent, {"name": "New", "contactEmail": "n@b.example"}) == ("limits",)
    assert platform_settings.unconfirmed(changes, sent, {**sent, "limits": {"a": 9}}) == ()
