"""The rule for reminders, who hears of a task and when: one table of steps, counted in working days from the due day.

A step is a row; nothing else decides about reminders. The days are those on which people work at the institution that
is to do the task.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.clock import at_local
from app.deadlines.inputs import LAST_YEAR, DeadlineError
from app.deadlines.workdays import add_working_days
from app.flow.kinds import Reminders

MORNING = time(6)
LONGEST_OVERDUE = timedelta(days=366)
"""A task that opens long after its due day is reminded of as if it had been due at most so long before."""
LAST_DUE = date(LAST_YEAR, 1, 1)
"""The same for a due day after this one: nobody knows the free days of that time."""


class Whom(StrEnum):
    """The people and offices that can hear of a task."""

    DOER = "doer"
    """The person who is to do it, or their office."""
    LEAD = "lead"
    """The case lead; before there is one, the coordination office."""
    COORDINATION_OFFICE = "coordination_office"
    SUPERIOR = "superior"
    """The institution whose people are to do it, at its own address."""


@dataclass(frozen=True)
class Step:
    """One line of the rule.

    after: working days from the due day, negative before it. whom: who is written to. every: it is repeated after so
    many working days, further away from the due day. least_term: only for tasks with at least so many working days
    from opening to due day. not_before: working days from opening in which it does not happen.
    """

    after: int
    whom: tuple[Whom, ...]
    every: int | None = None
    least_term: int = 0
    not_before: int = 0


_BEFORE = Step(-20, (Whom.DOER,), every=14, not_before=3)
"""Keeps a task in mind that is due in months. At most 16 working days pass without a reminder, which is never more than
31 days, whatever holidays lie in them."""

_SOON = (_BEFORE, Step(-5, (Whom.DOER,), least_term=15), Step(-1, (Whom.DOER,)))
_LATER = Step(15, (Whom.LEAD, Whom.COORDINATION_OFFICE), every=10)

STEPS: Mapping[Reminders, Sequence[Step]] = {
    Reminders.STANDARD: (
        *_SOON,
        Step(1, (Whom.DOER,)),
        Step(3, (Whom.LEAD,)),
        Step(5, (Whom.SUPERIOR,)),
        _LATER,
    ),
    # Five working days after its due day is the day on which it begins.
    Reminders.START: (
        *_SOON,
        Step(1, (Whom.DOER,)),
        Step(3, (Whom.LEAD,)),
        Step(5, (Whom.DOER, Whom.LEAD, Whom.SUPERIOR)),
        _LATER,
    ),
    # Ten working days to sign: reminded after five and after eight.
    Reminders.SIGNATURE: (
        _BEFORE,
        Step(-5, (Whom.DOER,)),
        Step(-2, (Whom.DOER,)),
        Step(1, (Whom.DOER,)),
        Step(3, (Whom.LEAD,)),
        Step(5, (Whom.SUPERIOR,)),
        _LATER,
    ),
    # The due day is the last working day before the Stichtag, so one working day later is the Stichtag or, where nobody
    # works on it, the first day after it on which somebody reads this.
    Reminders.TRANSITION: (
        _BEFORE,
        Step(-5, (Whom.DOER,)),
        Step(-1, (Whom.DOER,)),
        Step(1, (Whom.LEAD, Whom.COORDINATION_OFFICE, Whom.DOER)),
        Step(6, (Whom.SUPERIOR,), every=5),
    ),
    # An own task keeps no case waiting: nobody but its doer hears of it.
    Reminders.OWN: (Step(-1, (Whom.DOER,)), Step(1, (Whom.DOER,)), Step(6, (Whom.DOER,), every=10)),
    Reminders.NONE: (),
}


@dataclass(frozen=True)
class Term:
    """The time a task has. calendar: key of the institution whose free days count, or None for those of all offices."""

    reminders: Reminders
    opened_at: datetime
    due: date
    calendar: str | None

    def next_after(self, now: datetime) -> datetime | None:
        """When the first step after `now` is, and after the task opened; None where no step follows."""
        earliest = max(now, self.opened_at)
        moments = (moment for step in STEPS[self.reminders] for moment in self._moments(step, earliest))
        return min((moment for moment in moments if moment > earliest), default=None)

    def step_between(self, first: datetime, last: datetime) -> Step | None:
        """The latest step from `first` to `last`, both included: of several that were missed only that one counts."""
        found = [
            (moment, number)
            for number, step in enumerate(STEPS[self.reminders])
            for moment in self._moments(step, last)
            if first <= moment <= last
        ]
        return STEPS[self.reminders][max(found)[1]] if found else None

    def _moments(self, step: Step, until: datetime) -> Iterator[datetime]:
        """The moments of a step after the task opened, up to the first one after `until`; none off the calendar."""
        opened = self.opened_at.date()
        due = min(max(self.due, opened - LONGEST_OVERDUE), LAST_DUE)
        away = 1 if step.after > 0 else -1
        try:
            if step.least_term and add_working_days(opened, step.least_term, self.calendar) > due:
                return
            earliest = self.opened_at
            if step.not_before:
                earliest = at_local(add_working_days(opened, step.not_before, self.calendar))
            day = add_working_days(due, step.after, self.calendar)
            while True:
                moment = at_local(day, MORNING)
                if moment > earliest:
                    yield moment
                is_last = moment > until if away > 0 else moment <= earliest
                if is_last or step.every is None:
                    return
                day = add_working_days(day, away * step.every, self.calendar)
        except DeadlineError:
            return
