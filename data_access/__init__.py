"""The outside world as typed frames: open a source, ask it questions. Knows nothing of the dashboard above it."""
