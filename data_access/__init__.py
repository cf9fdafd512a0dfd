"""The outside world as typed frames: open a source, ask it questions. Knows nothing of the dashboard above it."""

from data_access.errors import DataAccessError
from data_access.facts import Coverage, SourceFacts
from data_access.period import Period
from data_access.settings import Settings
from data_access.source import Answer, PlatformProfile, ProfileChanges, Source, Summary, Unknown, UsageReport
from data_access.waiting import one_page

__all__ = [
    "Answer",
    "Coverage",
    "DataAccessError",
    "Period",
    "PlatformProfile",
    "ProfileChanges",
    "Settings",
    "Source",
    "SourceFacts",
    "Summary",
    "Unknown",
    "UsageReport",
    "one_page",
    "open_source",
    "platform_key",
    "source_identity",
]


def open_source(settings: Settings) -> Source:
    """The source that the settings mean: the one door to figures, for pages and commands.

    Who opens it may close it (`contextlib.closing`), and then asks no more; one that several ask is only let go of.
    Raises DatasetMissing or DatasetWrong for a dataset that cannot be read.
    """
    if settings.kind == "api":
        from data_access.history import opening

        return opening.opened(settings)
    from data_access.dataset.source import DatasetSource

    return DatasetSource(settings.dataset_directory)


def source_identity(settings: Settings) -> str:
    """The `identity` that `open_source` would have, without opening it. Raises DatasetMissing without a manifest."""
    if settings.kind == "api":
        from data_access.history import opening

        return opening.identity(settings)
    from data_access.dataset.manifest import dataset_identity

    return dataset_identity(settings.dataset_directory)


def platform_key(settings: Settings) -> str:
    """What the app's own records of the platform are kept under: the same for every key and on every start.

    Raises SettingsWrong where OneHazel does not tell which platform this is, DatasetMissing and DatasetWrong.
    """
    if settings.kind == "api":
        from data_access.history import opening

        return opening.platform_key(settings)
    from data_access.dataset.manifest import manifest, manifest_bytes

    return manifest(manifest_bytes(settings.dataset_directory)).platform_id
