"""What is done before the first visitor comes."""

from pathlib import Path

import dashboard.ui
from dashboard.server import warm_up


def test_every_module_that_draws_is_imported_at_the_start_not_by_the_first_visitor() -> None:
    folder = Path(dashboard.ui.__file__).parent
    drawing = [file for file in folder.rglob("*.py") if file.name != "__init__.py"]
    names = {".".join(("dashboard", "ui", *file.relative_to(folder).with_suffix("").parts)) for file in drawing}
    assert len(names) > 40
    assert names <= set(warm_up._MODULES)
