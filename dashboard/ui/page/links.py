"""Links between the pages: they carry what more than one page reads, and each is one entry of the browser's history.

`assets/links.js` changes the address before Streamlit hears of it. Its own menu carries no query, `st.switch_page`
leaves two entries, and a `st.page_link` to the page that it stands on leaves the address as it was.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import uuid4

import streamlit as st
from streamlit.components.v2 import component
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest
from streamlit.components.v2.types import ComponentRenderer
from streamlit.navigation.page import StreamlitPage

from dashboard.ui.page import pinned, state
from dashboard.ui.page.linked_period import PERIOD_NAMES, is_period_meant

SHARED = ("period", "from", "to", "compare", "rule", "since", "trend")
"""The names of the link that more than one page reads."""

_ASSETS, _PACKAGE, _NAME = "assets", "hazelboard", "links"
_MENU_ROW, _MENU_END = 32, 18
_OPERATOR_PATH = "operator"
_SERVER = uuid4().hex
"""Which start of the server this is: a browser that has found it again says which one drew its page."""


class LinkRow(NamedTuple):
    """A link as text, with a Material icon; `current` marks the page that it stands on."""

    href: str
    label: str
    icon: str
    current: bool = False


def shared_link() -> state.Link:
    """What a link to another page takes along: what the reader chose of the names that several pages read."""
    return _shared_of(state.whole_link())


def _shared_of(link: state.Link) -> state.Link:
    """A period that a link cannot mean stays behind: the page that was opened with it has told it."""
    left = () if is_period_meant(link) else PERIOD_NAMES
    return {name: link[name] for name in SHARED if name in link and name not in left}


def brought_along(pressed: state.Link, left: state.Link) -> state.Link:
    """What a pressed link leads to: of the names that several pages read, what was chosen last.

    A choice that is made just before the press has not reached the browser and its links yet.
    """
    chosen = _shared_of(left)
    return {**pressed, **{name: chosen.get(name, []) for name in SHARED}}


def operator_link(operator_id: str) -> state.Link:
    """The link's names and values of an operator's page."""
    return {"id": [operator_id], **shared_link()}


def menu(pages: Sequence[StreamlitPage], current: StreamlitPage) -> None:
    """The menu of the pages, in the sidebar."""
    rows = [
        LinkRow(_href(page.url_path, shared_link()), page.title, _icon(page), page == current)
        for page in pages
        if page.visibility == "visible"
    ]
    with st.sidebar:
        drawn = _component(get_bidi_component_manager())(
            key="menu",
            data={"links": _json(rows), "label": "App pages", "testid": "stSidebarNav", "server": _SERVER},
            height=_MENU_ROW * len(rows) + _MENU_END,
            on_found_change=lambda: None,  # a trigger without one is none; a new session would not call ours
        )
    if drawn.found and drawn.found != _SERVER:
        pinned.found_again()


def operator_links(operators: Iterable[tuple[str, str, str]], *, key: str, label: str) -> None:
    """Links to operators (id, name, icon), also from another operator's page; `label` says what they are."""
    rows = [LinkRow(_href(_OPERATOR_PATH, operator_link(one)), name, icon) for one, name, icon in operators]
    _component(get_bidi_component_manager())(key=key, data={"links": _json(rows), "label": label, "testid": key})


def open_operator(operator_id: str) -> None:
    """Open an operator's page, after a click that the server had to read."""
    href = _href(_OPERATOR_PATH, operator_link(operator_id))
    _component(get_bidi_component_manager())(key=f"go_{operator_id}", data={"go": href, "click": uuid4().hex})


def _href(path: str, values: Mapping[str, Sequence[str]]) -> str:
    """Relative, so that it holds below any base path."""
    query = urlencode(values, doseq=True)
    return f"./{path}?{query}" if query else f"./{path}"


def _icon(page: StreamlitPage) -> str:
    return page.icon.removeprefix(":material/").removesuffix(":")


def _json(rows: Sequence[LinkRow]) -> str:
    """As text: Streamlit would import pandas to look into a list."""
    return json.dumps([row._asdict() for row in rows])


@lru_cache(maxsize=4)
def _component(manager: BidiComponentManager) -> ComponentRenderer:
    """Registered by hand: a component may come from files, as our content security policy wants it, only in a package."""
    here = Path(__file__).parent
    manifest = ComponentManifest(_PACKAGE, "1", [ComponentConfig(_NAME, asset_dir=_ASSETS)])
    manager.register_from_manifest(manifest, here)
    css = (here / _ASSETS / f"{_NAME}.css").read_text(encoding="utf-8")
    return component(f"{_PACKAGE}.{_NAME}", js=f"{_NAME}.js", css=css, isolate_styles=False)
