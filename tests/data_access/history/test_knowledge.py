"""What was learnt of a platform stays known on disk: to its key alone, whole or not at all, for several at once."""

import json
import logging
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from data_access.history.knowledge import Knowledge
from data_access.history.platforms import Learnt
from tests.conftest import KEY

_HOST = "api.onehazel.com"
_LEARNT = Learnt("plat_1", "plat_1", "One")


def _knowledge(root, key=KEY, host=_HOST):
    return Knowledge(root, host, key)


def _learn(root, **of):
    return _knowledge(root, **of).learn("plat_1", "One", None)


def test_what_was_learnt_is_known_afterwards_to_the_same_host_and_key_alone(tmp_path):
    root = tmp_path / "history"
    assert _knowledge(root).learnt(None) is None
    assert _learn(root) == _LEARNT
    assert _knowledge(root).learnt(None) == _LEARNT
    assert _knowledge(root, key=KEY + "x").learnt(None) is None
    assert _knowledge(root, host="eu.onehazel.com").learnt(None) is None


def test_nothing_is_known_because_of_our_setting_alone(tmp_path):
    assert _knowledge(tmp_path).learnt("ours") is None


def test_the_file_holds_no_part_of_the_key_and_is_for_its_owner_alone(tmp_path):
    root = tmp_path / "history"
    _learn(root)
    (file,) = (one for one in root.iterdir() if one.suffix == ".json")
    content = file.read_text()
    assert not any(KEY[at : at + 6] in content for at in range(len("oh_platform_"), len(KEY) - 6))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(root.stat().st_mode) == 0o700
    assert KEY not in repr(_knowledge(root))


def test_two_files_hold_two_digests_of_one_key(tmp_path):
    digests = set()
    for name in ("a", "b"):
        _learn(tmp_path / name)
        digests.update(json.loads((tmp_path / name / ".platforms.json").read_text())["platforms"])
    assert len(digests) == 2


_DAMAGED = [
    b"",
    b"{",
    b"null",
    b"[]",
    b"\xff\xfe",
    b'{"salt": "00", "platforms": {}}',
    b'{"salt": "zz", "platforms": {}}',
    b'{"platforms": {}}',
    b'{"salt": "%s", "platforms": {"a": {"host": 5}}}' % (b"00" * 32),
    b'{"salt": "%s", "platforms": {"a": []}}' % (b"00" * 32),
    b'{"salt": "%s", "platforms": {"a": {"host": "h", "kept_as": null, "told": null, "name": null}}}' % (b"00" * 32),
]


@pytest.mark.parametrize("content", _DAMAGED)
def test_a_damaged_file_is_told_and_learnt_anew(tmp_path, caplog, content):
    (tmp_path / ".platforms.json").write_bytes(content)
    assert _knowledge(tmp_path).learnt(None) is None
    assert "cannot be read, and is begun anew" in caplog.text
    assert _learn(tmp_path) == _LEARNT
    assert _knowledge(tmp_path).learnt(None) == _LEARNT


def test_a_root_that_cannot_be_made_is_told_and_the_platform_is_known_all_the_same(tmp_path, caplog):
    (tmp_path / "file").write_bytes(b"")
    assert _learn(tmp_path / "file" / "history") == _LEARNT
    assert "will not be known after a restart" in caplog.text


def test_what_is_known_already_is_not_written_again(tmp_path):
    _learn(tmp_path)
    before = (tmp_path / ".platforms.json").stat().st_ino
    _learn(tmp_path)
    assert (tmp_path / ".platforms.json").stat().st_ino == before


def test_another_platform_behind_the_same_key_is_told_and_stored(tmp_path, caplog):
    _learn(tmp_path)
    caplog.set_level(logging.WARNING)
    assert _knowledge(tmp_path).learn("plat_2", "Two", None) == Learnt("plat_2", "plat_2", "Two")
    assert "is now plat_2, no longer plat_1" in caplog.text
    assert _knowledge(tmp_path).learnt(None) == Learnt("plat_2", "plat_2", "Two")


def test_a_key_that_goes_on_with_a_history_for_its_name_alone_is_told(tmp_path, caplog):
    _knowledge(tmp_path).learn(None, "My Platform", None)
    assert _knowledge(tmp_path, key=KEY + "x").learn(None, "My Platform", None) == Learnt(
        "my-platform", None, "My Platform"
    )
    assert "set ONEHAZEL_PLATFORM if it is another one" in caplog.text


@pytest.mark.processes
def test_several_processes_at_once_forget_nothing(tmp_path):
    learns = (
        "import sys; from pathlib import Path; from data_access.history.knowledge import Knowledge\n"
        "for i in range(20): Knowledge(Path(sys.argv[1]), 'h', f'{sys.argv[2]}-{i}').learn('p', None, None)"
    )
    root, here = tmp_path / "history", Path(__file__).parents[3]
    running = [
        subprocess.Popen([sys.executable, "-c", learns, str(root), str(number)], cwd=here, env=dict(os.environ))
        for number in range(4)
    ]
    assert [process.wait(timeout=120) for process in running] == [0, 0, 0, 0]
    known = [Knowledge(root, "h", f"{number}-{i}").learnt(None) for number in range(4) for i in range(20)]
    assert known == [Learnt("p", "p", None)] * 80
