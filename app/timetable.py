"""What the clock does, tick by tick, in one order. Which engine calls it, and how often, is nobody's business here."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Tick:
    """One thing the clock does.

    work: does what is due and returns how much was done; it may be repeated, killed, and run by several processes.
    next_moment: when there will be something to do, as far as that is known at the given moment; in the past where
    something is due already.
    """

    name: str
    work: Callable[[], int]
    next_moment: Callable[[Session, datetime], datetime | None]


@dataclass(frozen=True)
class Outcome:
    """What came of one walk. done: name of a tick → how much it did, if anything; failed: names of ticks."""

    done: dict[str, int]
    failed: list[str]


@dataclass(frozen=True)
class Timetable:
    """The ticks, in the order in which they are worked through."""

    ticks: tuple[Tick, ...]

    def run_due(self, only: Collection[str] | None = None) -> Outcome:
        """Does everything that is due, one tick after the other; with `only`, the ticks of these names.

        A tick that fails is logged by the type of its error and does not stop those after it.
        """
        outcome = Outcome(done={}, failed=[])
        for tick in self.ticks:
            if only is not None and tick.name not in only:
                continue
            try:
                done = tick.work()
            except Exception as error:  # its own text may carry case data
                logger.error("%s failed: %s", tick.name, type(error).__name__)
                outcome.failed.append(tick.name)
                continue
            if done:
                outcome.done[tick.name] = done
        return outcome

    def next_moment(self, session: Session, now: datetime) -> datetime | None:
        """When something is due next, or was; None where nothing is known that will be."""
        return min(self.next_moments(session, now).values(), default=None)

    def next_moments(self, session: Session, now: datetime) -> dict[str, datetime]:
        """Name of a tick → when it has something to do next, or had; without those of which nothing is known."""
        moments = {tick.name: tick.next_moment(session, now) for tick in self.ticks}
        return {name: moment for name, moment in moments.items() if moment is not None}
