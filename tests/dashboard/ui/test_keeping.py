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
    "float",
    "date",
    "datetime",
    "Period",
    "None",
    "Form",
    "Stamp",
    "ActivityRules",
    "Whose",
}


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
    """The functions under a cache decorator, or under `keep`, which stands for one."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and any(_is_cache(one) for one in node.decorator_list):
            yield node


def _is_cache(decorator: ast.expr) -> bool:
    names = {n.attr for n in ast.walk(decorator) if isinstance(n, ast.Attribute)}
    return bool(CACHES & names) or any(isinstance(n, ast.Name) and n.id == "keep" for n in ast.walk(decorator))


def test_caches_stand_in_one_module() -> None:
    assert users_of(CACHES) == {"dashboard/ui/kept.py"}


def test_the_session_stands_in_one_module() -> None:
    assert users_of({"session_state"}) == {"dashboard/ui/state.py"}


KEPT = [one for name in ("kept", "measured", "invoice") for one in kept_functions(ROOT / f"dashboard/ui/{name}.py")]


def test_there_are_kept_functions_to_look_at() -> None:
    assert len(KEPT) >= 20


@pytest.mark.parametrize("function", KEPT, ids=[function.name for function in KEPT])
def test_a_key_holds_scalars_and_frozen_values_never_a_frame_or_a_secret(function: ast.FunctionDef) -> None:
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    assert arguments[0].arg == "identity"
    assert function.args.vararg is function.args.kwarg is None
    for argument in arguments:
        assert not argument.arg.startswith("_"), "an underscore leaves the argument out of the key"
        assert argument.annotation is not None
        types = {node.id for node in ast.walk(argument.annotation) if isinstance(node, ast.Name)}
        attributes = {node.attr for node in ast.walk(argument.annotation) if isinstance(node, ast.Attribute)}
        assert types <= MAY_BE_A_KEY
        assert not attributes


def test_a_time_to_live_is_in_seconds_as_words_would_load_pandas() -> None:
    tree = ast.parse((ROOT / "dashboard/ui/kept.py").read_text(encoding="utf-8"))
    ttls = [
        word.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for word in node.keywords
        if word.arg == "ttl"
    ]
    assert ttls
    assert not [ttl for ttl in ttls if isinstance(ttl, ast.Constant) and isinstance(ttl.value, str)]
