"""Every page of a platform that has nothing yet: words for empty, never a failure, never a made-up figure."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data_access import Period
from scripts.platform_server import create_app
from tests.conftest import KEY
from tests.data_access import tiny
from tests.pages.opening import PAGES, failures, opened, tiles, words
from tests.pages.sources import Reading
from tests.serving import serving

pytestmark = pytest.mark.slow

ONLY_READS = True

OPERATOR = {"id": "op_acme"}
MAY = {"period": "custom", "from": "2026-05-01", "to": "2026-05-28"}


def without_usage(folder: Path) -> Path:
    tiny.write_tiny(folder)
    tiny.write_usage(folder, tiny.usage.clear())
    return folder


def quiet_in_may(folder: Path) -> Path:
    """Every metric has a row in April, and none in May."""
    tiny.write_tiny(folder)
    tiny.write_usage(folder, tiny.usage.filter(pl.col("date") < date(2026, 5, 1)))
    return folder


def never_reported(folder: Path) -> Path:
    without_usage(folder)
    (folder / "billable.json").unlink()
    return folder


def without_operators(folder: Path) -> Path:
    without_usage(folder)
    tiny.write_table(tiny.operators.clear(), folder / "operators.parquet")
    tiny.write_table(tiny.connections.clear(), folder / "connections.parquet")
    tiny.write_table(tiny.connectors.clear(), folder / "connectors.parquet")
    return folder


def without_known_days(folder: Path) -> Path:
    tiny.write_tiny(folder)
    days = list(Period(date(2026, 4, 29), date(2026, 5, 31)).dates())
    tiny.write_table(pl.DataFrame({"date": days, "state": ["missing"] * len(days)}), folder / "days.parquet")
    return folder


Made = Callable[[Path], Path]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Made], tuple[Path, str]]]:
    """A platform of each kind, and the address of an API over it: for reading only."""
    there: dict[Made, tuple[Path, str]] = {}
    with ExitStack() as stack:

        def platform(made: Made) -> tuple[Path, str]:
            if made not in there:
                folder = made(tmp_path_factory.mktemp(made.__name__) / "x")
                there[made] = folder, stack.enter_context(serving(create_app(folder, KEY)))
            return there[made]

        yield platform


@pytest.fixture(params=["dataset", "api"])
def shown(
    request: pytest.FixtureRequest,
    served: Callable[[Made], tuple[Path, str]],
    read_api: Reading,
    read_dataset: Callable[[Path], None],
) -> Callable[[Made], None]:
    """Makes the pages show a platform: read as a dataset, or by the API served over it."""

    def show(made: Made) -> None:
        folder, url = served(made)
        if request.param == "dataset":
            read_dataset(folder)
        else:
            read_api(f"{url}/platform-api")

    return show


@pytest.mark.parametrize("page", PAGES)
def test_a_period_without_usage_shows_0_and_no_change(page: str, shown: Callable[[Made], None]) -> None:
    shown(quiet_in_may)
    at = opened(page, {**OPERATOR, **MAY})
    assert failures(at) == []
    figures = tiles(at)
    for label in ("API calls", "Gateway requests", "Events ingested", "Billable units"):
        assert figures.get(label, ("0",))[0] == "0"
    assert ("API calls" in figures) is (page in ("overview", "operator_detail", "billing"))


@pytest.mark.parametrize("page", PAGES)
def test_what_was_never_reported_is_no_0_on_any_page(page: str, shown: Callable[[Made], None]) -> None:
    shown(never_reported)
    at = opened(page, {**OPERATOR, **MAY})
    assert failures(at) == []
    figures = tiles(at)
    for label in ("API calls", "Gateway requests", "Events ingested", "Storage", "Billable units"):
        assert figures.get(label, ("—",))[0] == "—"
    assert ("API calls" in figures) is (page in ("overview", "operator_detail", "billing"))


@pytest.mark.parametrize("page", PAGES)
def test_a_platform_without_operators_has_every_page(page: str, shown: Callable[[Made], None]) -> None:
    shown(without_operators)
    at = opened(page, {**OPERATOR, **MAY})
    assert failures(at) == []
    assert not [table for table in at.dataframe if table.proto.alt == "Usage by operator, most billable units first"]
    assert ("There is no operator with the id “op_acme”" in words(at)) is (page == "operator_detail")


def test_a_platform_without_operators_counts_none(shown: Callable[[Made], None]) -> None:
    shown(without_operators)
    at = opened("overview", MAY)
    figures = tiles(at)
    assert figures["Operators"] == ("0", "")
    assert figures["Active connections"] == ("0", "")
    assert "0 active" in words(at)
    assert "Nobody." in words(at)


@pytest.mark.parametrize("page", PAGES)
def test_a_dataset_of_which_no_day_is_known_says_so_and_shows_no_state_made_of_days(
    page: str, read_dataset: Callable[[Path], None], served: Callable[[Made], tuple[Path, str]]
) -> None:
    read_dataset(served(without_known_days)[0])
    at = opened(page, OPERATOR)
    assert failures(at) == []
    assert ("None of these days is known" in words(at)) is (page != "settings")


@pytest.mark.parametrize("page", ["overview", "operator_detail", "connectors", "billing"])
def test_a_missing_day_is_not_a_fall(page: str, read_dataset: Callable[[Path], None], tmp_path: Path) -> None:
    folder = tiny.write_tiny(tmp_path / "x")
    days = list(Period(date(2026, 4, 29), date(2026, 5, 31)).dates())
    states = ["missing" if day == date(2026, 5, 13) else "closed" for day in days]
    tiny.write_table(pl.DataFrame({"date": days, "state": states}), folder / "days.parquet")
    read_dataset(folder)
    at = opened(page, {"period": "custom", "from": "2026-05-11", "to": "2026-05-17", **OPERATOR})
    assert "6 of 7 days known" in words(at)
    assert "not comparable with 4 – 10 May 2026, of which every day is known" in words(at)
    assert {change for _, change in tiles(at).values() if change} == {"not comparable"}
