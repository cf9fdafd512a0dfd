"""A command of ours, run here instead of in a process of its own: starting one takes longer than most commands do."""

import io
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from subprocess import CompletedProcess
from unittest import mock

_OURS = ("ONEHAZEL_", "HAZELBOARD_")


def plain_environment() -> dict[str, str]:
    """The environment without any setting of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}


def run_here(
    main: Callable[[Sequence[str]], int], arguments: Sequence[str], folder: Path, settings: Mapping[str, str]
) -> CompletedProcess[str]:
    """What `main` answers and says in `folder`, told nothing but `settings`; what it does not catch is raised here."""
    out, err = io.StringIO(), io.StringIO()
    environment = plain_environment() | dict(settings)
    with (
        chdir(folder),
        mock.patch.dict(os.environ, environment, clear=True),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            code = main(arguments)
        except SystemExit as left:
            code = left.code  # type: ignore[assignment]  ours end with a number
    return CompletedProcess(list(arguments), code, out.getvalue(), err.getvalue())
