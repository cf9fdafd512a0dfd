"""A history of a platform whose API has none: asked for day by day, and kept (`sync`), then read as a source (`source`)."""
