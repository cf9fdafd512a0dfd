"""What operators like this one use and it does not."""

from dataclasses import dataclass

import polars as pl

from dashboard.metrics.connectors.of_operators import UNDIVIDED
from data_access.direction import isolated


@dataclass(frozen=True, slots=True)
class SimilarOperators:
    """Who is similar to an operator: `operator_ids`, sorted; `industry` = the one they share, None = of any."""

    operator_ids: tuple[str, ...]
    industry: str | None

    def words(self) -> str:
        """How it was decided. The industry is the platform's own text: escape it where it is shown."""
        among = "any industry" if self.industry is None else f"the same industry ({isolated(self.industry)})"
        return f"Similar: operators of {among} with at least one connector in common"


def similar_operators(
    weeks: pl.DataFrame, roster: pl.DataFrame, operator_id: str, *, least_operators: int = 3
) -> SimilarOperators:
    """The operators with at least one connector in common, of the same industry where it is known.

    Takes `tables.CONNECTOR_WEEKS` and OPERATORS. An industry in which fewer than `least_operators` are similar says
    nothing: then they may be of any.
    """
    used = _used(weeks)
    own = used.filter(pl.col("operator_id") == operator_id)["connector_id"]
    common = used.filter(pl.col("connector_id").is_in(own.to_list()), pl.col("operator_id") != operator_id)
    everyone = common.select("operator_id").unique().sort("operator_id")
    industry = dict(roster.select("operator_id", "industry").iter_rows()).get(operator_id)
    same = pl.lit(value=False) if industry is None else pl.col("industry") == industry
    peers = everyone.join(roster.filter(same), on="operator_id", how="semi", maintain_order="left")
    if industry is None or peers.height < least_operators:
        return SimilarOperators(tuple(everyone["operator_id"]), None)
    return SimilarOperators(tuple(peers["operator_id"]), industry)


def connectors_of_similar(
    weeks: pl.DataFrame, roster: pl.DataFrame, connectors: pl.DataFrame, operator_id: str, *, least_operators: int = 3
) -> pl.DataFrame:
    """The connectors that at least `least_operators` of `similar_operators` called and this one did not.

    Takes CONNECTOR_WEEKS, OPERATORS and CONNECTORS. Columns: connector_id, name (the id where there is none), users
    and similar ("8 of 12 similar operators"), share (users / similar); the largest share first. Empty for an operator
    that called no connector: nobody is similar to it.
    """
    alike = similar_operators(weeks, roster, operator_id, least_operators=least_operators).operator_ids
    used = _used(weeks)
    own = used.filter(pl.col("operator_id") == operator_id)["connector_id"]
    return (
        used.filter(pl.col("operator_id").is_in(alike), ~pl.col("connector_id").is_in(own.to_list()))
        .group_by("connector_id")
        .agg(users=pl.len().cast(pl.Int64), similar=pl.lit(len(alike), pl.Int64))
        .filter(pl.col("users") >= least_operators)
        .join(connectors.select("connector_id", "name"), on="connector_id", how="left")
        .with_columns(pl.coalesce("name", "connector_id"), share=pl.col("users") / pl.col("similar"))
        .sort("users", "connector_id", descending=[True, False])
        .select("connector_id", "name", "users", "similar", "share")
    )


def _used(weeks: pl.DataFrame) -> pl.DataFrame:
    told = weeks.lazy().filter(pl.col("key") != UNDIVIDED)
    return told.select("operator_id", connector_id="key").unique().collect()
