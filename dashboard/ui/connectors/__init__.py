"""Connectors and one of them, drawn."""
