"""A rerun with nothing new only looks up what is kept and sends it."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import polars as pl
import pytest

from data_access import Settings
from tests.pages.opening import opened, unbroken

ONLY_READS = True


def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often something is computed from now on."""
    counts: Counter[str] = Counter()

    def count(owner: Any, name: str, what: str) -> None:
        made: Callable[..., Any] = getattr(owner, name)

        def counting(*args: Any, **named: Any) -> Any:
            counts[what] += 1
            return made(*args, **named)

        monkeypatch.setattr(owner, name, counting)

    count(pl.LazyFrame, "collect", "collect")
    count(pl.LazyFrame, "_collect_eager", "collect")
    count(go.Figure, "__init__", "figure")
    count(Settings, "__init__", "settings")
    return counts


@pytest.mark.parametrize("page", ["overview"])
def test_a_rerun_with_nothing_new_computes_nothing(monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    at = unbroken(opened(page).run())
    counts = counted(monkeypatch)
    unbroken(at.run())
    assert counts == {}


def test_what_is_computed_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = counted(monkeypatch)
    pl.DataFrame({"a": [1]}).lazy().collect()
    pl.DataFrame({"a": [1]}).filter(pl.col("a") > 0)
    go.Figure()
    Settings()
    assert counts == {"collect": 2, "figure": 1, "settings": 1}
