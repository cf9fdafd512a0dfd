"""Every page when its source does not answer: what happened, what to do, a way to try again, and never a figure."""

import socket
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from scripts.platform_api.faults import Fault
from tests.conftest import KEY, Served
from tests.data_access.tiny import write_tiny
from tests.pages.opening import PAGES, failures, opened, tiles, unbroken, words
from tests.pages.sources import Reading

pytestmark = pytest.mark.slow

FAULTS = {
    "the key is refused": (Fault("401"), "OneHazel refused the key", "ONEHAZEL_API_KEY is a current platform key"),
    "the key may not": (Fault("403", body="plain"), "This question is not open to the key", "ONEHAZEL_API_KEY"),
    "nothing there": (Fault("404", body="bare"), "OneHazel has nothing at this address", "ONEHAZEL_BASE_URL"),
    "asked to wait": (
        Fault("429", retry_after=600),
        "OneHazel asks us to wait",
        "Try again after 22 Nov 2026, 12:10:00",
    ),
    "a fault of theirs": (Fault("500"), "OneHazel has a fault", "try again in a few minutes"),
    "down behind a gateway": (Fault("503", body="html"), "OneHazel has a fault", "try again in a few minutes"),
    "a page instead": (Fault("html"), "OneHazel's answer could not be read", "send this message to OneHazel"),
    "half an answer": (Fault("malformed"), "OneHazel's answer could not be read", "send this message to OneHazel"),
    "success: false": (Fault("unsuccessful"), "OneHazel's answer could not be read", "A fault was asked for"),
    "hung up": (Fault("drop"), "OneHazel did not answer", "Check ONEHAZEL_BASE_URL and the network"),
    "cut": (Fault("cut"), "OneHazel did not answer", "the connection was cut in the middle"),
}


def each_once(names: Iterable[str]) -> list[tuple[str, str]]:
    """Each case with one page and each page with one case: one place turns every failure of every page into words."""
    cases = list(names)
    most = max(len(cases), len(PAGES))
    return [(PAGES[number % len(PAGES)], cases[number % len(cases)]) for number in range(most)]


@pytest.mark.parametrize(("page", "name"), each_once(FAULTS))
def test_a_failing_platform_is_told_on_every_page_and_no_figure_is_shown(
    page: str, name: str, tiny_platform: Served, read_api: Reading
) -> None:
    fault, title, advice = FAULTS[name]
    tiny_platform.state.faults.append(fault)
    read_api(tiny_platform.base_url)
    at = opened(page, {"id": "op_acme"})
    told = failures(at)
    assert told
    assert {found for found, _ in told} == {title}
    assert advice in told[0][1]
    assert [button.label for button in at.button].count("Try again") >= 1
    assert tiles(at) == {}
    assert not at.dataframe
    assert KEY not in words(at)


@pytest.mark.parametrize("page", ["overview", "settings"])
def test_settings_that_fail_before_it_is_known_whose_history_is_kept_here_are_told(
    page: str, tiny_platform: Served, read_api: Reading, tmp_path: Path
) -> None:
    """Else a history would be passed over in silence: nobody knows yet whether it is this platform's."""
    (tmp_path / "history" / "somebodys").mkdir(parents=True)
    (tmp_path / "history" / "somebodys" / "manifest.json").write_text("{}")
    tiny_platform.state.faults.append(Fault("500", endpoint="/settings"))
    read_api(tiny_platform.base_url)
    at = opened(page, {"id": "op_acme"})
    assert {found for found, _ in failures(at)} == {"OneHazel has a fault"}
    assert tiles(at) == {}


def test_an_address_where_nobody_listens_is_told(read_api: Reading) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    read_api(f"http://127.0.0.1:{port}/platform-api")
    told = failures(opened("operators"))
    assert {title for title, _ in told} == {"OneHazel did not answer"}
    assert "Check ONEHAZEL_BASE_URL and the network, then try again." in told[0][1]


@pytest.mark.parametrize(
    ("page", "endpoint"),
    [
        ("overview", "/usage/report"),
        ("overview", "/metrics/summary"),
        ("overview", "/metrics/operators"),
        ("operators", "/usage/report"),
        ("operators", "/metrics/operators"),
        ("operator_detail", "/usage/report"),
        ("operator_detail", "/metrics/connectors"),
        ("connectors", "/metrics/connectors"),
        ("connectors", "/usage/report"),
        ("billing", "/usage/report"),
        ("billing", "/metrics/operators"),
        ("settings", "/settings"),
    ],
)
def test_one_failing_question_is_told_where_it_was_asked(
    page: str, endpoint: str, tiny_platform: Served, read_api: Reading
) -> None:
    tiny_platform.state.faults.append(Fault("500", endpoint=endpoint))
    read_api(tiny_platform.base_url)
    told = failures(opened(page, {"id": "op_acme"}))
    assert {title for title, _ in told} == {"OneHazel has a fault"}
    assert endpoint in told[0][1]


@pytest.mark.parametrize("page", [page for page in PAGES if page != "settings"])
def test_settings_that_cannot_be_read_fail_no_page_of_figures(
    page: str, tiny_platform: Served, read_api: Reading
) -> None:
    tiny_platform.state.faults.append(Fault("500", endpoint="/settings"))
    read_api(tiny_platform.base_url)
    at = opened(page, {"id": "op_acme"})
    assert [endpoint for title, endpoint in failures(at)] == [] if page != "billing" else len(failures(at)) == 1
    assert at.metric or page == "operators"


