"""The report of a period: its figures, checks, state, and what changed since."""
