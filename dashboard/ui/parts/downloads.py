"""Files to take away: the form's choice, the button, and what was guarded. All bytes come from `dashboard.exports`."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar
from urllib.parse import urlsplit

import streamlit as st

from dashboard.exports.csv_files import ExportFile, Form
from dashboard.exports.file_names import platform_slug
from dashboard.numbers import counted
from dashboard.ui.page import data
from dashboard.ui.parts.text import INK_ON_PRIMARY
from data_access import DataAccessError, Settings

AnyForm = TypeVar("AnyForm", bound=str)
_FORMS: dict[Form, str] = {"excel": "Excel", "exact": "Exact, for machines"}
_MEANINGS = (
    "**Excel**: opens by double click. Text that a spreadsheet would run as a formula gets an apostrophe in front.  \n"
    "**Exact**: for machines. Nothing is added; do not open it in a spreadsheet."
)


def form_choice() -> Form:
    """Excel or Exact, one choice for all downloads of the session."""
    return chosen_form("Form of the file", "form", _FORMS, _MEANINGS)


def chosen_form(label: str, key: str, forms: Mapping[AnyForm, str], meanings: str) -> AnyForm:
    """One of `forms`, by the titles that they have; the first until another is chosen, which the session keeps."""
    first = next(iter(forms))
    chosen = st.segmented_control(
        label,
        list(forms),
        default=first,
        key=key,
        format_func=forms.__getitem__,
        required=True,
        label_visibility="collapsed",
        persist_state="session",
        help=meanings,
    )
    return chosen or first


def download(
    label: str, file: ExportFile, *, main: bool = False, key: str | None = None, mime: str = "text/csv"
) -> None:
    """A button for one file, and how many of its cells were guarded."""
    handed_out(
        f":{INK_ON_PRIMARY}[{label}]" if main else label,
        file.data,
        name=file.name,
        sha256=hashlib.sha256(file.data).hexdigest(),
        mime=mime,
        key=f"download_{key or label}",
        main=main,
    )
    if file.guarded_cells:
        st.caption(f"{counted(file.guarded_cells, 'cell')} guarded with an apostrophe.")


def handed_out(
    label: str,
    data: bytes | Callable[[], bytes],
    *,
    name: str,
    sha256: str,
    mime: str,
    key: str,
    main: bool = False,
) -> None:
    """The one button that hands out a file; every download passes here.

    Above 1 MiB Streamlit names a file by its length, three samples of it and its type: two bills that differ in one
    figure would get one address, and the second person the first one's file. So the digest stands in the type.
    """
    st.download_button(
        label,
        data,
        file_name=name,
        mime=f"{mime}; sha256={sha256}",
        key=key,
        icon=None if main else ":material/download:",  # an icon on the primary button stays white in the dark
        type="primary" if main else "secondary",
        on_click="ignore",
        width="stretch",
    )


def list_download(name: str, made: Callable[[Form], ExportFile]) -> None:
    """A list as a file in either form, made when the popover is opened; `name` tells it from the page's others."""
    opened = st.popover(
        "CSV", icon=":material/download:", type="tertiary", width="content", key=f"csv_{name}", on_change="rerun"
    )
    if opened.open:
        with opened:
            st.caption(_MEANINGS)
            for form, title in _FORMS.items():
                download(title, made(form), key=f"{name}_{form}")


def download_notes(notes: Iterable[str]) -> None:
    """What stands against relying on the files, beside their buttons."""
    for words in notes:
        st.caption(f":orange[{words}]")


def platform() -> str:
    """The platform's part of a file name: its name, else the host it is read from; `sample` for the sample."""
    settings = Settings.from_environment()
    host = urlsplit(settings.base_url).hostname if settings.kind == "api" else settings.dataset_directory.name
    try:
        name = data.platform_name()
    except DataAccessError:  # a list can be named without it; a report cannot, and says so
        name = None
    return platform_slug(name, host, is_sample=data.facts().is_sample)
