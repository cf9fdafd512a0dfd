"""Make the billing pack of a period: python -m dashboard.exports.pack --start 2026-10-01 --end 2026-10-31 --out pack.zip.

Reads the source that the settings name, asks for the report twice, checks it and writes the pack; with amounts where
there is a rate card.
"""

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from dashboard.exports.pack.asking import asked_for, platform_name
from dashboard.exports.pack.contents import MOST_STATEMENTS, Pack
from dashboard.exports.pack.on_disk import save_pack
from dashboard.exports.pack.packing import Packed
from dashboard.issuing.invoice import Wishes, pack_of, whose
from data_access import DataAccessError, Period, Settings, open_source
from data_access.direction import say
from data_access.errors import SettingsWrong, quotable
from data_access.rates import read_rates

FINAL, FAILED, MISUSED, NOT_FINAL, INTERRUPTED = 0, 1, 2, 3, 130
HISTORY, ONEHAZEL = "history", "onehazel"
_MARKS = {"ok": "ok     ", "failed": "FAILED ", "unknown": "unknown"}


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 the pack is final, 3 it is provisional or settling (and written), 1 failed, 2 misused.

    130 = interrupted by the person who started it.
    """
    wishes = _wishes(arguments)
    try:
        pack, packed = _made(Settings.from_environment(), wishes)
    except KeyboardInterrupt:
        say(["Interrupted: no pack was written."], sys.stderr)
        return INTERRUPTED
    except DataAccessError as failed:
        say([failed.title, failed.detail, failed.advice], sys.stderr)
        return FAILED
    say(_result(pack, packed, wishes.out))
    return FINAL if pack.state == "final" else NOT_FINAL


def _made(settings: Settings, wishes: argparse.Namespace) -> tuple[Pack, Packed]:
    with closing(open_source(settings)) as source:
        platform = whose(settings, platform_name(source), is_sample=source.facts().is_sample)
        found = asked_for(source, platform, wishes.period, fresh=wishes.figures == ONEHAZEL)
    unknown = sorted(set(wishes.operator or ()) - set(found.report.operators["operator_id"]))
    if unknown:
        raise SettingsWrong(f"no such operator in the report: {quotable(', '.join(unknown))}", "Mend --operator.")
    pack = pack_of(found.report, found, Wishes(wishes.form, wishes.operator), read_rates(settings.rates))
    return pack, save_pack(pack, wishes.out)


def _result(pack: Pack, packed: Packed, path: Path) -> list[str]:
    return [
        f"{path} ({packed.name})",
        f"Report {packed.report_id}: {pack.state}",
        *(f"  {_MARKS[check.state]} {check.title}: {check.words}" for check in pack.checks),
        *([f"{packed.guarded_cells} cells guarded with an apostrophe."] if packed.guarded_cells else []),
    ]


def _wishes(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m dashboard.exports.pack",
        description=__doc__,
        epilog="Exit codes: 0 final, 3 written but provisional or settling, 1 failed, 2 misused.",
    )
    parser.add_argument("--start", type=_day, required=True, help="first day, UTC")
    parser.add_argument("--end", type=_day, required=True, help="last day, UTC; it is counted too")
    parser.add_argument("--out", type=Path, required=True, help="the file to write; one that is there is replaced")
    parser.add_argument("--form", choices=("excel", "exact", "focus"), default="excel", help="default: excel")
    parser.add_argument(
        "--operator", action="append", metavar="ID", help="a statement for this one; again for more, 200 at most"
    )
    parser.add_argument(
        "--figures",
        choices=(HISTORY, ONEHAZEL),
        default=HISTORY,
        help="of days that a history keeps where it keeps all of them, as the page does (default), or OneHazel's own report",
    )
    wishes = parser.parse_args(arguments)
    if wishes.end < wishes.start:
        parser.error(f"the period ends ({wishes.end}) before it starts ({wishes.start})")
    if len(set(wishes.operator or ())) > MOST_STATEMENTS:
        parser.error(f"more than {MOST_STATEMENTS} operators: make another pack for the others")
    if wishes.out.is_dir():
        parser.error(f"{wishes.out} is a folder: name a file in it")
    wishes.period = Period(wishes.start, wishes.end)
    return wishes


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day like 2026-10-31") from None


if __name__ == "__main__":
    sys.exit(main())
