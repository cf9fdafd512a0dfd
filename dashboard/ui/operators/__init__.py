"""Operators and one of them, drawn."""
