"""The rate card's file: `HAZELBOARD_RATES`, else `rates.toml` in the working directory; without one, no money anywhere.

A person edits it by hand or on the settings page. It is small: nothing of it is kept between two questions here.
"""

from pathlib import Path
from threading import Lock

from data_access.atomic_file import replacing
from data_access.errors import RatesMissing, RatesWrong, SaveOvertaken, SaveRefused, quotable
from data_access.rate_card import Rates
from data_access.rates_toml import parsed

DEFAULT_RATES = Path("rates.toml")
_LARGEST = 4_000_000
_UNREADABLE = "Let Hazelboard read the file, then press Refresh."
_SAVING = Lock()


def rates_path(named: Path | None) -> Path:
    """Where the rate card lies: `named` (`Settings.rates`), else `rates.toml` in the working directory."""
    return (named or DEFAULT_RATES).expanduser()


def written_rates(named: Path | None) -> str | None:
    """The file's text as it stands; None where no file is named and `rates.toml` is not there.

    Raises RatesMissing for a named file that is not there, or any that cannot be read, RatesWrong for one that is not
    UTF-8 or beyond 4 MB.
    """
    path = rates_path(named)
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except FileNotFoundError:
        if named is None:
            return None
        raise RatesMissing(f"{quotable(path)} is not there") from None
    except OSError as wrong:
        raise RatesMissing(f"{quotable(path)} cannot be read: {quotable(wrong.strerror)}", _UNREADABLE) from None
    if len(content) > _LARGEST:
        raise RatesWrong(f"{path.name} is larger than {_LARGEST // 1_000_000} MB: is it a rate card?")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise RatesWrong(f"{path.name} is not UTF-8: byte {wrong.start + 1}") from None


def read_rates(named: Path | None) -> Rates | None:
    """What the file says; None where no file is named and `rates.toml` is not there.

    Raises as `written_rates`, and RatesWrong for a mistake in the file.
    """
    text = written_rates(named)
    return None if text is None else parsed(text, rates_path(named).name)


def save_rates(path: Path, text: str, *, seen: str | None = None) -> Rates:
    """Put `text`, comments and all, in the file's place in one step, and return what it says.

    `seen`: the text that the change was made from ("" = there was no file); None = whatever is there is replaced.
    Raises RatesWrong for a text that is no rate card, SaveOvertaken when the file has changed since it was `seen`,
    SaveRefused when it cannot be written. Then the old file stands as it was.
    """
    rates = parsed(text, path.name)
    try:
        content = text.encode()
    except UnicodeEncodeError as wrong:
        raise RatesWrong(f"{path.name}: character {wrong.start + 1} cannot be written") from None
    with _SAVING:
        if seen is not None and (_current(path) or "") != seen:
            raise SaveOvertaken(f"{path.name} was changed meanwhile", (path.name,))
        _replace(path, content)
    return rates


def _current(path: Path) -> str | None:
    return written_rates(path) if path.exists() else None


def _replace(path: Path, content: bytes) -> None:
    try:
        with replacing(path.expanduser()) as file:
            file.write(content)
    except OSError as wrong:
        raise SaveRefused(f"{quotable(path)} cannot be written: {quotable(wrong.strerror)}") from wrong
