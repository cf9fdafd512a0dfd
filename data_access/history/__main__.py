"""Fill and look at the history that is kept of a platform.

python -m data_access.history sync [--days 90] [--verify N]
python -m data_access.history status
"""

import argparse
import sys
from collections.abc import Sequence

from data_access.api.source import ApiSource
from data_access.dataset.manifest import NAME as MANIFEST
from data_access.direction import say
from data_access.errors import DataAccessError, EndDateReadDifferently, SettingsWrong, SyncRunning
from data_access.history.console import Watched, error_lines, holding_lines, plain_console, result_lines
from data_access.history.opening import api_alone
from data_access.history.place import history_root, platform_of, store_directory
from data_access.history.plan import MOST_DAYS, USUAL_DAYS
from data_access.history.store import Store
from data_access.history.sync import SyncResult, requests_needed, sync
from data_access.settings import Settings

ALL_HELD, FAILED, MISUSED, RUNNING, REFUSED, INTERRUPTED = 0, 1, 2, 3, 4, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 everything askable is held, 1 failed, 2 misused, 3 another sync runs, 4 the days do not add up.

    130 = interrupted by the person who started it.
    """
    wishes = _wishes(arguments)
    try:
        settings = Settings.from_environment()
        return _status(settings) if wishes.command == "status" else _sync(settings, wishes.days, wishes.verify)
    except KeyboardInterrupt:
        _say(["Interrupted: what is held stays, and the next sync goes on from there."], stderr=True)
        return INTERRUPTED
    except DataAccessError as failed:
        _say(error_lines(failed), stderr=True)
        return RUNNING if isinstance(failed, SyncRunning) else _code_of(failed)


def _sync(settings: Settings, days: int, verify: int) -> int:
    if settings.kind != "api":
        raise SettingsWrong(
            "a sync reads the Platform API, and ONEHAZEL_API_KEY is not set, or ONEHAZEL_SOURCE is dataset",
            "Set ONEHAZEL_API_KEY (oh_platform_…), and ONEHAZEL_SOURCE=api where a dataset is set as well.",
        )
    with api_alone(settings) as source:
        return _synced(source, settings, days, verify)


def _synced(source: ApiSource, settings: Settings, days: int, verify: int) -> int:
    platform = platform_of(source, settings)
    directory = store_directory(settings, platform.platform_id)
    needed = requests_needed(directory, source.as_of.date(), days, verify)
    _say([f"{platform.name} at {source.label}: about {needed} requests; kept in {directory}"])
    with Watched(plain_console()) as watched:
        result = sync(source, directory, platform, days=days, verify=verify, progress=watched)
    _say(result_lines(result))
    return _code(result)


def _status(settings: Settings) -> int:
    root = history_root(settings)
    stores = [Store(manifest.parent) for manifest in sorted(root.glob(f"*/{MANIFEST}"))]
    for store in stores:
        holding = store.holding()
        if holding:
            _say(holding_lines(store.directory, holding))
    if not stores:
        _say([f"No history in {root} yet: `make sync` begins one."])
    return ALL_HELD


def _code(result: SyncResult) -> int:
    return ALL_HELD if result.is_complete else FAILED


def _code_of(failed: DataAccessError) -> int:
    return REFUSED if isinstance(failed, EndDateReadDifferently) else FAILED


def _say(lines: Sequence[str], *, stderr: bool = False) -> None:
    say(lines, sys.stderr if stderr else sys.stdout)


def _wishes(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m data_access.history",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    wanted = commands.add_parser("sync", help="read the days that are not held yet")
    wanted.add_argument("--days", type=_days, default=USUAL_DAYS, help=f"back from yesterday (default: {USUAL_DAYS})")
    wanted.add_argument("--verify", type=_count, default=0, metavar="N", help="read N closed days again")
    commands.add_parser("status", help="say what is held")
    return parser.parse_args(arguments)


def _days(text: str) -> int:
    if not 1 <= _count(text) <= MOST_DAYS:
        raise argparse.ArgumentTypeError(f"give 1 to {MOST_DAYS} days")
    return int(text)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
