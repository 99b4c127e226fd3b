"""The page about deadlines names every date and every function that process owners can use."""

from datetime import date
from pathlib import Path

import pytest

from app.deadlines.functions import FEEL_FUNCTIONS, feel_arbeitstraining_dates

PAGE = (Path(__file__).parents[2] / "docs" / "fristen.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FEEL_FUNCTIONS)
def test_each_function_is_explained_with_its_parameters(name: str) -> None:
    _, parameters = FEEL_FUNCTIONS[name]
    assert f"`{name}({', '.join(parameters)})`" in PAGE


@pytest.mark.parametrize("name", feel_arbeitstraining_dates(date(2027, 6, 1), 3))
def test_each_date_of_an_arbeitstraining_is_explained(name: str) -> None:
    assert f"`{name}`" in PAGE


def test_the_page_is_written_the_swiss_way() -> None:
    assert "ß" not in PAGE
