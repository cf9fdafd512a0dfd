"""What the first visitor should not wait for, done at the start. It asks the API nothing and never stops the start."""

import gc
import importlib
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import to_thread
from streamlit import App

from dashboard.ui import data
from data_access import DataAccessError

_LOG = logging.getLogger(__name__)
_MODULES = ("pandas", "pyarrow", "plotly.graph_objects", "streamlit.dataframe_util", "dashboard.ui.overview")


@asynccontextmanager
async def warmed_up(_app: App) -> AsyncIterator[None]:
    """The launcher's lifespan."""
    await to_thread.run_sync(warm_up)
    yield


def warm_up() -> None:
    """Import what the pages import and read a dataset's small tables; log how long it took, or why it failed."""
    started = time.perf_counter()
    try:
        for module in _MODULES:
            importlib.import_module(module)
        data.open_dataset()
    except (DataAccessError, ImportError, OSError) as error:
        _LOG.warning("Not warmed up: %s: %s", type(error).__name__, error)
    # Streamlit collects garbage after every script run. What is alive now lives for ever: frozen, it is not walked
    # through again, which takes a rerun's server time from 76-86 ms to 9 ms (performance.md, 2).
    gc.collect()
    gc.freeze()
    _LOG.info("Warmed up in %.2f s", time.perf_counter() - started)
