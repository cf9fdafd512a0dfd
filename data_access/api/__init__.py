"""The OneHazel Platform API as a source: `client` asks, `wire` knows the names, the rest reads bytes into typed frames."""
