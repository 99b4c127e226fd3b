"""The stage for bad input: the procedure of guidance with text fields of every kind, and a real mail server."""

from pathlib import Path

import pytest

from app.bootstrap import House
from tests.outbox.test_delivery import postbox
from tests.security.stage import put_into_service

__all__ = ["postbox"]


@pytest.fixture
def guidance(house: House, tmp_path: Path) -> None:
    put_into_service(house, tmp_path)
