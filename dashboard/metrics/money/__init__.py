"""Amounts: prices, allowances, and rounding that adds up."""
