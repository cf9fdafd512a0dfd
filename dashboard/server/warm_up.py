"""What the first visitor should not wait for, done at the start. It asks the API nothing and never stops the start."""

import gc
import importlib
import logging
import pkgutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread

from anyio import to_thread
from streamlit import App

import dashboard.ui
from dashboard.answers import source
from dashboard.issuing import pack_folder
from data_access import DataAccessError

_LOG = logging.getLogger(__name__)
_MODULES = (
    "pandas",
    "pyarrow",
    "plotly.graph_objects",
    "streamlit.dataframe_util",
    *sorted(module.name for module in pkgutil.walk_packages(dashboard.ui.__path__, "dashboard.ui.")),
)


@asynccontextmanager
async def warmed_up(_app: App) -> AsyncIterator[None]:
    """The launcher's lifespan. In a thread of its own, whatever fails is logged there and the start goes on."""
    thread = Thread(target=warm_up, name="warm-up")
    thread.start()
    await to_thread.run_sync(thread.join)
    try:
        yield
    finally:
        pack_folder.remove()


def warm_up() -> None:
    """Import what the pages import and read a dataset's small tables; log how long it took, or why it failed."""
    started = time.perf_counter()
    try:
        for module in _MODULES:
            importlib.import_module(module)
        pack_folder.swept()
        source.open_dataset()
    except DataAccessError as error:
        _LOG.warning("The source could not be opened at the start: %s: %s", error.title, error.detail)
    finally:
        # Streamlit collects garbage after every script run. What is alive now lives for ever: frozen, it is not walked
        # through again, which takes a rerun's server time from 76-86 ms to 9 ms (measured on one tile).
        gc.collect()
        gc.freeze()
    _LOG.info("Warmed up in %.2f s", time.perf_counter() - started)
