"""A rerun with nothing new only looks up what is kept and sends it."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import polars as pl
import pytest

from dashboard.answers import keeping
from data_access import Settings
from tests.conftest import Served
from tests.pages.issued import with_issued
from tests.pages.opening import Link, opened, unbroken, words
from tests.pages.sample import OPERATOR
from tests.pages.snoozing import with_snooze
from tests.pages.sources import Reading
from tests.pages.test_invoice import CARD

pytestmark = pytest.mark.slow

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


CHECKS = ("over_and_settled", "still_kept", "adds_up", "roster_present", "no_day_missing", "billable_units")
VIEWS: dict[str, tuple[str, Link, tuple[str, ...]]] = {
    "overview": ("overview", {}, ()),
    "overview, opened": ("overview", {}, ("trend-api_calls-open", "states-open")),
    "operators": ("operators", {}, ()),
    "operators by storage": ("operators", {"measure": "storage_bytes", "order": "value"}, ()),
    "operators, filtered": ("operators", {"state": "healthy", "plan": "enterprise", "q": "o"}, ()),
    "operators, snoozed": ("operators", {"state": "snoozed"}, ()),
    "operators by other rules, opened": (
        "operators",
        {"rule": "inactive_days:17", "since": "2026-11-01"},
        ("rules_open", "csv_moves", "top-api_calls-open"),
    ),
    "operator": ("operator_detail", OPERATOR, ()),
    "operator, snoozed, opened": (
        "operator_detail",
        {"id": "op_gullfoss", "trend": "events_ingested"},
        ("call_sheet_open", "timeline-open", "trend-events_ingested-open"),
    ),
    "operator, of unequal days": ("operator_detail", {**OPERATOR, "period": "last_month"}, ("snooze_open",)),
    "connectors": ("connectors", {}, ()),
    "connectors, opened": (
        "connectors",
        {"find": "a"},
        ("connector-bars-open", "pareto-open", "connection-bars-open"),
    ),
    "connectors, adoption": ("connectors", {"view": "Adoption"}, ("adoption-open", "csv_adoption")),
    "connectors, dependence": ("connectors", {"view": "Dependence"}, ("heatmap-open",)),
    "one connector": ("connectors", {"connector": "stripe"}, ("csv_radius",)),
    "billing": ("billing", {}, ()),
    "billing, opened": (
        "billing",
        {"by": "gateway_requests", "trace": "op_gullfoss", "traced": "events_ingested"},
        (*(f"evidence_{check}" for check in CHECKS), "issue_open"),
    ),
    "billing, issued": ("billing", {"billing_view": "Issued"}, ()),
    "billing, compared": ("billing", {"billing_view": "Compare"}, ("csv_compared",)),
    "billing, compared with an issued report": (
        "billing",
        {"billing_view": "Compare", "against": "issued-1", "compared": "storage_bytes"},
        (),
    ),
    "billing, allowances": ("billing", {"billing_view": "Allowances"}, ()),
    "billing, verify": ("billing", {"billing_view": "Verify"}, ()),
    "settings": ("settings", {}, ()),
}
"""The page, the link, and what of it is opened."""


@pytest.mark.parametrize(("page", "link", "parts"), VIEWS.values(), ids=VIEWS)
def test_a_rerun_with_nothing_new_computes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, page: str, link: Link, parts: tuple[str, ...]
) -> None:
    (tmp_path / "rates.toml").write_text(CARD, encoding="utf-8")
    monkeypatch.setenv("HAZELBOARD_RATES", str(tmp_path / "rates.toml"))
    with_snooze("op_gullfoss")
    with_issued()
    at = opened(page, link)
    for part in parts:
        at.session_state[part] = True
    at = unbroken(unbroken(at.run()).run())
    counts = counted(monkeypatch)
    unbroken(at.run())
    assert counts == {}


OVER_THE_API: dict[str, tuple[str, Link]] = {
    "connectors": ("connectors", {}),
    "connectors, dependence": ("connectors", {"view": "Dependence"}),
    "one connector": ("connectors", {"connector": "stripe"}),
    "billing": ("billing", {"by": "gateway_requests"}),
    "billing, compared": ("billing", {"billing_view": "Compare"}),
    "settings": ("settings", {}),
}


@pytest.mark.parametrize(("page", "link"), OVER_THE_API.values(), ids=OVER_THE_API)
def test_over_the_api_too_a_rerun_with_nothing_new_computes_nothing(
    monkeypatch: pytest.MonkeyPatch, sample_platform: Served, read_api: Reading, page: str, link: Link
) -> None:
    read_api(sample_platform.base_url)
    at = unbroken(unbroken(opened(page, link).run()).run())
    counts = counted(monkeypatch)
    unbroken(at.run())
    assert counts == {}


def test_what_a_draft_of_rules_would_change_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("operators")
    at.session_state["rules_open"] = True
    at = unbroken(at.run())
    at = unbroken(at.number_input(key="rule_inactive_days_14").set_value(17).run())
    assert "flagged instead of" in words(at)
    counts = counted(monkeypatch)
    unbroken(at.run())
    assert counts == {}


def test_nothing_is_kept_under_an_id_that_nobody_knows() -> None:
    at = opened("operator_detail", {"id": "op_nobody" * 50})
    assert "There is no operator with the id" in words(at)
    assert not [key for key in keeping._kept if "op_nobody" in repr(key)]
    opened("operator_detail", OPERATOR)
    assert [key for key in keeping._kept if OPERATOR["id"] in repr(key)]


def test_what_is_computed_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = counted(monkeypatch)
    pl.DataFrame({"a": [1]}).lazy().collect()
    pl.DataFrame({"a": [1]}).filter(pl.col("a") > 0)
    go.Figure()
    Settings()
    assert counts == {"collect": 2, "figure": 1, "settings": 1}
