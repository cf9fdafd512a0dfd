"""The same rows under column names of the FinOps FOCUS specification 1.2: FOCUS-named, never conformant.

FOCUS makes costs mandatory; here they are missing without a rate card and an estimate with one. Columns that are ours
begin with `x_` and stand last. Periods end with an exclusive instant.
"""

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from dashboard.exports.pack.amounts import ESTIMATE
from dashboard.exports.pack.contents import Pack
from dashboard.words import METRIC_TITLES
from data_access.tables import (
    API_CALLS,
    BILLABLE_UNITS,
    EVENTS_INGESTED,
    GATEWAY_REQUESTS,
    METRICS,
    STORAGE_BYTES,
    UNITS,
)

NOTE = "FOCUS-named: column names of the FOCUS specification, not a conformant FOCUS data set"
_METERS: Mapping[str, str] = {
    API_CALLS: "API Requests",
    GATEWAY_REQUESTS: "Gateway Requests",
    EVENTS_INGESTED: "Events",
    STORAGE_BYTES: "Storage",
    BILLABLE_UNITS: "Billable Units",
}
_UNITS = {metric: unit.capitalize() for metric, unit in UNITS.items()}
_CATEGORIES = {metric: "Storage" if metric == STORAGE_BYTES else "Integration" for metric in METRICS}
_FIGURES = {metric: "x_" + metric.title().replace("_", "") for metric in METRICS}


def lines(rows: pl.DataFrame, pack: Pack, of: str) -> pl.DataFrame:
    """A row a line. The quantity is ConsumedQuantity; x_Metric and x_Key are what the other forms call metric and key."""
    key = pl.when(pl.col("key") != "").then(pl.lit(": ") + pl.col("key")).otherwise(pl.lit(""))
    return rows.select(
        *_account(pack),
        SubAccountId="operator_id",
        SubAccountName="operator_name",
        **_periods(pack),
        **_charge(pack),
        ChargeDescription=_of_metric(METRIC_TITLES) + key,
        ChargeFrequency=pl.lit("Usage-Based"),
        ServiceCategory=_of_metric(_CATEGORIES),
        ServiceName=pl.lit("OneHazel"),
        SkuId="metric",
        SkuMeter=_of_metric(_METERS),
        ConsumedQuantity="quantity",
        ConsumedUnit=_of_metric(_UNITS),
        **_cost(rows, pack),
        x_Metric="metric",
        x_Key="key",
        **_ours(rows, pack, of),
    )


def operators(rows: pl.DataFrame, pack: Pack, of: str) -> pl.DataFrame:
    """A row an operator; the metrics as x_ApiCalls, x_GatewayRequests, x_EventsIngested, x_StorageBytes, x_BillableUnits."""
    return rows.select(
        *_account(pack),
        SubAccountId="operator_id",
        SubAccountName="operator_name",
        **_periods(pack),
        **_charge(pack),
        **_cost(rows, pack),
        x_Status="status",
        x_Plan="plan",
        **{name: pl.col(metric) for metric, name in _FIGURES.items()},
        **_ours(rows, pack, of),
    )


def totals(rows: pl.DataFrame, pack: Pack, of: str) -> pl.DataFrame:
    """A row a metric, and with a rate card the row of their cost."""
    return rows.select(
        *_account(pack),
        **_periods(pack),
        **_charge(pack),
        SkuId="metric",
        SkuMeter=_of_metric(_METERS),
        ConsumedQuantity="total",
        ConsumedUnit=_of_metric(_UNITS),
        **_cost(rows, pack),
        x_Metric="metric",
        x_NotReported="not_reported",
        x_Lines="lines",
        **_ours(rows, pack, of),
    )


def _account(pack: Pack) -> list[pl.Expr]:
    report = pack.report
    return [pl.lit(report.platform_id).alias("BillingAccountId"), pl.lit(report.platform).alias("BillingAccountName")]


def _periods(pack: Pack) -> dict[str, pl.Expr]:
    start, end = pack.report.period.start, pack.report.period.end + timedelta(days=1)
    return {
        "BillingPeriodStart": _midnight(start),
        "BillingPeriodEnd": _midnight(end),
        "ChargePeriodStart": _midnight(start),
        "ChargePeriodEnd": _midnight(end),
    }


def _charge(pack: Pack) -> dict[str, pl.Expr]:
    corrects = pack.report.correction_of
    return {
        "ChargeCategory": pl.lit("Usage"),
        "ChargeClass": pl.lit(None if corrects is None else "Correction", pl.String),
    }


def _cost(rows: pl.DataFrame, pack: Pack) -> dict[str, pl.Expr]:
    if pack.amounts is None or "amount" not in rows.columns:
        return {}
    return {"BilledCost": pl.col("amount"), "BillingCurrency": _priced(rows, pack.amounts.currency)}


def _ours(rows: pl.DataFrame, pack: Pack, of: str) -> dict[str, pl.Expr]:
    columns = {"x_ReportId": pl.lit(of)}
    if pack.report.correction_of is not None:
        columns["x_Corrects"] = pl.lit(pack.report.correction_of)
    if pack.amounts is not None and "amount" in rows.columns:
        columns["x_CostBasis"] = _priced(rows, ESTIMATE)
    return columns


def _priced(rows: pl.DataFrame, word: str) -> pl.Expr:
    return pl.when(rows["amount"].is_not_null()).then(pl.lit(word))


def _of_metric(words: Mapping[str, str]) -> pl.Expr:
    return pl.col("metric").replace_strict(words, default=None, return_dtype=pl.String)


def _midnight(day: date) -> pl.Expr:
    return pl.lit(f"{day.isoformat()}T00:00:00Z")
