"""`python -m dashboard.exports.verify FILE`: what a file is, held against this installation's ledger."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn, TextIO

import polars as pl

from dashboard.exports.verify.from_ledger import verified_by_ledger
from dashboard.exports.verify.verdict import EXIT_CODES, Verdict
from dashboard.exports.verify.verifying import LARGEST
from data_access.direction import say
from data_access.errors import DataAccessError
from data_access.records.opening import open_records
from data_access.settings import Settings

USAGE_WRONG = 64
FILE_UNREADABLE = 66
LEDGER_UNUSABLE = 69
"""As in sysexits.h: 0 to 4 are verdicts."""

_EXITS = "exit codes: " + ", ".join(f"{code} {kind}" for kind, code in EXIT_CODES.items())


class _Parser(ArgumentParser):
    """argparse ends with 2, which is a verdict here."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and end."""
        self.print_usage(sys.stderr)
        self.exit(USAGE_WRONG, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the verdict and its places; the exit code is the verdict's."""
    asked = _asked(arguments)
    try:
        verdict = _verdict(asked)
    except OSError as wrong:
        say([f"{asked.file}: {wrong.strerror or wrong}"], sys.stderr)
        return FILE_UNREADABLE
    except DataAccessError as wrong:
        say([f"{wrong.title}: {wrong.detail}", wrong.advice], sys.stderr)
        return LEDGER_UNUSABLE
    _tell(sys.stdout, verdict, is_json=asked.json)
    return verdict.exit_code


def _asked(arguments: Sequence[str] | None) -> Namespace:
    parser = _Parser(prog="python -m dashboard.exports.verify", description=__doc__, epilog=_EXITS)
    parser.add_argument("file", type=Path, metavar="FILE", help="a billing pack, or one of its files")
    parser.add_argument("--json", action="store_true", help="the verdict as one JSON object")
    return parser.parse_args(arguments)


def _verdict(asked: Namespace) -> Verdict:
    file: Path = asked.file
    if file.stat().st_size > LARGEST:
        return Verdict("unknown", None, f"This file has more than {LARGEST:,} bytes: it was not looked at.")
    data = file.read_bytes()
    records = open_records(Settings.from_environment())
    try:
        return verified_by_ledger(records, file.name, data)
    finally:
        records.close()


def _tell(out: TextIO, verdict: Verdict, *, is_json: bool) -> None:
    places = verdict.differences
    if is_json:
        told = {"verdict": verdict.kind, "report": verdict.number, "words": verdict.words}
        out.write(json.dumps({**told, "differences": places.to_dicts()}) + "\n")
        return
    say([f"{verdict.kind}: {verdict.words}"], out)
    if places.height:
        with pl.Config(tbl_rows=50, tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True, fmt_str_lengths=80):
            say(str(places.select(pl.all().cast(pl.String).fill_null("—"))).split("\n"), out)


if __name__ == "__main__":
    sys.exit(main())
