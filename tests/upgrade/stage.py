"""An old database, loaded as it was: on SQLite, or copied row by row to PostgreSQL at its own table version."""

import lzma
import sqlite3
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, Table, create_engine, func, insert, select, text

from app.bootstrap import House, build
from app.clock import ZONE, ManualClock
from app.db import Database, new_id
from app.schema import alembic_config, upgrade
from tests.conftest import settings_for
from tests.databases import database_on, on_server

OLD = Path(__file__).parent / "2026_11"
STOPPED = datetime(2027, 2, 18, 16, 40, tzinfo=ZONE)
"""When the old database was written."""
VERSIONS = "alembic_version"


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A house of today on the old database, brought up to date; its clock stands where the old one stopped."""
    file = tmp_path / "old.db"
    load(file)
    url = f"sqlite:///{file}"
    if request.param == "postgresql":
        server, name = request.getfixturevalue("postgres"), f"old_{new_id()}"
        on_server(server, f"CREATE DATABASE {name}")
        url = database_on(server, name)
        move(file, url)
    built = build(settings_for(url), ManualClock(STOPPED))
    upgrade(built.database)
    yield built
    built.database.dispose()
    if request.param == "postgresql":
        on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


def load(file: Path) -> None:
    """Writes the old SQLite database to `file`."""
    connection = sqlite3.connect(file)
    connection.create_function("zlib", 2, lambda content, level: zlib.compress(content.encode(), level))
    connection.executescript(lzma.decompress((OLD / "database.sql.xz").read_bytes()).decode())
    connection.close()


def move(file: Path, url: str) -> None:
    """Copies all rows of the SQLite database `file` to an empty PostgreSQL database, with the same old tables."""
    source, target = create_engine(f"sqlite:///{file}"), Database(url)
    old, new, config = MetaData(), MetaData(), alembic_config()
    with source.connect() as reading, target.engine.begin() as writing:
        config.attributes["connection"] = writing
        command.upgrade(config, reading.execute(text(f"SELECT version_num FROM {VERSIONS}")).scalar_one())
        old.reflect(reading)
        new.reflect(writing)
        assert set(old.tables) == set(new.tables)
        for table in new.sorted_tables:
            if table.name != VERSIONS:
                _copy(reading, old.tables[table.name], writing, table)
    source.dispose()
    target.dispose()


def _copy(reading: Connection, old: Table, writing: Connection, new: Table) -> None:
    rows = [{name: _in_utc(value) for name, value in row.items()} for row in reading.execute(select(old)).mappings()]
    if not rows:
        return
    writing.execute(insert(new), rows)
    for column in new.primary_key.columns:
        if isinstance(rows[0][column.name], int):  # where the database numbers the rows itself, it goes on from there
            last = writing.execute(select(func.max(column))).scalar_one()
            sequence = func.pg_get_serial_sequence(f'"{new.name}"', column.name)
            writing.execute(select(func.setval(sequence, last)))


def _in_utc(value: object) -> object:
    """SQLite keeps moments without their zone, in UTC."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value
