"""The cast and the stage of all tests: SQLite and a real PostgreSQL, a clock moved by hand, a small procedure."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from app.bootstrap import House, build
from app.cases import lists
from app.clock import ZONE, ManualClock
from app.config import ROOT, Settings
from app.db import Database, new_id
from app.demo.people import seed_people
from app.gate import deploy
from app.main import create_app
from app.people import passwords
from app.people.models import User
from app.people.queries import user_by_name
from app.schema import upgrade
from tests import both, searching
from tests.browser_posts import Browser
from tests.databases import (
    common_folder,
    database_on,
    on_server,
    postgres_database,
    postgres_server,
    sqlite_file,
    use_memory,
)
from tests.deploying import procedures_of

PROCEDURES = Path(__file__).parent / "procedures"
START = datetime(2027, 1, 11, 8, 0, tzinfo=ZONE)  # a Monday

use_memory()
passwords.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # what a hash costs has a test of its own


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="both databases everywhere, and a search with other examples")


def pytest_configure(config: pytest.Config) -> None:
    searching.choose(search=config.getoption("all"))


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: browsers, killed processes and slow clients are mostly waited for."""
    return len(os.sched_getaffinity(0)) + 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without `--all` PostgreSQL is asked where its answer may differ, and where somebody asks for it by name."""
    if hasattr(config, "workerinput") and any(_is_torn_apart(item) for item in items):
        raise pytest.UsageError("this pytest-xdist does not keep groups together in this pytest")
    if config.getoption("all"):
        return
    left: list[pytest.Item] = []
    passed_over: list[pytest.Item] = []
    for item in items:
        worth_it = both.is_worth_it(item) or item.nodeid in config.args
        (left if worth_it else passed_over).append(item)
    config.hook.pytest_deselected(items=passed_over)
    items[:] = left


def _is_torn_apart(item: pytest.Item) -> bool:
    """Whether a test of a group may run elsewhere than the others of its group: xdist writes the group into its id."""
    return item.get_closest_marker("xdist_group") is not None and "@" not in item.nodeid


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
def common(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run share."""
    return common_folder(tmp_path_factory)


@pytest.fixture(scope="session")
def postgres(common: Path) -> Iterator[str]:
    """The address of a PostgreSQL server of our own."""
    with postgres_server(common) as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template(common: Path) -> Path:
    return sqlite_file(common, "procedures", prepare)


@pytest.fixture(scope="session")
def sqlite_house(common: Path) -> Path:
    """With the procedures of the house, not those of the tests."""
    return sqlite_file(common, "house", partial(prepare, root=ROOT))


@pytest.fixture(scope="session")
def postgres_template(common: Path, postgres: str) -> str:
    return postgres_database(common, postgres, "procedures", prepare)


@pytest.fixture(scope="session")
def postgres_house(common: Path, postgres: str) -> str:
    return postgres_database(common, postgres, "house", partial(prepare, root=ROOT))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A prepared database, once on SQLite and, where `both` says so, once on PostgreSQL."""
    kind = "house" if request.node.get_closest_marker("house_procedures") else "template"
    if request.param == "sqlite":
        file = tmp_path / "test.db"
        shutil.copy(request.getfixturevalue(f"sqlite_{kind}"), file)
        yield f"sqlite:///{file}"
        return
    server, template = request.getfixturevalue("postgres"), request.getfixturevalue(f"postgres_{kind}")
    name = f"test_{new_id()}"
    on_server(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    yield database_on(server, name)
    on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def house(request: pytest.FixtureRequest, database_url: str, clock: ManualClock) -> Iterator[House]:
    """All parts on a prepared database, with a clock that stands still. Afterwards each list is as the rule says."""
    built = build(settings_for(database_url), clock)
    yield built
    if not request.node.get_closest_marker("database_goes"):
        with built.database.transaction(writes=False) as session:
            assert lists.drift(session) == 0
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
