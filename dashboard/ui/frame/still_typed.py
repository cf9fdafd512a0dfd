"""What a browser still shows of a session that the server no longer knows, where the page cannot be drawn as usual."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import streamlit as st

from dashboard.ui.page import state
from data_access import DataAccessError

_WORDS = (
    "**Hazelboard was restarted, and what is stored cannot be read at the moment.** Below is what stood in your inputs. "
    "Nothing of it is saved; it stays here until it can be compared with what is stored."
)


@contextmanager
def still_typed(inputs: Mapping[str, Callable[[], str | None]], *, met: bool) -> Iterator[None]:
    """Where the block fails, its `inputs` (by key) are drawn all the same: an input that is not drawn is forgotten.

    `met`: this session has drawn them before, and keeps what is typed by itself. An input in which the browser shows
    nothing is not drawn: it would say that nothing is stored.
    """
    try:
        yield
    except DataAccessError:
        if not met:
            _draw(inputs)
        raise


def _draw(inputs: Mapping[str, Callable[[], str | None]]) -> None:
    place = st.empty()
    with place.container(border=True):
        st.warning(_WORDS, icon=":material/restart_alt:")
        texts = [draw() for draw in inputs.values()]
    if not any(texts):
        place.empty()
        state.forget(*inputs)
