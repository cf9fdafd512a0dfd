"""One scripted platform, as new for each test: starting a server takes longer than most tests."""

import pytest

from tests.data_access.api.scripted_platform import Platform


@pytest.fixture(scope="session")
def _platform():
    with Platform().running() as running:
        yield running


@pytest.fixture
def platform(_platform):
    yield _platform
    _platform.forget()
