"""The questions of `data_access.source` asked of a directory of Parquet or CSV files (contract, "A dataset on disk")."""
