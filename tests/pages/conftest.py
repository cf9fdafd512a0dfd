"""The pages, each test in a process as new, beside whichever source it asks for."""

from tests.fresh import fresh_process, no_head_start, no_settings
from tests.pages.sources import _api_at_noon, _scripted, either_source, read_api, read_dataset, scripted

__all__ = [
    "_api_at_noon",
    "_scripted",
    "either_source",
    "fresh_process",
    "no_head_start",
    "no_settings",
    "read_api",
    "read_dataset",
    "scripted",
]
