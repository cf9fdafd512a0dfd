"""What lies in a dataset's folder, and whether somebody reads it: a file that nobody reads is told, by name.

Passed over in silence are names that begin with `.` or `_`, which are no data by an old custom of Hadoop, Spark and
Arrow, and what is written for people, which cannot hold a table (`_FOR_PEOPLE`).
"""

import difflib
from collections.abc import Collection, Sequence
from pathlib import Path

from data_access.dataset.files import reading
from data_access.errors import DatasetWrong, quotable

ENDINGS = ("parquet", "csv")
USAGE, SINGLE_USAGE = "usage", "usage.csv"
_TABLES = ("operators", "connectors", "connections", "days")
_FILES = (
    *("manifest.json", "settings.json", "billable.json", SINGLE_USAGE),
    *(f"{table}.{ending}" for table in _TABLES for ending in ENDINGS),
)
_FILES_OF_A_HISTORY, _FOLDERS_OF_A_HISTORY = ("corrections.parquet",), ("snapshots",)
_FOR_PEOPLE = {"readme", "readme.txt", "license", "license.txt", "licence", "licence.txt", "notice", "notice.txt"}
_FOR_PEOPLE_ENDINGS = (".md", ".rst", ".toml")
_OF_SYSTEMS = {"thumbs.db", "desktop.ini"}

_TABLE_FORMATS = {
    "_delta_log": "a Delta Lake table",
    ".hoodie": "an Apache Hudi table",
    ".hoodie_partition_metadata": "a part of an Apache Hudi table",
}
_NAMED = 5
_ADVICE = (
    "Rename it, move it out of the dataset, or let its name begin with _ to have it passed over; then press Refresh. "
    "Nothing of a dataset with a file that nobody reads is shown: it may hold figures."
)


def refuse_unread(directory: Path, *, is_history: bool) -> None:
    """Raises DatasetWrong naming what nobody reads in the dataset's folder itself; `usage/` is `months` and `month_files`.

    `is_history`: it was written by a sync, which keeps corrections and snapshots beside the dataset.
    """
    _refuse_table_format(directory, "the folder")
    files = (*_FILES, *_FILES_OF_A_HISTORY) if is_history else _FILES
    folders = (USAGE, *_FOLDERS_OF_A_HISTORY) if is_history else (USAGE,)
    unread = [path for path in listed(directory, "the folder") if not _is_read(path, files, folders)]
    if unread:
        known = f"{', '.join(_TABLES)} ({' or '.join(ENDINGS)}), {USAGE}/, {', '.join(_FILES[:4])}"
        _refuse(directory, unread, files, f"what is read: {known}")


def month_files(directory: Path, folder: Path) -> list[Path]:
    """The Parquet files of a month's folder, sorted. Raises DatasetWrong naming what else lies there."""
    name = folder.relative_to(directory).as_posix()
    _refuse_table_format(folder, name)
    found = listed(folder, name)
    unread = [path for path in found if not (path.suffix == ".parquet" and path.is_file())]
    if unread:
        _refuse(
            directory, unread, [f"{path.stem}.parquet" for path in unread], "what is read: files that end in .parquet"
        )
    return found


def month_folders(directory: Path) -> list[Path]:
    """What lies in `usage/`, sorted: folders of months, if it is right. Raises DatasetWrong for a foreign table."""
    _refuse_table_format(directory / USAGE, USAGE)
    return listed(directory / USAGE, USAGE)


def listed(folder: Path, name: str) -> list[Path]:
    """What lies in `folder`, sorted, but for what is passed over. Raises DatasetMissing and DatasetWrong."""
    with reading(name):
        return sorted(path for path in folder.iterdir() if not _is_passed_over(path.name))


def _is_passed_over(name: str) -> bool:
    plain = name.casefold()
    return (
        name.startswith((".", "_"))
        or plain in _FOR_PEOPLE
        or plain in _OF_SYSTEMS
        or plain.endswith(_FOR_PEOPLE_ENDINGS)
    )


def _is_read(path: Path, files: Collection[str], folders: Collection[str]) -> bool:
    return (path.name in files and path.is_file()) or (path.name in folders and path.is_dir())


def _refuse_table_format(folder: Path, name: str) -> None:
    found = _table_format(folder)
    if found:
        raise DatasetWrong(
            f"{name} is {found}: its Parquet files also hold rows that were deleted or replaced since",
            "Write its present rows as plain Parquet files with the tool that it is kept with, then press Refresh.",
        )


def _table_format(folder: Path) -> str | None:
    """What table format of its own `folder` is kept in, None for plain files."""
    for mark, words in _TABLE_FORMATS.items():
        if (folder / mark).exists():
            return words
    metadata = folder / "metadata"
    is_iceberg = (metadata / "version-hint.text").exists() or any(metadata.glob("*.metadata.json*"))
    return "an Apache Iceberg table" if is_iceberg else None


def _refuse(directory: Path, unread: Sequence[Path], known: Collection[str], otherwise: str) -> None:
    for path in unread:
        if path.is_dir():
            _refuse_table_format(path, path.relative_to(directory).as_posix())
    names = [f"{quotable(path.relative_to(directory).as_posix(), 80)}{'/' * path.is_dir()}" for path in unread]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    plain = {name.casefold(): name for name in known if name != unread[0].name}
    near = difflib.get_close_matches(unread[0].name.casefold(), plain, n=1, cutoff=0.8)
    hint = f"did you mean {plain[near[0]]}?" if near else otherwise
    verb = "is" if len(names) == 1 else "are"
    raise DatasetWrong(f"{', '.join(names[:_NAMED])}{more} {verb} read by nobody; {hint}", _ADVICE)
