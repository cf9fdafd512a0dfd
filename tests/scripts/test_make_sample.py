"""The sample dataset is made the same every time, keeps its own rules, and is the one in the repository."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from data_access.settings import SAMPLE
from data_access.tables import ACTIVITY, CONNECTIONS, DAILY_USAGE, UTC_TIME
from scripts.make_sample import write_sample
from scripts.sample_operators import NAMESAKE_CONNECTOR, OPERATORS, UNKNOWN
from scripts.sample_usage import level_at

SCRIPT = Path(__file__).parents[2] / "scripts" / "make_sample.py"
FIRST_DAY, LAST_DAY = date(2025, 10, 18), date(2026, 11, 21)


def bytes_by_file(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file()}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("sample")
    write_sample(out)
    return out


@pytest.fixture(scope="module")
def usage() -> pl.DataFrame:
    return pl.read_parquet(SAMPLE / "usage" / "*" / "*.parquet", hive_partitioning=False)


@pytest.fixture(scope="module")
def operators() -> pl.DataFrame:
    return pl.read_parquet(SAMPLE / "operators.parquet")


@pytest.fixture(scope="module")
def connectors() -> pl.DataFrame:
    return pl.read_parquet(SAMPLE / "connectors.parquet")


@pytest.fixture(scope="module")
def connections() -> pl.DataFrame:
    return pl.read_parquet(SAMPLE / "connections.parquet")


@pytest.mark.processes
def test_another_process_with_other_hashes_one_thread_and_another_folder_makes_the_same_bytes(made, tmp_path):
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "POLARS_MAX_THREADS": "1", "TZ": "Asia/Tokyo"}
    again = tmp_path / "again"
    subprocess.run([sys.executable, str(SCRIPT), "--out", str(again)], cwd=tmp_path, env=environment, check=True)
    assert bytes_by_file(again) == bytes_by_file(made)


def test_making_it_over_an_older_one_leaves_the_same_bytes(made, tmp_path):
    (tmp_path / "operators.parquet").write_bytes(b"older")
    write_sample(tmp_path)
    assert bytes_by_file(tmp_path) == bytes_by_file(made)


def test_the_sample_in_the_repository_is_the_one_that_the_script_makes(made):
    committed, fresh = bytes_by_file(SAMPLE), bytes_by_file(made)
    assert sorted(committed) == sorted(fresh)
    assert [name for name in fresh if committed[name] != fresh[name]] == []


def test_it_weighs_at_most_three_megabytes():
    assert sum(len(content) for content in bytes_by_file(SAMPLE).values()) <= 3_000_000


def test_it_has_the_files_of_the_contract():
    months = [f"2025-{m:02}" for m in (10, 11, 12)] + [f"2026-{m:02}" for m in range(1, 12)]
    tables = ["billable.json", "connections.parquet", "connectors.parquet", "manifest.json", "operators.parquet"]
    expected = [*tables, "settings.json", *(f"usage/month={month}/usage.parquet" for month in months)]
    assert list(bytes_by_file(SAMPLE)) == sorted(expected)


def test_the_manifest_spans_400_days_to_the_end_of_a_saturday():
    assert json.loads((SAMPLE / "manifest.json").read_text()) == {
        "format": 1,
        "platform": "Hazelwood Gaming Network",
        "platform_id": "plat_hazelwood",
        "first_day": "2025-10-18",
        "as_of": "2026-11-21T23:59:59Z",
    }
    assert (LAST_DAY - FIRST_DAY).days + 1 == 400
    assert LAST_DAY.isoweekday() == 6


def test_the_tables_have_the_columns_and_types_of_the_contract(usage, operators, connectors, connections):
    text = pl.String()
    assert usage.schema == DAILY_USAGE
    assert connections.schema == CONNECTIONS
    assert connectors.schema == {"connector_id": text, "name": text, "category": text}
    names = ("operator_id", "name", "status", "plan", "industry", "contact_email")
    times = {"created_at": UTC_TIME, "last_active_at": UTC_TIME}
    assert operators.schema == {**dict.fromkeys(names, text), **times}


def test_the_settings_hold_three_known_ones_and_nested_others_with_a_number_beyond_floats():
    settings = json.loads((SAMPLE / "settings.json").read_text(encoding="utf-8"))
    assert settings["name"] == "Hazelwood Gaming Network"
    assert settings["contactEmail"] == "integrations@hazelwood.example"
    assert settings["webhookUrl"] == "https://hooks.example/onehazel/hazelwood"
    assert settings["notifications"]["usageAlerts"] == {"enabled": True, "thresholdPercents": [75, 90]}
    assert settings["limits"]["eventsPerDay"] == 9007199254740993


def test_billable_weights_are_decimal_strings():
    weights = json.loads((SAMPLE / "billable.json").read_text())
    assert weights == {"api_calls": "1", "gateway_requests": "2", "events_ingested": "0.1"}


def test_each_day_operator_metric_and_key_has_one_row(usage):
    assert usage.select("date", "operator_id", "metric", "key").is_duplicated().sum() == 0


def test_quantities_are_positive_and_nothing_is_null(usage):
    assert usage["quantity"].min() >= 1
    assert usage.null_count().sum_horizontal().item() == 0


def test_usage_lies_within_the_days_of_the_manifest_each_month_in_its_own_file(usage):
    assert (usage["date"].min(), usage["date"].max()) == (FIRST_DAY, LAST_DAY)
    assert usage["date"].n_unique() == 400
    for folder in (SAMPLE / "usage").iterdir():
        months = pl.read_parquet(folder / "usage.parquet", hive_partitioning=False)["date"].dt.strftime("%Y-%m")
        assert months.unique().to_list() == [folder.name.removeprefix("month=")]


def test_keys_are_endpoint_categories_connectors_event_types_and_nothing_for_storage(usage, connectors):
    keys = {metric: set(rows["key"]) for (metric,), rows in usage.partition_by("metric", as_dict=True).items()}
    assert keys.keys() == {"api_calls", "gateway_requests", "events_ingested", "storage_bytes"}
    assert keys["api_calls"] == {"operator-data-api", "gateway", "webhook-receiver", "api-keys"}
    assert keys["gateway_requests"] <= set(connectors["connector_id"])
    kinds = {"transaction", "game_activity", "session", "bonus", "block", "support", "affiliate"}
    assert keys["events_ingested"] == {*kinds, "connection.health.degraded"}
    assert keys["storage_bytes"] == {""}


def test_every_id_is_known_and_unique(usage, operators, connectors, connections):
    assert operators["operator_id"].n_unique() == operators.height == len(OPERATORS) == 60
    assert connectors["connector_id"].n_unique() == connectors.height == 68
    assert connections["connection_id"].n_unique() == connections.height
    assert set(usage["operator_id"]) <= set(operators["operator_id"])
    assert set(connections["operator_id"]) <= set(operators["operator_id"])
    assert set(connections["connector_id"]) <= set(connectors["connector_id"])


def test_no_usage_comes_before_its_operator_is_created(usage, operators):
    early = usage.join(operators, on="operator_id").filter(pl.col("date") < pl.col("created_at").dt.date())
    assert early.height == 0


def test_gateway_requests_need_a_connection_made_before(usage, connections):
    made = connections.group_by("operator_id", key="connector_id").agg(pl.col("created_at").min().dt.date())
    requests = usage.filter(pl.col("metric") == "gateway_requests")
    joined = requests.join(made, on=["operator_id", "key"], how="left")
    assert joined["created_at"].null_count() == 0
    assert joined.filter(pl.col("date") < pl.col("created_at")).height == 0


def test_connections_are_made_after_their_operator_and_before_the_end(operators, connections):
    joined = connections.join(operators.select("operator_id", since="created_at"), on="operator_id")
    assert joined.filter(pl.col("created_at") <= pl.col("since")).height == 0
    assert joined["created_at"].max() < datetime(2026, 11, 21, 23, 59, 59, tzinfo=UTC)


def test_last_active_falls_on_the_last_day_of_counted_usage(usage, operators):
    counted = usage.filter(pl.col("metric").is_in(list(ACTIVITY)))
    last = counted.group_by("operator_id").agg(pl.col("date").max())
    told = operators.drop_nulls("last_active_at").join(last, on="operator_id", how="left")
    assert told["last_active_at"].dt.date().to_list() == told["date"].to_list()
    assert told["last_active_at"].max() <= datetime(2026, 11, 21, 23, 59, 59, tzinfo=UTC)
    assert told["last_active_at"].dt.time().n_unique() > 40


@pytest.mark.parametrize("column", ["contact_email", "plan", "industry"])
def test_only_what_the_table_calls_unknown_is_null(operators, column):
    assert tuple(operators.filter(pl.col(column).is_null())["operator_id"]) == UNKNOWN[column]


def test_last_active_is_null_for_the_unknown_and_the_never_active_alone(usage, operators):
    silent = set(operators.filter(pl.col("last_active_at").is_null())["operator_id"])
    assert silent & set(usage["operator_id"]) == set(UNKNOWN["last_active_at"])
    assert silent - set(usage["operator_id"]) == {"op_juniper", "op_kittiwake", "op_larkspur", "op_moonwort"}


def test_names_try_accents_cjk_quotes_commas_formulas_and_namesakes(operators, connectors):
    names = operators["name"]
    for hard in ("Żubr i Żeton", "幸運の港カジノ", "O'Harrow's Wagers", 'The "Velvet" Room', "+Seven Lakes"):
        assert hard in names.to_list()
    assert names.filter(names.str.contains(",", literal=True)).to_list() == ["Tannhäuser, Pike & Daughters"]
    assert names.filter(names.is_duplicated()).to_list() == ["Lucky Lantern", "Lucky Lantern"]
    twice = connectors.filter(pl.col("name").is_duplicated())
    assert twice.rows() == [("stripe", "Stripe", "Payments & Finance"), (NAMESAKE_CONNECTOR, "Stripe", None)]


def test_one_connector_has_no_connection_at_all(connectors, connections):
    unused = connectors.join(connections, on="connector_id", how="anti")
    assert "wave-accounting" in unused["connector_id"].to_list()
    assert unused.height <= 3


def test_some_connections_are_inactive_of_several_kinds(connections):
    kinds = dict(connections["status"].value_counts().rows())
    assert kinds.keys() == {"active", "inactive", "revoked", "failed"}
    assert 0.05 < 1 - kinds["active"] / connections.height < 0.20


@pytest.mark.parametrize(
    ("curve", "days_ago", "level"),
    [
        (((10, 1.0), (0, 0.0)), 11, 1.0),
        (((10, 1.0), (0, 0.0)), 10, 1.0),
        (((10, 1.0), (0, 0.0)), 5, 0.5),
        (((10, 1.0), (0, 0.0)), 0, 0.0),
        (((9, 1.0), (8, 0.0)), 3, 0.0),
        (((0, 1.0),), 200, 1.0),
    ],
)
def test_a_curve_is_straight_between_its_points_and_level_outside(curve, days_ago, level):
    assert level_at(curve, days_ago) == level


def test_storage_is_there_every_day_from_the_first_use_on_and_never_shrinks(usage):
    stored = usage.filter(pl.col("metric") == "storage_bytes").sort("operator_id", "date")
    steps = stored.select(pl.col("date", "quantity").diff().over("operator_id")).drop_nulls()
    assert steps["date"].dt.total_days().unique().to_list() == [1]
    assert steps["quantity"].min() == 0
    assert stored.group_by("operator_id").agg(pl.col("date").max())["date"].unique().to_list() == [LAST_DAY]