@pytest.mark.parametrize("page", PAGES)
def test_try_again_asks_again_and_shows_the_figures(page: str, tiny_platform: Served, read_api: Reading) -> None:
    tiny_platform.state.faults.append(Fault("500"))
    read_api(tiny_platform.base_url)
    at = opened(page, {"id": "op_acme"})
    tiny_platform.state.faults.clear()
    again = next(button for button in at.button if button.label == "Try again")
    assert failures(unbroken(again.click().run())) == []


def test_a_failure_in_words_is_text_whatever_it_quotes(tiny_platform: Served, read_api: Reading) -> None:
    tiny_platform.state.faults.append(Fault("500", message=f"**<b>no</b>** [x](https://evil.example) {KEY}"))
    read_api(tiny_platform.base_url)
    error = opened("overview").error[0].value
    assert r"\*\*\<b\>no\<\/b\>\*\*" in error
    assert "https://evil" not in error.replace("\\", "")
    assert KEY not in error


def no_folder(tmp_path: Path) -> Path:
    return tmp_path / "nowhere"


def no_manifest(tmp_path: Path) -> Path:
    write_tiny(tmp_path / "x").joinpath("manifest.json").unlink()
    return tmp_path / "x"


def no_operators_file(tmp_path: Path) -> Path:
    write_tiny(tmp_path / "x").joinpath("operators.parquet").unlink()
    return tmp_path / "x"


def broken_manifest(tmp_path: Path) -> Path:
    write_tiny(tmp_path / "x").joinpath("manifest.json").write_text("{")
    return tmp_path / "x"


def broken_settings(tmp_path: Path) -> Path:
    write_tiny(tmp_path / "x").joinpath("settings.json").write_text('{"name": 7}')
    return tmp_path / "x"


DATASETS = {
    "no folder": (
        no_folder,
        "The dataset was not found",
        "Check ONEHAZEL_DATASET: the folder that holds manifest.json.",
    ),
    "no manifest": (no_manifest, "The dataset was not found", "Check ONEHAZEL_DATASET"),
    "no operators": (no_operators_file, "The dataset was not found", "operators"),
    "broken manifest": (broken_manifest, "The dataset has a mistake", "Mend the file, then press Refresh."),
    "broken settings": (broken_settings, "The dataset has a mistake", "settings.json"),
}


@pytest.mark.parametrize(("page", "name"), each_once(DATASETS))
def test_a_dataset_that_cannot_be_opened_is_told_on_every_page(
    page: str, name: str, tmp_path: Path, read_dataset: Callable[[Path], None]
) -> None:
    made, title, advice = DATASETS[name]
    read_dataset(made(tmp_path))
    at = opened(page, {"id": "op_acme"})
    told = failures(at)
    assert told
    assert {found for found, _ in told} == {title}
    assert advice in told[0][1]
    assert tiles(at) == {}
    assert not at.dataframe


@pytest.mark.parametrize("page", [page for page in PAGES if page != "settings"])
def test_a_mistake_in_the_usage_is_told_and_half_a_dataset_never_shown(
    page: str, tmp_path: Path, read_dataset: Callable[[Path], None]
) -> None:
    folder = write_tiny(tmp_path / "x", "csv")
    file = folder / "usage.csv"
    file.write_text(file.read_text().replace(",10\n", ",-10\n"))
    read_dataset(folder)
    at = opened(page, {"id": "op_acme"})
    told = failures(at)
    assert {title for title, _ in told} == {"The dataset has a mistake"}
    assert "usage.csv" in told[0][1]
    assert "-10" in told[0][1]
    assert tiles(at) == {}


def test_a_dataset_that_was_mended_shows_after_refresh(tmp_path: Path, read_dataset: Callable[[Path], None]) -> None:
    folder = write_tiny(tmp_path / "x")
    operators = (folder / "operators.parquet").read_bytes()
    (folder / "operators.parquet").unlink()
    read_dataset(folder)
    at = opened("overview")
    (folder / "operators.parquet").write_bytes(operators)
    again = next(button for button in at.button if button.label == "Try again")
    assert tiles(unbroken(again.click().run()))["Operators"] == ("4", "")


ENVIRONMENTS = {
    "ONEHAZEL_DATASETS": ("x", "ONEHAZEL_DATASETS is no setting of Hazelboard; did you mean ONEHAZEL_DATASET?"),
    "ONEHAZEL_SOURCE": ("api", "ONEHAZEL_SOURCE=api needs ONEHAZEL_API_KEY"),
    "ONEHAZEL_API_KEY": ("oh_live_0123456789abcdef", "an operator's key"),
    "ONEHAZEL_BASE_URL": ("http://onehazel.example", "must begin with https://"),
}


@pytest.mark.parametrize(("page", "name"), each_once(ENVIRONMENTS))
def test_wrong_settings_are_told_with_the_name_to_mend(page: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    value, detail = ENVIRONMENTS[name]
    monkeypatch.setenv(name, value)
    told = failures(opened(page, {"id": "op_acme"}))
    assert told
    assert {title for title, _ in told} == {"Hazelboard's settings need mending"}
    assert detail in told[0][1]
    assert "0123456789abcdef" not in told[0][1]
