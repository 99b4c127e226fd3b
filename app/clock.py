"""The one place that knows what time it is. Everything else is given a `Clock`."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Zurich")


class Clock(Protocol):
    """Tells the current moment as an aware datetime in Europe/Zurich."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC).astimezone(ZONE)


class ShiftedClock:
    """The machine's clock plus a shift that may change while we run; it serves demonstrations only."""

    def __init__(self, shift: Callable[[], timedelta]) -> None:
        self.shift = shift
        self._machine = SystemClock()

    def now(self) -> datetime:
        moment = self._machine.now().astimezone(UTC) + self.shift()
        return moment.astimezone(ZONE)


class ManualClock:
    """A clock that stands still until it is moved; it serves scenarios and tests."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(ZONE)

    def now(self) -> datetime:
        return self._now

    def move_to(self, moment: datetime) -> None:
        """Moves forward to `moment`; moving backwards is a programming error."""
        if moment < self._now:
            raise ValueError(f"the clock cannot go back from {self._now} to {moment}")
        self._now = moment.astimezone(ZONE)


def at_local(day: date, moment: time = time(0)) -> datetime:
    """The local moment `moment` on `day`, aware. A wall time that the change to summer time skips moves forward."""
    wall = datetime.combine(day, moment, tzinfo=ZONE)
    return wall.astimezone(UTC).astimezone(ZONE)
