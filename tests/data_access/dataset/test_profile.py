"""Saving a dataset's profile: in one step, without losing what we do not know, and never into the bundled sample."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from data_access.dataset.source import DatasetSource
from data_access.errors import DatasetWrong, SaveRefused
from data_access.settings import SAMPLE
from data_access.source import PlatformProfile, ProfileChanges
from tests.data_access.tiny import SETTINGS, write_json, write_tiny


def saved(directory: Path, **wanted: str | None) -> PlatformProfile:
    source = DatasetSource(directory)
    seen = source.profile()
    return source.save_profile(ProfileChanges(seen, replace(seen, **wanted)))


def stored(directory: Path) -> dict[str, Any]:
    held: dict[str, Any] = json.loads((directory / "settings.json").read_text(encoding="utf-8"))
    return held


def test_all_that_is_not_changed_is_written_as_it_was(tmp_path: Path) -> None:
    saved(write_tiny(tmp_path), name="New")
    assert stored(tmp_path) == SETTINGS | {"name": "New"}
    assert list(stored(tmp_path)) == list(SETTINGS)


def test_numbers_keep_every_digit_that_they_came_with(tmp_path: Path) -> None:
    (write_tiny(tmp_path) / "settings.json").write_text(
        '{"name": "A", "x": 1.10, "y": 123456789012345678901234567890.5}'
    )
    saved(tmp_path, name="B")
    written = (tmp_path / "settings.json").read_text()
    assert written == '{"name":"B","x":1.10,"y":123456789012345678901234567890.5}\n'


def test_nothing_else_is_left_in_the_folder_and_the_mode_stays(tmp_path: Path) -> None:
    (write_tiny(tmp_path) / "settings.json").chmod(0o640)
    before = sorted(tmp_path.iterdir())
    saved(tmp_path, name="New")
    assert sorted(tmp_path.iterdir()) == before
    assert (tmp_path / "settings.json").stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link_to_the_file_that_is_written(tmp_path: Path) -> None:
    write_tiny(tmp_path / "data")
    (tmp_path / "data/settings.json").rename(tmp_path / "elsewhere.json")
    (tmp_path / "data/settings.json").symlink_to(tmp_path / "elsewhere.json")
    saved(tmp_path / "data", name="New")
    assert (tmp_path / "data/settings.json").is_symlink()
    assert json.loads((tmp_path / "elsewhere.json").read_text())["name"] == "New"


def test_without_a_file_nothing_is_known_and_saving_makes_one(tmp_path: Path) -> None:
    (write_tiny(tmp_path) / "settings.json").unlink()
    assert DatasetSource(tmp_path).profile() == PlatformProfile(None, None, None, "{}")
    assert saved(tmp_path, contact_email="a@b.example") == PlatformProfile(None, "a@b.example", None, "{}")
    assert stored(tmp_path) == {"contactEmail": "a@b.example"}


def test_a_field_is_read_and_written_in_the_spelling_that_the_file_has(tmp_path: Path) -> None:
    write_json(write_tiny(tmp_path) / "settings.json", {"name": "", "contact_email": "a@b.example"})
    assert DatasetSource(tmp_path).profile() == PlatformProfile(None, "a@b.example", None, "{}")
    saved(tmp_path, contact_email="new@b.example", webhook_url="https://b.example")
    assert stored(tmp_path) == {"name": "", "contact_email": "new@b.example", "webhookUrl": "https://b.example"}


def test_two_spellings_with_two_values_are_refused(tmp_path: Path) -> None:
    write_json(write_tiny(tmp_path) / "settings.json", {"contactEmail": "a@b.example", "contact_email": "c@d.example"})
    with pytest.raises(DatasetWrong, match=r"^settings.json: contactEmail and contact_email are two values"):
        DatasetSource(tmp_path)


def test_a_field_that_is_no_text_is_named(tmp_path: Path) -> None:
    write_json(write_tiny(tmp_path) / "settings.json", {"name": ["A"]})
    with pytest.raises(DatasetWrong) as wrong:
        DatasetSource(tmp_path)
    assert wrong.value.detail == "settings.json: name is ['A'], not a text"


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    source = DatasetSource(write_tiny(tmp_path / "data"))
    seen = PlatformProfile(None, None, None)
    shutil.rmtree(tmp_path / "data")
    with pytest.raises(SaveRefused) as refused:
        source.save_profile(ProfileChanges(seen, replace(seen, name="New")))
    assert refused.value.detail == f"{tmp_path}/data/settings.json cannot be written: No such file or directory"


def test_the_bundled_sample_is_read_only(tmp_path: Path) -> None:
    before = (SAMPLE / "settings.json").read_bytes()
    with pytest.raises(SaveRefused, match="the bundled sample is read-only"):
        saved(SAMPLE, name="New")
    assert (SAMPLE / "settings.json").read_bytes() == before
    shutil.copytree(SAMPLE, tmp_path / "copy")
    assert saved(tmp_path / "copy", name="New").name == "New"
