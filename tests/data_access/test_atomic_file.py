"""A file is replaced whole, on the disk, or not at all."""

import os
import stat
from pathlib import Path

import pytest

from data_access.atomic_file import replacing


def put(path: Path, content: bytes, mode: int | None = None) -> None:
    with replacing(path, mode) as file:
        file.write(content)


def held(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_takes_the_place_of_what_was_there_and_leaves_nothing_else(tmp_path: Path) -> None:
    put(tmp_path / "a", b"old")
    put(tmp_path / "a", b"new")
    assert held(tmp_path) == {"a": b"new"}


@pytest.mark.parametrize("failure", [KeyboardInterrupt, ValueError, OSError(28, "No space left on device")])
def test_after_any_error_the_old_file_stands_alone(
    tmp_path: Path, failure: BaseException | type[BaseException]
) -> None:
    put(tmp_path / "a", b"old")

    def fails() -> None:
        with replacing(tmp_path / "a") as file:
            file.write(b"half")
            raise failure

    with pytest.raises(type(failure) if isinstance(failure, BaseException) else failure):
        fails()
    assert held(tmp_path) == {"a": b"old"}


def test_until_the_end_readers_see_the_old_file(tmp_path: Path) -> None:
    put(tmp_path / "a", b"old")
    with replacing(tmp_path / "a") as file:
        file.write(b"new")
        file.flush()
        assert (tmp_path / "a").read_bytes() == b"old"
    assert (tmp_path / "a").read_bytes() == b"new"


def test_two_writers_at_once_never_mix(tmp_path: Path) -> None:
    with replacing(tmp_path / "a") as one, replacing(tmp_path / "a") as other:
        one.write(b"111")
        other.write(b"22")
    assert held(tmp_path) == {"a": b"111"}


def test_the_file_and_then_its_folder_reach_the_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    flushed: list[bool] = []
    monkeypatch.setattr(os, "fsync", lambda handle: flushed.append(stat.S_ISDIR(os.fstat(handle).st_mode)))
    put(tmp_path / "a", b"new")
    assert flushed == [False, True]


def test_the_mode_of_the_replaced_file_stays_unless_another_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "a"
    put(file, b"1", 0o600)
    assert mode(file) == 0o600
    file.chmod(0o640)
    put(file, b"2")
    assert mode(file) == 0o640
    put(file, b"3", 0o600)
    assert mode(file) == 0o600


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there" / "a")
    put(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert held(tmp_path / "there") == {"a": b"new"}
