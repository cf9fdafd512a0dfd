"""The tiles of a session's first page are sent before the first chart, and have the reader's browser to themselves."""

from types import SimpleNamespace

import pytest
import streamlit as st

from dashboard.ui.parts import charts
from dashboard.ui.parts.charts import HEAD_START
from tests.pages.opening import opened, unbroken

ONLY_READS = True


@pytest.fixture
def no_head_start() -> None:
    """Here there is one, though nobody sleeps."""


@pytest.mark.parametrize("page", ["overview", "connectors", "billing"])
def test_while_it_waits_the_tiles_stand_and_no_chart_or_table_does(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "time", SimpleNamespace(sleep=lambda _seconds: st.stop()))
    at = opened(page)
    assert len(at.metric) >= 3
    assert len(at.get("plotly_chart")) == len(at.dataframe) == 0


def test_a_session_waits_once_and_most_of_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(charts, "time", SimpleNamespace(sleep=waited.append))
    at = opened("overview")
    assert waited == [HEAD_START] == [0.8]
    assert len(at.get("plotly_chart")) > 0
    unbroken(at.run())
    unbroken(at.switch_page("billing.py").run())
    assert waited == [HEAD_START]
