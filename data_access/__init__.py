"""The outside world as typed frames: open a source, ask it questions. Knows nothing of the dashboard above it."""

from data_access.errors import DataAccessError
from data_access.identity import api_identity
from data_access.period import Period
from data_access.settings import Settings
from data_access.source import Coverage, PlatformProfile, ProfileChanges, Source, Summary, UsageReport
from data_access.waiting import one_page

__all__ = [
    "Coverage",
    "DataAccessError",
    "Period",
    "PlatformProfile",
    "ProfileChanges",
    "Settings",
    "Source",
    "Summary",
    "UsageReport",
    "one_page",
    "open_source",
    "source_identity",
]


def open_source(settings: Settings) -> Source:
    """The source that the settings mean. Raises DatasetMissing or DatasetWrong for a dataset that cannot be read."""
    if settings.kind == "api":
        from data_access.api.source import ApiSource

        return ApiSource(settings)
    from data_access.dataset.source import DatasetSource

    return DatasetSource(settings.dataset_directory)


def source_identity(settings: Settings) -> str:
    """The `identity` that `open_source` would have, without opening it. Raises DatasetMissing without a manifest."""
    if settings.kind == "api" and settings.api_key is not None:
        return api_identity(settings.base_url, settings.api_key.get_secret_value())
    from data_access.dataset.manifest import dataset_identity

    return dataset_identity(settings.dataset_directory)
