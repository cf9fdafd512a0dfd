"""Half a character ("\\ud83d" of an emoji that was cut) is shown as U+FFFD, kept by a save, and never a traceback."""

import json
from datetime import date

import pytest
from starlette.responses import Response

from data_access import exact_json
from data_access.api.source import ApiSource
from data_access.dataset.manifest import manifest
from data_access.dataset.source import DatasetSource
from data_access.errors import DataAccessError, SaveOvertaken, UnexpectedAnswer
from data_access.period import Period
from data_access.settings import Settings
from data_access.source import PlatformProfile, ProfileChanges
from tests.data_access.api.scripted_platform import KEY, NOW
from tests.data_access.tiny import write_tiny

_MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
HALVES = pytest.mark.parametrize("half", [r"\ud83d", r"\uDE00", r"\ude00\ud83d"])


@pytest.fixture
def source(platform):
    settings = Settings(source="api", api_key=KEY, base_url=platform.url)
    return ApiSource(settings, lambda: NOW, platform.client())


def _says(text):
    return Response(f'{{"success": true, "data": {text}}}'.encode())


def _shown(half):
    return "\N{REPLACEMENT CHARACTER}" * half.count("\\u")


@HALVES
def test_a_name_is_shown_with_the_sign_for_what_cannot_be_read(source, platform, half):
    platform.says("GET /metrics/operators", _says(f'[{{"id": "op_{half}", "name": "Win {half}", "apiCalls": 5}}]'))
    row = source.operators().to_dicts()[0]
    assert (row["operator_id"], row["name"], row["api_calls"]) == (f"op_{_shown(half)}", f"Win {_shown(half)}", 5)


def test_a_whole_character_in_two_halves_stays_one(source, platform):
    platform.says("GET /metrics/operators", _says(r'[{"id": "op_1", "name": "Win 😀"}, {"id": "\ud83d"}]'))
    assert "Win \N{GRINNING FACE}" in source.operators()["name"].to_list()


@HALVES
def test_a_key_of_a_breakdown_keeps_its_figure(source, platform, half):
    platform.says("GET /usage/report", _says(f'[{{"operatorId": "op_1", "apiCalls": {{"bet {half}": 5, "win": 6}}}}]'))
    lines = source.usage_report(_MARCH).lines.select("key", "quantity").rows()
    assert lines == [(f"bet {_shown(half)}", 5), ("win", 6)]


def test_two_keys_that_differ_in_their_halves_alone_are_told_and_never_lost(source, platform):
    row = r'{"operatorId": "op_1", "apiCalls": {"bet \ud83d": 5, "bet \ud83e": 6}}'
    platform.says("GET /usage/report", _says(f"[{row}]"))
    with pytest.raises(UnexpectedAnswer, match=r"GET /usage/report: one object holds two names that are the same"):
        source.usage_report(_MARCH)


def test_two_operators_whose_ids_differ_in_their_halves_alone_are_told(source, platform):
    platform.says("GET /metrics/operators", _says(r'[{"id": "op \ud83d"}, {"id": "op \ud83e"}]'))
    with pytest.raises(UnexpectedAnswer, match=r"rows 1 and 2 have the same id"):
        source.operators()


ODD = {
    "a count": _says(r'[{"id": "op_1", "apiCalls": "\ud83d"}]'),
    "a name of a field": _says(r'{"\ud83d": 1}'),
    "an id twice": _says(r'[{"id": "\ud83d"}, {"id": "\ud83d"}]'),
    "a name twice": _says(r'[{"id": "op_1", "\ud83d": 1, "\ud83d": 2}]'),
    "a way to the next page": Response(rb'{"data": [{"id": "op_1"}], "nextCursor": "\ud83d"}'),
    "a link to the next page": Response(rb'{"data": [{"id": "op_1"}], "next": "/\ud83d"}'),
    "no success": Response(rb'{"success": false, "error": "\ud83d"}'),
    "a refusal": Response(rb'{"error": {"code": "\ud83d", "message": "\ude00"}}', 403),
    "another refusal": Response(rb'{"odd": "\ud83d"}', 422),
    "raw bytes of a half": Response(b'[{"id": "\xed\xa0\xbd"}]'),
    "another encoding": Response('[{"id": "op_1"}]'.encode("utf-16")),
}


@pytest.mark.parametrize("answer", ODD.values(), ids=ODD)
def test_what_cannot_be_read_is_told_in_words_that_can_be_printed(source, platform, answer):
    platform.says("GET /metrics/operators", answer)
    with pytest.raises(DataAccessError) as told:
        source.operators()
    assert f"{told.value.title} {told.value.detail} {told.value.advice} {told.value}".encode()


STORED = r'{"name": "Win \ud83d", "contactEmail": "a@b.example", "motto": "Big \ud83d", "\ud83d": ["\ude00"]}'
SHOWN = PlatformProfile("Win \N{REPLACEMENT CHARACTER}", "a@b.example", None)


def test_a_save_of_another_field_sends_every_half_back_as_it_came(source, platform):
    stored = json.loads(STORED) | {"contactEmail": "new@b.example"}
    platform.says("GET /settings", _says(STORED), _says(json.dumps(stored))).says("PUT /settings", _says("{}"))
    seen = source.profile()
    assert seen == PlatformProfile(SHOWN.name, "a@b.example", None, '{"motto":"Big \ufffd","\ufffd":["\ufffd"]}')
    platform.says("GET /settings", _says(STORED), _says(json.dumps(stored)))
    wanted = PlatformProfile(seen.name, "new@b.example", None, seen.other)
    assert source.save_profile(ProfileChanges(seen, wanted)).contact_email == "new@b.example"
    sent = next(body for body in platform.bodies if body)
    assert rb'"motto":"Big \ud83d","\ud83d":["\ude00"]' in sent
    assert json.loads(sent) == stored


def test_a_name_that_somebody_else_changed_to_half_a_character_is_told(source, platform):
    platform.says("GET /settings", _says(STORED))
    seen, wanted = PlatformProfile("Mine", None, None), PlatformProfile("Ours", None, None)
    with pytest.raises(SaveOvertaken) as told:
        source.save_profile(ProfileChanges(seen, wanted))
    assert told.value.detail == "name is now Win \N{REPLACEMENT CHARACTER}"


def test_the_platforms_id_is_one_that_a_folder_can_be_named_by(source, platform):
    platform.says("GET /settings", _says(r'{"id": "p\ud83d", "name": "Mine"}'))
    assert source.identified_profile()[1] == "p\N{REPLACEMENT CHARACTER}"


def test_json_is_written_so_that_any_encoding_can_write_it():
    value = exact_json.parsed(rb'{"\ud83d": "a\ude00b\u00e9", "c": "\ud83d\ude00"}')
    assert exact_json.text(value) == '{"\\ud83d":"a\\ude00bé","c":"\N{GRINNING FACE}"}'
    assert exact_json.parsed(exact_json.text(value).encode()) == value


def test_a_dataset_shows_and_keeps_them_too(tmp_path):
    directory = write_tiny(tmp_path / "tiny")
    (directory / "settings.json").write_text(STORED)
    source = DatasetSource(directory)
    seen = source.profile()
    assert seen.name == SHOWN.name
    saved = source.save_profile(ProfileChanges(seen, PlatformProfile(seen.name, "new@b.example", None, seen.other)))
    assert saved.contact_email == "new@b.example"
    assert json.loads((directory / "settings.json").read_text())["motto"] == "Big \ud83d"
    told = json.loads((directory / "manifest.json").read_text()) | {"platform": "Win \ud83d"}
    assert manifest(json.dumps(told).encode()).platform == SHOWN.name
