"""The profile of the platform and its history, drawn."""
