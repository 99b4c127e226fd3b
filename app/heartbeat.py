"""Whether a worker lives: it says so every few seconds, and everybody can see since when it has not."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.clock import Clock
from app.db import Base, Database, Moment

EVERY = timedelta(seconds=20)
SILENT_AFTER = timedelta(seconds=90)
"""A worker that has not been heard of for so long stands still: people see it within two minutes."""


class WorkerBeat(Base):
    """The last sign of life of any worker, by the machine's clock: one row, with the number 1."""

    __tablename__ = "worker_beat"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)


@dataclass
class Heart:
    """Beats for one worker, in a thread of its own: a long walk through timers is no standstill."""

    database: Database
    clock: Clock
    _last: datetime | None = field(default=None, init=False)

    def beat(self) -> int:
        """Notes that the worker lives, every so often; returns 0, since that is nothing to report."""
        now = self.clock.now()
        if self._last is None or now - self._last >= EVERY:
            with self.database.transaction() as session:
                session.merge(WorkerBeat(id=1, at=now))
            self._last = now
        return 0


def last_beat() -> ScalarSelect[datetime]:
    """The moment of the last sign of life, as a part of another statement; None before the first."""
    return select(func.max(WorkerBeat.at)).scalar_subquery()


def silent_since(session: Session, now: datetime) -> datetime | None:
    """Since when no worker has been heard of; None while one lives, and where none was ever started."""
    return standing_still(session.scalar(select(last_beat())), now)


def standing_still(beat: datetime | None, now: datetime) -> datetime | None:
    """`beat`, if it is too old. now: on the machine's clock."""
    return beat if beat is not None and now - beat > SILENT_AFTER else None
