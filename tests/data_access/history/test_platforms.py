"""What a platform is kept as: once a history was begun it stays under its name, whatever is told later."""

from dataclasses import replace

import pytest

from data_access.history.platforms import Learnt, settled

_BY_NAME = Learnt("my-platform", None, "My Platform")
_BY_ID = Learnt("plat_1", "plat_1", "My Platform")


def _settled(before=None, others=(), told=None, name=None, ours=None):
    found = settled(before, others, told, name, ours)
    return None if found is None else found.kept_as


def test_the_id_that_is_told_comes_first_then_ours_then_the_slug_of_the_name():
    assert _settled(told="plat_1", name="My Platform", ours="ours") == "plat_1"
    assert _settled(name="My Platform", ours="ours") == "ours"
    assert _settled(name="My Plätform!") == "my-platform"


@pytest.mark.parametrize("name", [None, "", "***", "\N{PARTY POPPER}"])
def test_nothing_names_a_platform_without_an_id_or_a_name_that_has_a_letter(name):
    assert _settled(name=name) is None


def test_what_was_learnt_stands_while_nothing_is_told():
    assert _settled(_BY_ID) == "plat_1"
    assert _settled(_BY_ID, ours="ours") == "plat_1"
    assert _settled(_BY_NAME) == "my-platform"


def test_a_platform_that_is_renamed_stays_and_its_new_name_is_known():
    assert settled(_BY_NAME, (), None, "Another", None) == Learnt("my-platform", None, "Another")
    assert settled(_BY_ID, (), "plat_1", "Another", None) == Learnt("plat_1", "plat_1", "Another")


def test_ours_overrides_a_name_and_stays_when_it_is_unset():
    overridden = settled(_BY_NAME, (), None, "My Platform", "ours")
    assert overridden == Learnt("ours", None, "My Platform")
    assert _settled(overridden, name="My Platform") == "ours"


@pytest.mark.parametrize("ours", [None, "ours"])
def test_an_id_that_is_told_later_does_not_open_another_history(ours):
    told = settled(_BY_NAME, (), "plat_1", "My Platform", ours)
    assert told == Learnt("my-platform", "plat_1", "My Platform")
    assert _settled(told, told="plat_1") == "my-platform"
    assert _settled(told) == "my-platform"


def test_another_id_than_before_is_another_platform():
    assert settled(_BY_ID, (), "plat_2", None, None) == Learnt("plat_2", "plat_2", "My Platform")
    assert _settled(replace(_BY_NAME, told="plat_1"), told="plat_2") == "plat_2"


def test_a_new_key_finds_the_platform_of_the_old_one_by_its_id_and_without_ids_by_its_name():
    assert _settled(None, [replace(_BY_NAME, told="plat_1")], told="plat_1") == "my-platform"
    renamed = replace(_BY_NAME, name="Another")
    assert _settled(None, [renamed], name="Another") == "my-platform"
    assert _settled(None, [replace(renamed, kept_as="ours")], name="another") == "ours"


def test_platforms_that_told_their_ids_are_never_taken_for_one_that_only_has_a_name():
    assert _settled(None, [_BY_ID], name="My Platform") == "my-platform"
    assert _settled(None, [replace(_BY_ID, kept_as="my-platform")], name="My Platform") is None
    assert _settled(None, [_BY_ID], told="plat_2", name="My Platform") == "plat_2"


def test_of_two_platforms_with_one_name_neither_is_taken():
    two = [replace(_BY_NAME, kept_as="first"), replace(_BY_NAME, kept_as="second")]
    assert _settled(None, two, name="My Platform") == "my-platform"
