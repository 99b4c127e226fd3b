"""A column for words of a fixed list: text in the database, a member in the code, and nothing else."""

from collections.abc import Iterator
from enum import StrEnum

import pytest
from sqlalchemy import Column, MetaData, Table, create_engine, insert, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import StatementError

from app.db import OneOf


class Light(StrEnum):
    RED = "red"
    GREEN = "green"


LIGHTS = Table("light", MetaData(), Column("colour", OneOf(Light, 10)))


@pytest.fixture
def connection() -> Iterator[Connection]:
    with create_engine("sqlite://").connect() as connection:
        LIGHTS.metadata.create_all(connection)
        yield connection


def test_a_member_is_stored_as_its_text_and_read_as_a_member(connection: Connection) -> None:
    connection.execute(insert(LIGHTS), [{"colour": Light.RED}, {"colour": "green"}, {"colour": None}])
    assert list(connection.scalars(text("SELECT colour FROM light"))) == ["red", "green", None]
    read = list(connection.scalars(select(LIGHTS.c.colour)))
    assert read == [Light.RED, Light.GREEN, None]
    assert [type(light) for light in read[:2]] == [Light, Light]


def test_rows_are_found_by_member_and_by_text(connection: Connection) -> None:
    connection.execute(insert(LIGHTS), [{"colour": Light.RED}, {"colour": Light.GREEN}])
    for wanted in (Light.RED, "red"):
        assert list(connection.scalars(select(LIGHTS.c.colour).where(LIGHTS.c.colour == wanted))) == [Light.RED]
    assert len(list(connection.scalars(select(LIGHTS.c.colour).where(LIGHTS.c.colour.in_(Light))))) == 2


def test_a_text_that_is_no_word_of_the_list_is_neither_written_nor_read(connection: Connection) -> None:
    with pytest.raises(StatementError, match="'blue' is no Light: one of red, green"):
        connection.execute(insert(LIGHTS), {"colour": "blue"})
    connection.execute(text("INSERT INTO light VALUES ('blue')"))
    with pytest.raises(ValueError, match="'blue' is no Light: one of red, green"):
        list(connection.scalars(select(LIGHTS.c.colour)))
