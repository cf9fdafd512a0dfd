"""Where bytes, lines and fields differ."""

from hypothesis import given
from hypothesis import strategies as st

from dashboard.exports.verify.texts import alike, differs_at, field_differences, fields, line_difference


@given(st.binary(max_size=40), st.binary(max_size=40), st.binary(max_size=40), st.sampled_from([1, 7_000]))
def test_the_first_place_that_differs_is_found(start: bytes, one: bytes, other: bytes, often: int) -> None:
    left, right = start * often + one, start * often + other
    pairs = zip(left, right, strict=False)
    expected = next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(left), len(right)))
    assert differs_at(left, right) == (None if left == right else expected)


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_likeness_is_of_both_the_same_and_at_most_1(one: bytes, other: bytes) -> None:
    assert alike(one, other) == alike(other, one) <= 1
    assert (alike(one, other) == 1) == (one == other)


def test_likeness_counts_from_both_ends() -> None:
    assert alike(b"a" * 40 + b"x" + b"b" * 59, b"a" * 40 + b"y" + b"b" * 59) == 0.99
    assert alike(b"abcd", b"ab") == 0.5


def test_the_line_is_told_with_what_stands_there_in_both() -> None:
    told = list(line_difference("p.html", b"<p>\n<b>5</b>\n", b"<p>\n<b>6</b>\n"))
    assert [(each.row, each.issued, each.found) for each in told] == [(2, "<b>5</b>", "<b>6</b>")]


def test_where_one_has_ended_there_is_nothing() -> None:
    told = list(line_difference("p.html", b"<p>\nmore", b"<p>\n"))
    assert [(each.row, each.issued, each.found) for each in told] == [(2, "more", None)]


def test_of_a_long_line_the_part_around_is_told() -> None:
    told = next(line_difference("p.html", b"x" * 9_000 + b"1" + b"y" * 9_000, b"x" * 9_000 + b"2" + b"y" * 9_000))
    assert told.issued == "x" * 60 + "1" + "y" * 139


def test_fields_are_told_by_their_paths_and_files_by_name() -> None:
    one = b'{"state": "final", "files": [{"name": "a", "sha256": "x"}], "n": {"m": [1, null]}}'
    assert fields(one) == {
        "state": '"final"',
        "files[a].name": '"a"',
        "files[a].sha256": '"x"',
        "n.m[0]": "1",
        "n.m[1]": "null",
    }
    told = list(field_differences("m", one, one.replace(b"final", b"settling").replace(b"null", b"0")))
    assert [(each.column, each.issued, each.found) for each in told] == [
        ("state", '"final"', '"settling"'),
        ("n.m[1]", "null", "0"),
    ]


def test_a_field_that_is_gone_or_new_has_no_other_side() -> None:
    told = list(field_differences("m", b'{"a": 1}', b'{"b": 1}'))
    assert [(each.column, each.issued, each.found) for each in told] == [("a", "1", None), ("b", None, "1")]


def test_the_same_fields_in_other_letters_are_told_by_the_line() -> None:
    told = list(field_differences("m", b'{\n"a": 1}', b'{\n"a":  1}'))
    assert [(each.row, each.column) for each in told] == [(2, None)]
