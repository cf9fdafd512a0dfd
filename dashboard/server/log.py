"""Where our own lines of the log go: standard error, from INFO on. Libraries keep their own levels."""

import logging

from data_access.outside_text import FitFormatter

_FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def configure() -> None:
    """Give the loggers of `dashboard` and `data_access` a handler, once a process."""
    for name in ("dashboard", "data_access"):
        logger = logging.getLogger(name)
        if not logger.handlers:
            handler = logging.StreamHandler()
            handler.setFormatter(FitFormatter(_FORM))
            logger.addHandler(handler)
            logger.setLevel(logging.INFO)
