"""JSON in and out without loss."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access import exact_json

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.decimals(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_a_big_integer_and_a_long_fraction_keep_every_digit():
    value = exact_json.parsed(b'{"a": 9007199254740993, "b": 0.1000000000000000055511151231257827}')
    assert value == {"a": 9007199254740993, "b": Decimal("0.1000000000000000055511151231257827")}


def test_a_number_is_written_with_the_digits_it_came_with():
    body = b'{"rate":1.10,"big":1E+5,"n":12.0,"list":[0.30,null,true]}'
    assert exact_json.text(exact_json.parsed(body)) == body.decode()


def test_canonical_text_is_sorted_by_name_at_every_depth_and_not_escaped():
    value = exact_json.parsed('{"b": {"z": 1, "ä": "é支"}, "a": []}'.encode())
    assert exact_json.text(value, sort_keys=True) == '{"a":[],"b":{"z":1,"ä":"é支"}}'


@given(_JSON)
def test_what_is_written_reads_back_as_the_same(value):
    assert exact_json.parsed(exact_json.text(value).encode()) == value


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_a_constant_that_is_no_number_is_refused_by_name(constant):
    with pytest.raises(ValueError, match=f"not JSON: it holds {constant}"):
        exact_json.parsed(f'{{"n": {constant}}}'.encode())


def test_one_name_twice_with_different_values_is_refused():
    with pytest.raises(ValueError, match=r'one object holds "apiCalls" twice, with different values'):
        exact_json.parsed(b'{"apiCalls": 1, "apiCalls": 2}')


def test_one_name_twice_with_the_same_value_is_read_once():
    assert exact_json.parsed(b'{"apiCalls": 1, "apiCalls": 1}') == {"apiCalls": 1}


@pytest.mark.parametrize("body", [b"", b"{", b"<html>", b'{"a": "\xff"}', b"1" * 5000, b"[" * 100_000])
def test_what_is_no_json_is_refused_whatever_it_is(body):
    with pytest.raises(ValueError, match=r"not JSON|nested too deeply|thousands of digits"):
        exact_json.parsed(body)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (b"1" * 4301, "^it holds a number of thousands of digits$"),
        (b"1" * 10**6, "^it holds a number of thousands of digits$"),
        (b"1e99999999999999999999", "^it holds a number with an exponent beyond all measure$"),
        (b"1e-99999999999999999999", "^it holds a number with an exponent beyond all measure$"),
    ],
)
def test_a_number_beyond_all_measure_is_refused_in_our_words(number, words):
    with pytest.raises(ValueError, match=words):
        exact_json.parsed(b'{"n": ' + number + b"}")


def test_a_byte_order_mark_is_passed_over_and_another_encoding_is_refused():
    assert exact_json.parsed(b"\xef\xbb\xbf[1]") == [1]
    for encoding in ("utf-16", "utf-32"):
        with pytest.raises(ValueError, match=r"not JSON"):
            exact_json.parsed("[1]".encode(encoding))


@pytest.mark.parametrize("nested", [b"[" * 65 + b"]" * 65, b'{"a":' * 65 + b"1" + b"}" * 65])
def test_what_is_nested_deeper_than_anything_sensible_is_refused(nested):
    with pytest.raises(ValueError, match=r"nested too deeply"):
        exact_json.parsed(nested)
