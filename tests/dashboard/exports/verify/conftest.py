"""One issued pack for all tests of this folder: making it takes longer than most of them."""

import pytest

from tests.dashboard.exports.verify.packs import NOVEMBER, Made, made, report


@pytest.fixture(scope="session")
def issued() -> Made:
    """Report 1 of Acme, October, in the form for spreadsheets."""
    return made()


@pytest.fixture(scope="session")
def other() -> Made:
    """Report 2 of Acme, November."""
    return made(report(NOVEMBER, more=5), number=2)
