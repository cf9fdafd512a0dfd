"""Where things are kept, by the text of the code: caches in one module, the session in another, frames in no key."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
CODE = [ROOT / "app.py", *sorted(file for folder in ("pages", "dashboard") for file in (ROOT / folder).rglob("*.py"))]
CACHES = {"cache_data", "cache_resource"}
MAY_BE_A_KEY = {
    "str",
    "int",
    "bool",
    "date",
    "None",
    "Period",
    "Form",
    "ActivityRules",
    "Summary",
    "frozenset",
    "tuple",
    "Whose",
    "SourceFacts",
    "Days",
    "Network",
    "DeskOf",
    "Chosen",
    "OneOf",
    "RollOf",
    "BillOf",
    "InvoiceOf",
    "MoneyOf",
    "AllowanceOf",
    "IssuedOf",
    "Other",
    "Listed",
    "Written",
    "Coverage",
    "Operator",
    "Weeks",
    "Told",
    "Report",
    "ReportReading",
    "Roster",
    "Reading",
    "Counted",
    "Frame",
}
"""Scalars, frozen values, and readings, which are their own id (`dashboard.answers.reading`)."""


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


KEPT = [one for file in CODE for one in kept_functions(file)]


def test_there_are_kept_functions_to_look_at() -> None:
    assert len(KEPT) >= 18


@pytest.mark.parametrize("function", KEPT, ids=[function.name for function in KEPT])
def test_a_key_holds_scalars_frozen_values_and_readings_never_a_frame_or_a_secret(function: ast.FunctionDef) -> None:
    assert function.args.vararg is function.args.kwarg is None
    for argument in [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]:
        assert argument.annotation is not None
        assert not [node for node in ast.walk(argument.annotation) if isinstance(node, ast.Attribute)]
        types = {node.id for node in ast.walk(argument.annotation) if isinstance(node, ast.Name)}
        assert types <= MAY_BE_A_KEY
