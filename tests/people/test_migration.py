"""Anyone who had a login before there were roles goes on working."""

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from app.db import Database, new_id
from app.people.models import UserRole
from app.schema import alembic_config, upgrade
from tests.databases import database_on, on_server

OFFICE = "INSERT INTO institution (id, key, name, kind, email) VALUES ('o', 'rav', 'RAV', 'rav', 'o@example.org')"
PERSON = (
    'INSERT INTO "user" (id, username, name, email, password_hash, active, institution_id, function) '
    "VALUES (:id, :id, :id, :id, 'x', true, :office, '')"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "sqlite":
        return Database(f"sqlite:///{tmp_path}/empty.db")
    server, name = request.getfixturevalue("postgres"), f"empty_{new_id()}"
    on_server(server, f"CREATE DATABASE {name}")
    return Database(database_on(server, name))


def test_staff_become_caseworkers_and_clients_do_not(empty_database: Database) -> None:
    config = alembic_config()
    with empty_database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
    with empty_database.engine.begin() as connection:
        connection.execute(text(OFFICE))
        connection.execute(text(PERSON), [{"id": "reto", "office": "o"}, {"id": "peter", "office": None}])
    upgrade(empty_database)
    with empty_database.transaction(writes=False) as session:
        rows = session.query(UserRole).all()
    assert [(row.user_id, row.role, row.institution_id) for row in rows] == [("reto", "caseworker", "o")]
    empty_database.dispose()
