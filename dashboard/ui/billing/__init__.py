"""The report, what is issued of it, and what was, drawn."""
