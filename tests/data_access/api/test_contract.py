"""The contract of every source, asked of the API over the platform server, which serves the hand-counted platform."""

from collections.abc import Iterator

import pytest

from data_access.api.source import ApiSource
from tests.conftest import Served
from tests.data_access import contract


class TestApi(contract.SourceContract):
    @pytest.fixture
    def source(self, tiny_platform: Served) -> Iterator[ApiSource]:
        source = ApiSource(tiny_platform.settings)
        yield source
        source.close()
