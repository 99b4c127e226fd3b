"""The demonstration's clock, shared by all processes through the database."""

from datetime import UTC, datetime, timedelta
from math import ceil

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import ShiftedClock, SystemClock
from app.db import Database
from app.demo.models import ClockShift
from app.errors import InvalidError


class BackwardsError(InvalidError):
    """Die Zeit lässt sich nur vorstellen. Bitte wählen Sie einen Tag nach dem heutigen Datum der Vorführung."""


class TooFarError(InvalidError):
    """Bitte stellen Sie die Zeit höchstens um zwei Jahre auf einmal vor."""


def demo_clock(database: Database) -> ShiftedClock:
    """A clock that follows the shift in the database."""

    def shift() -> timedelta:
        with database.transaction(writes=False) as session:
            return timedelta(seconds=session.scalar(select(ClockShift.seconds)) or 0)

    return ShiftedClock(shift)


def begin_at(session: Session, moment: datetime) -> None:
    """Sets the clock of a demonstration in which nothing has happened yet to `moment`, also back."""
    session.merge(ClockShift(id=1, seconds=_ahead(moment)))


def move_to(session: Session, moment: datetime) -> None:
    """Moves the demonstration's clock forward to `moment`. Raises BackwardsError, TooFarError."""
    row = session.get(ClockShift, 1)
    if row is None:
        row = ClockShift(id=1, seconds=0)
        session.add(row)
    wanted = _ahead(moment)
    if wanted < row.seconds:
        raise BackwardsError
    if wanted - row.seconds > timedelta(days=731).total_seconds():
        raise TooFarError
    row.seconds = wanted


def _ahead(moment: datetime) -> int:
    """Seconds from now to `moment`, rounded up, so that a timer of 06:00 is due after moving to 06:00."""
    return ceil((moment.astimezone(UTC) - SystemClock().now().astimezone(UTC)).total_seconds())
