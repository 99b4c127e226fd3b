"""The procedure with free text everywhere, for the test that it does nothing in the files."""

from pathlib import Path

import pytest

from app.bootstrap import House
from tests.security import stage


@pytest.fixture
def guidance(house: House, tmp_path: Path) -> None:
    """The procedure with every kind of free text."""
    stage.put_into_service(house, tmp_path)
