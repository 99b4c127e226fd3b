"""One engine per process, one transaction per step."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.orm import Session

WRITES = "nahtstelle_writes"
CONNECTIONS = 8
"""As many as a web process has threads: none waits for another's, or opens one for a single request."""

POSTGRES: Mapping[str, Any] = {
    "options": "-c lock_timeout=10s -c statement_timeout=60s -c idle_in_transaction_session_timeout=120s",
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
"""How long PostgreSQL and the network may keep us: nobody waits for ever for somebody whose machine has vanished."""


_FOLLOWS: Mapping[str, Any] = {"expire_on_commit": False, "join_transaction_mode": "rollback_only"}
"""The session leaves it to the connection when its transaction is committed."""


class Database:
    """A database (`sqlite:///…` or `postgresql+psycopg://…`) and its transactions."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        if parsed.drivername in {"postgres", "postgresql"}:
            parsed = parsed.set(drivername="postgresql+psycopg")
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        if self.is_sqlite and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        # Statements may carry case data, which must not get into logs with an error.
        options: dict[str, Any] = {"hide_parameters": True, "pool_size": CONNECTIONS}
        if not self.is_sqlite:
            options |= {"pool_pre_ping": True, "connect_args": POSTGRES}
        self.engine: Engine = create_engine(parsed, **options)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    @contextmanager
    def transaction(self, *, writes: bool = True) -> Iterator[Session]:
        """A session whose work is committed at the end, or rolled back when anything is raised.

        With `writes=False` nothing is written: PostgreSQL refuses to. On SQLite a writing transaction takes the write
        lock at once, so two steps of the same case wait for each other instead of failing half-way.
        """
        options = {WRITES: writes} if writes or self.is_sqlite else {WRITES: writes, "postgresql_readonly": True}
        with self.engine.connect() as connection:
            connection = connection.execution_options(**options)
            # Also what only reads ends in a commit: after a rollback the driver would prepare every statement anew.
            with connection.begin(), Session(connection, **_FOLLOWS) as session:
                yield session
                if writes:
                    session.commit()  # flushes, and lets those who watch the session finish; the connection commits

    def dispose(self) -> None:
        """Closes all connections."""
        self.engine.dispose()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions on its own
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=15000", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
