"""What lies in a history beside the files of a dataset (contract, "A dataset on disk")."""

SNAPSHOTS = "snapshots"
"""A folder a day, `YYYY-MM-DD`, with what the platform said of itself on that day, first: `operators.parquet` and
`connectors.parquet` (`tables.OPERATORS`, `tables.CONNECTORS`) and `summary.json`. A folder is there whole or not."""

CORRECTIONS = "corrections"
"""The table of `day_rows.CORRECTIONS`."""

LOCK = ".sync.lock"
"""Held by the sync that writes; says which process that is."""
