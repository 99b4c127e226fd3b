"""Rows whose time has come: each is claimed, then done in a transaction of its own or set aside.

Any number of processes may sweep the same rows. Kept is: no two do the same row at once; a row that fails is as it was
before, is tried again after growing pauses, and stops no other. Not kept is an order between processes, and what is
done outside the database is done again where a process dies before it could note that it is done.
"""

import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, String, Text, bindparam, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from app.act import Act, Acts
from app.db import Base, Database, Moment
from app.errors import AppError

logger = logging.getLogger(__name__)

NEVER = sys.maxsize
MOST = 10_000
"""A row that is due again as soon as it was done keeps a sweep no longer than this."""
GIVES_WAY_AFTER = timedelta(seconds=30)
"""A mail server that answers slowly keeps a sweep no longer than this from what comes after it."""
MOST_DOUBLINGS = 20
NOW = bindparam("now", type_=Moment)
"""The moment of a sweep. Statements that every sweep asks are built once; whoever asks gives the value."""

Key = TypeVar("Key")
Row = TypeVar("Row")


@dataclass(frozen=True)
class Pauses:
    """How long a row rests that failed: `first`, then doubled with each failure up to `longest`."""

    first: timedelta = timedelta(minutes=5)
    longest: timedelta = timedelta(days=1)
    give_up_after: int = NEVER

    def after(self, failures: int) -> timedelta:
        """The pause after so many failures, 1 at least."""
        doubled: timedelta = self.first * 2 ** min(failures - 1, MOST_DOUBLINGS)
        return min(doubled, self.longest)


class SetAside(Base):
    """A row that failed when its time had come, where its own table has no columns for that.

    kind: the name of the chore; key: what it is about (number of a case, id of a file). Gone once it succeeds.
    """

    __tablename__ = "set_aside"

    kind: Mapped[str] = mapped_column(String(50), primary_key=True)
    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(Moment)
    trouble: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True)
class Chore(Generic[Key, Row]):
    """One kind of work on rows that are due.

    claim: the key of what is due first, and its row, locked or reserved for this process; without the row where
    another process did it while we waited for the lock; None where nothing is due that nobody has. do: the work, in
    the transaction of the claim.

    Where something must happen outside the database, `outside` does it while no transaction is open, and `do` notes
    it in a transaction of its own. `set_aside` keeps a failure in the row's own columns; without it, it is kept in
    the table of that name with these `pauses`, and `claim` passes over what is `resting`.
    """

    name: str
    claim: Callable[[Act], tuple[Key, Row | None] | None]
    do: Callable[[Act, Row], object]
    outside: Callable[[Row], None] | None = None
    set_aside: Callable[[Act, Key, Exception], None] | None = None
    pauses: Pauses = Pauses()


def sweep(database: Database, acts: Acts, chore: Chore[Any, Any]) -> int:
    """Does what is due, also what falls due by that; returns how many rows were done.

    A row that fails is logged by its key and the type of the error, and set aside. Raises only where the database
    itself does not answer.
    """
    done = 0
    gives_way_at = _now(database, acts) + GIVES_WAY_AFTER if chore.outside is not None else None
    for _ in range(MOST):
        if gives_way_at is not None and _now(database, acts) >= gives_way_at:
            break
        one = _do_first(database, acts, chore)
        if one is None:
            break
        done += one
    return done


def resting(kind: str, key: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Condition: what `key` names was set aside by the chore `kind` and is not to be tried again `NOW`."""
    row = select(SetAside.key).where(SetAside.kind == kind, SetAside.key == key, SetAside.next_try_at > NOW)
    return row.exists()


def set_aside_rows(session: Session, most: int | None = None) -> Sequence[SetAside]:
    """The rows that rest after a failure, the earliest to be tried again first; `most` of them, or all."""
    return session.scalars(select(SetAside).order_by(SetAside.next_try_at, SetAside.key).limit(most)).all()


def hurry(act: Act, key: str) -> bool:
    """Lets what is set aside under `key` be tried again at once; False where nothing is."""
    rows = act.session.scalars(select(SetAside).where(SetAside.key == key)).all()
    for row in rows:
        row.next_try_at = act.now
    return bool(rows)


def next_try(kind: str) -> ScalarSelect[datetime]:
    """As a column: when something that the chore `kind` has set aside is tried again for the first time after `NOW`."""
    waits = select(func.min(SetAside.next_try_at)).where(SetAside.kind == kind, SetAside.next_try_at > NOW)
    return waits.scalar_subquery()


def earliest(*moments: datetime | None) -> datetime | None:
    """The first of the moments that are known; None where none is."""
    return min((moment for moment in moments if moment is not None), default=None)


def in_words(error: Exception) -> str:
    """A failure as people may read it."""
    # Only our own errors speak to people; another's text may be unreadable or carry case data.
    return str(error) if isinstance(error, AppError) else f"Unerwarteter Fehler ({type(error).__name__})"


def _do_first(database: Database, acts: Acts, chore: Chore[Key, Row]) -> bool | None:
    """Whether what is due first was done, or failed; None where nothing is due."""
    claimed: tuple[Key, Row | None] | None = None
    try:
        with database.transaction() as session:
            act = acts(session)
            claimed = chore.claim(act)
            if claimed is None:
                return None
            key, row = claimed
            if row is None:
                return False
            if chore.outside is None:
                _finish(act, chore, key, row)
        if chore.outside is not None:
            # On SQLite an open transaction would keep everybody from working in the meantime.
            chore.outside(row)
            with database.transaction() as session:
                _finish(acts(session), chore, key, row)
    except Exception as error:
        if claimed is None:
            raise  # no row is at fault
        logger.error("%s: %s failed: %s", chore.name, claimed[0], type(error).__name__)
        with database.transaction() as session:
            (chore.set_aside or _keeper(chore))(acts(session), claimed[0], error)
        return False
    return True


def _now(database: Database, acts: Acts) -> datetime:
    with database.transaction(writes=False) as session:
        return acts(session).now


def _finish(act: Act, chore: Chore[Key, Row], key: Key, row: Row) -> None:
    chore.do(act, row)
    if chore.set_aside is None:
        act.session.execute(delete(SetAside).where(SetAside.kind == chore.name, SetAside.key == str(key)))


def _keeper(chore: Chore[Key, Row]) -> Callable[[Act, Key, Exception], None]:
    def keep(act: Act, key: Key, error: Exception) -> None:
        # Whoever waited for the row meets the same failure right after another worker: it counts once.
        row = act.session.get(SetAside, (chore.name, str(key)), with_for_update=True)
        if row is None:
            row = SetAside(kind=chore.name, key=str(key), failures=0, next_try_at=act.now, trouble="")
            try:
                with act.session.begin_nested():
                    act.session.add(row)
            except IntegrityError:
                return
        if row.next_try_at > act.now:
            return
        row.failures += 1
        row.trouble = in_words(error)
        row.next_try_at = act.now + chore.pauses.after(row.failures)

    return keep
