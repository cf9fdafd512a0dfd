"""Readings of the source, and what is made of them: asked once, kept for everybody, each with the instant it was read."""
