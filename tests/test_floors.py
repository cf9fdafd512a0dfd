"""The house, by the text of its code: who imports what, what nobody may write, how long a function may be."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("pages", "dashboard", "data_access", "scripts")
EXEMPT = {"scripts/bench/page_latency.py", "scripts/bench/floor.py"}
"""Copied as they are, for comparison's sake (issue, section 4)."""

FILES = [ROOT / "app.py", *sorted(file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py"))]
CODE = {
    name: file.read_text(encoding="utf-8")
    for file in FILES
    if (name := file.relative_to(ROOT).as_posix()) not in EXEMPT
}
TREES = {name: ast.parse(text) for name, text in CODE.items()}
APP = {name: tree for name, tree in TREES.items() if not name.startswith("scripts/")}


def imported(tree: ast.Module) -> set[str]:
    """The top-level packages that a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def importers(package: str) -> set[str]:
    """The modules of the app that import a package or something inside it."""
    return {
        name
        for name, tree in APP.items()
        if any(found == package or found.startswith(f"{package}.") for found in imported(tree))
    }


def outside(names: set[str], *allowed: str) -> set[str]:
    return {name for name in names if not name.startswith(allowed)}


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def attributes() -> Iterator[tuple[str, ast.Attribute]]:
    """Every attribute that the app's code names, with its module."""
    return ((name, node) for name, tree in APP.items() for node in ast.walk(tree) if isinstance(node, ast.Attribute))


def test_streamlit_lives_in_pages_ui_and_the_server_only() -> None:
    assert outside(importers("streamlit"), "app.py", "pages/", "dashboard/ui/", "dashboard/server/") == set()


def test_http_is_spoken_by_the_client_alone() -> None:
    assert importers("httpx") == {f"data_access/api/{name}.py" for name in ("client", "exchange", "transport")}
    assert importers("httpcore") == {"data_access/api/transport.py"}


def test_charts_are_drawn_on_one_floor() -> None:
    assert outside(importers("plotly"), "dashboard/charts/") == {"dashboard/ui/parts/charts.py"}


def test_there_is_one_frame_library_and_one_chart_library() -> None:
    for package in ("pandas", "plotly.express", "altair", "matplotlib", "numpy"):
        assert importers(package) == set()


def test_data_access_knows_nothing_above_it() -> None:
    for package in ("dashboard", "pages", "app"):
        assert outside(importers(package), "dashboard/", "pages/", "app.py") == set()


NOT_PURE = {
    "dashboard/exports/pack/__main__.py": "a command: it reads the settings and tells when a pack was made",
    "dashboard/exports/pack/on_disk.py": "keeps a pack in a file",
    "dashboard/exports/pack/zip_entries.py": "opens entries of a zip, not files",
    "dashboard/exports/verify/archive.py": "opens entries of a zip, not files",
    "dashboard/exports/verify/__main__.py": "a command: it reads the file that it is asked about",
}


def test_metrics_ask_no_clock_and_read_no_file() -> None:
    clocks = {"now", "today", "utcnow", "time", "read_text", "read_bytes", "scan_parquet", "read_parquet", "open"}
    for name, tree in APP.items():
        if name.startswith(("dashboard/metrics/", "dashboard/charts/", "dashboard/exports/")) and name not in NOT_PURE:
            called = {
                node.func.attr
                for node in ast.walk(tree)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            }
            assert not clocks & called, name


def test_sources_do_not_know_each_other_and_only_the_history_stands_on_both() -> None:
    for package in ("api", "dataset"):
        above = (f"data_access/{package}/", "data_access/history/")
        assert outside(importers(f"data_access.{package}"), *above) <= {"data_access/__init__.py"}


DOORS = {
    "open_source": {"dashboard/answers/source.py", "dashboard/exports/pack/__main__.py"},
    "ApiSource": {"data_access/history/opening.py"},
    "HistorySource": {"data_access/history/opening.py"},
    "DatasetSource": {
        "data_access/__init__.py",
        "data_access/history/source.py",  # the days that it keeps
        "data_access/dataset/source.py",  # the files as they are now
    },
}


def test_a_source_is_opened_through_one_door_of_each_floor() -> None:
    """Who opens one past `open_source` forgets its history; who opens one past the kept answers reads every file anew."""
    called: dict[str, set[str]] = {door: set() for door in DOORS}
    for name, tree in APP.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in DOORS:
                called[ast.unparse(node.func).split(".")[-1]].add(name)
    assert called == DOORS


def test_a_page_asks_the_source_through_the_kept_answers() -> None:
    users = {name for name, node in attributes() if ast.unparse(node) == "source.opened"}
    assert users == set()


def test_the_database_is_spoken_to_in_one_folder() -> None:
    assert outside(importers("sqlalchemy"), "data_access/records/") == set()


def test_no_python_function_runs_inside_a_polars_expression() -> None:
    """It holds one of Polars' threads while it waits for Python; see the next test."""
    forbidden = {"map_elements", "map_batches", "map_rows", "map_groups"}
    assert [f"{name}:{node.lineno}" for name, node in attributes() if node.attr in forbidden] == []


def test_streamlit_gets_frames_as_arrow() -> None:
    """Streamlit takes a Polars frame through pandas, which holds Python while it waits for Polars' threads.

    With a Python function inside an expression elsewhere (the test before) each waits for the other, for ever.
    """
    assert [f"{name}:{node.lineno}" for name, node in attributes() if node.attr == "to_pandas"] == []
    drawn = {"dataframe", "table", "data_editor", "write", "line_chart", "bar_chart", "area_chart", "scatter_chart"}
    calls = [
        (name, node)
        for name, tree in APP.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in drawn
        if isinstance(node.func.value, ast.Name) and node.func.value.id == "st"
    ]
    assert {(name, node.func.attr) for name, node in calls if isinstance(node.func, ast.Attribute)} == {
        ("dashboard/ui/parts/tables.py", "dataframe"),
        ("dashboard/ui/parts/tables.py", "table"),
    }
    (grid,) = [node for _, node in calls if isinstance(node.func, ast.Attribute) and node.func.attr == "dataframe"]
    assert ast.unparse(grid.args[0]) == "drawn.arrow.select(list(placed))"
    made = [node for node in ast.walk(TREES["dashboard/views/grid.py"]) if isinstance(node, ast.Call)]
    (of_grid,) = [node for node in made if ast.unparse(node.func) == "Grid"]
    assert ast.unparse(of_grid.args[0]).endswith(".to_arrow()")


WIRE_NAMES = (
    "apiCalls",
    "gatewayRequests",
    "eventsIngested",
    "contactEmail",
    "webhookUrl",
    "lastActiveAt",
    "billableUnits",
    "storageBytes",
    "operatorId",
    "connectorId",
    "retry-after",
    "resetAt",
)


def test_wire_names_are_known_to_one_floor() -> None:
    """`data_access/dataset` writes `settings.json` in the API's spelling: a dataset's own file, not the wire."""
    knowing = {
        name
        for name, tree in APP.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value in WIRE_NAMES
    }
    assert outside(knowing, "data_access/api/", "data_access/dataset/profile.py") == set()


def test_no_html_is_ever_let_through() -> None:
    written = {"unsafe_allow_html", "html", "allow_html", "components"}
    for name, tree in APP.items():
        keywords = {word.arg for node in ast.walk(tree) if isinstance(node, ast.Call) for word in node.keywords}
        streamlit = {
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "st"
        }
        assert not written & (keywords | streamlit), name


def test_one_module_brings_a_script_of_ours_and_no_script_makes_html_or_code_of_text() -> None:
    assert importers("streamlit.components") == {"dashboard/ui/page/links.py"}
    scripts = list((ROOT / "dashboard").rglob("*.js"))
    assert scripts
    for script in scripts:
        text = script.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|Function\(", text), script


def test_pages_hold_no_try() -> None:
    assert not [
        name
        for name, tree in APP.items()
        if name.startswith("pages/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Try)
    ]


def test_nobody_catches_everything() -> None:
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ExceptHandler):
                caught = (
                    {part.id for part in ast.walk(node.type) if isinstance(part, ast.Name)} if node.type else {"all"}
                )
                assert not caught & {"all", "Exception", "BaseException"}, f"{name}:{node.lineno}"


def test_functions_are_at_most_40_lines_and_nine_of_ten_under_22() -> None:
    lengths = {
        f"{name}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for name, tree in TREES.items()
        for node in functions(tree)
    }
    assert {where: length for where, length in lengths.items() if length > 40} == {}
    assert sum(length < 22 for length in lengths.values()) >= 0.9 * len(lengths)


def test_modules_are_at_most_250_lines() -> None:
    assert {name: lines for name, text in CODE.items() if (lines := len(text.splitlines())) > 250} == {}


def test_pages_are_at_most_80_lines() -> None:
    assert {name for name, text in CODE.items() if name.startswith("pages/") and len(text.splitlines()) > 80} == set()


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "manager"])
def test_a_module_is_named_for_what_it_holds(word: str) -> None:
    assert not [name for name in CODE if word in name]


def test_a_function_is_named_for_what_it_returns() -> None:
    assert not [
        f"{name} {node.name}"
        for name, tree in TREES.items()
        for node in functions(tree)
        if node.name.lstrip("_").startswith("get_")
        if node.name != "get_extra_info"  # what httpcore asks a stream for
    ]


def test_everything_public_says_what_it_is() -> None:
    silent = [
        f"{name}:{node.lineno}"
        for name, tree in TREES.items()
        if not name.startswith("pages/")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) and not ast.get_docstring(node)
        if isinstance(node, ast.Module) or not node.name.startswith("_")
        if isinstance(node, ast.Module) or node in tree.body
    ]
    assert silent == []


@pytest.mark.processes
def test_the_launcher_loads_neither_pandas_nor_plotly_express() -> None:
    script = "import sys, app; print([m for m in ('pandas', 'plotly.express') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_module_and_function_that_contributing_names_is_there() -> None:
    named = re.findall(r"`([\w/]+\.py)(?:::(\w+))?`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    tests = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in ROOT.glob("tests/**/*.py")}
    modules = {f"/{name}": text for name, text in (CODE | tests).items()}
    missing = [
        (module, name)
        for module, name in named
        if "health" not in module  # the example
        and not any(path.endswith(f"/{module}") and f"def {name}(" in f"{text}def (" for path, text in modules.items())
    ]
    assert len(named) > 20
    assert missing == []
