"""Measures: frame in, frame or small frozen value out. Polars only; no clock, no I/O: `today` is an argument."""
