"""One table of names: any spelling in any case, with or without underscores and outer spaces, reads the same (rule 1)."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.api import undated, wire
from data_access.api.row import Row
from data_access.errors import UnexpectedAnswer
from tests.data_access.api.bodies import operator_metrics

_FIELDS = [value for value in vars(wire).values() if isinstance(value, wire.Field)]


@st.composite
def _respelled(draw, name):
    """The name in another case, underscores put in or left out, with spaces around it."""
    written = "".join(draw(st.sampled_from([c.upper(), c.lower(), c + "_"])) for c in name)
    around = draw(st.sampled_from(["", " ", "\t"]))
    return around + draw(st.sampled_from(["", "_"])) + written + around


@given(st.data(), st.sampled_from(_FIELDS))
def test_a_field_reads_the_same_in_any_case_and_with_any_underscores_and_outer_spaces(data, field):
    path = data.draw(st.sampled_from(field.paths))
    value = "12"
    for name in reversed(path):
        value = {data.draw(_respelled(name)): value}
    assert Row.of(value, "here").words(field) == "12"


def test_snake_case_leaks_are_read_beside_camel_case():
    frame = undated.operators(operator_metrics({"operator_id": "op_1", "apiCalls": 3, "events_ingested": 4}))
    assert frame.select("operator_id", "api_calls", "events_ingested").row(0) == ("op_1", 3, 4)


def test_two_spellings_with_equal_values_are_one():
    frame = undated.operators(operator_metrics({"id": "op_1", "apiCalls": 3, "api_calls": "3", "totalApiCalls": 3}))
    assert frame["api_calls"].item() == 3


def test_two_spellings_with_different_values_are_an_error_naming_both():
    with pytest.raises(UnexpectedAnswer, match=r"row 1 \(op_1\): apiCalls is 3 and api_calls is 4: two values"):
        undated.operators(operator_metrics({"id": "op_1", "apiCalls": 3, "api_calls": 4}))


def test_null_in_one_spelling_does_not_contradict_another():
    assert (
        undated.operators(operator_metrics({"id": "op_1", "apiCalls": None, "api_calls": 4}))["api_calls"].item() == 4
    )


def test_no_two_fields_of_one_row_share_a_spelling():
    operator = (wire.OPERATOR_ID, wire.OPERATOR_NAME, wire.STATUS, wire.PLAN, wire.INDUSTRY, wire.CONTACT_EMAIL)
    operator += (wire.CREATED_AT, wire.LAST_ACTIVE_AT, wire.ACTIVE_CONNECTIONS, wire.BARE_CONNECTIONS)
    operator += (wire.API_CALLS, wire.EVENTS_INGESTED)
    paths = [path for field in operator for path in field.paths]
    assert len(paths) == len(set(paths))


def test_no_other_module_of_the_api_writes_a_wire_name():
    package = Path(wire.__file__).parent
    names = {name for field in _FIELDS for path in field.paths for name in path if len(name) > 8}
    for module in sorted(package.glob("*.py")):
        if module.name != "wire.py":
            spelled = {wire.plain(text) for text in re.findall(r'"([A-Za-z]*[a-z][A-Z][A-Za-z]*)"', module.read_text())}
            assert spelled & names == set(), module.name
