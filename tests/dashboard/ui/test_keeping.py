"""Where things are kept, by the text of the code: caches in one module, the session in another, frames in no key."""

import ast
import importlib
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path, PurePath
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import polars as pl
import pytest
from pydantic import SecretStr

from dashboard.answers.reading import Reading
from data_access import Answer, Settings
from data_access.records.opening import Records

ROOT = Path(__file__).parents[3]
CODE = [ROOT / "app.py", *sorted(file for folder in ("pages", "dashboard") for file in (ROOT / folder).rglob("*.py"))]
CACHES = {"cache_data", "cache_resource"}
SCALARS = (str, int, bool, float, Decimal, date, timedelta, PurePath, type(None))
SAME_ONLY_AS_THEMSELVES = (Reading, Records)
GROUPS = (tuple, frozenset, Mapping, Union, UnionType, Literal)


def named(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def users_of(names: set[str]) -> set[str]:
    """The modules that name one of these attributes of Streamlit."""
    return {
        named(file)
        for file in CODE
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in names
    }


def kept_functions(file: Path) -> Iterator[ast.FunctionDef]:
    """The functions whose answers are kept."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and any(_keeps(one) for one in node.decorator_list):
            yield node


def _keeps(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Name) and decorator.id in {"Keeping", "Asking"}


def test_streamlit_keeps_no_answer_of_ours() -> None:
    """Its key of a frame reads a few rows only, and what it keeps cannot be glimpsed at without asking."""
    assert users_of(CACHES) == set()


def test_the_session_stands_in_one_module() -> None:
    assert users_of({"session_state"}) == {"dashboard/ui/page/state.py"}


KEPT = [(named(file), one.name) for file in CODE for one in kept_functions(file)]


def test_there_are_kept_functions_to_look_at() -> None:
    assert len(KEPT) >= 80


def may_be_a_key(one: Any) -> bool:
    """Whether two values of a type are the same only where they say the same, or are one and the same reading."""
    of, parts = get_origin(one) or one, get_args(one)
    if of in GROUPS or of is Annotated:
        return of is Literal or all(may_be_a_key(part) for part in parts if part is not Ellipsis)
    if not isinstance(of, type):
        return False
    if issubclass(of, (*SCALARS, *SAME_ONLY_AS_THEMSELVES)):
        return True
    if issubclass(of, tuple):
        return all(may_be_a_key(part) for part in get_type_hints(of).values())
    if not (is_dataclass(of) and of.__dataclass_params__.frozen and of.__dataclass_params__.eq):
        return False
    types = get_type_hints(of)
    return all(may_be_a_key(types[field.name]) for field in fields(of) if field.compare)


@pytest.mark.parametrize(("module", "name"), KEPT, ids=[f"{module}-{name}" for module, name in KEPT])
def test_a_key_holds_scalars_frozen_values_and_readings_never_a_frame_or_a_secret(module: str, name: str) -> None:
    kept = getattr(importlib.import_module(module.removesuffix(".py").replace("/", ".")), name)
    types = get_type_hints(inspect.unwrap(kept._asked))
    types.pop("return")
    assert {argument: one for argument, one in types.items() if not may_be_a_key(one)} == {}


@pytest.mark.parametrize(
    "one", [pl.DataFrame, SecretStr, Settings, list[str], Answer, dict[str, int], Reading[int] | list[int]]
)
def test_what_can_change_or_hides_what_it_holds_is_no_key(one: Any) -> None:
    assert not may_be_a_key(one)
