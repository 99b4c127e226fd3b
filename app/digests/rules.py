"""When a digest leaves, and which messages cannot wait for it."""

from datetime import date, datetime, time, timedelta

from app.clock import at_local
from app.deadlines.inputs import DeadlineError
from app.deadlines.workdays import first_working_day_on_or_after
from app.outbox.models import Rhythm

HOUR = time(7)
"""An hour after deadlines and reminders, which come at six: what is new today is in today's digest."""


def next_moment(rhythm: Rhythm, now: datetime) -> datetime:
    """The first digest after `now`: on each working day, or on the first working day of each week.

    Where nobody knows the free days any more, at once.
    """
    try:
        day = now.date() if now < at_local(now.date(), HOUR) else now.date() + timedelta(days=1)
        if rhythm == Rhythm.WEEKLY:
            monday = now.date() - timedelta(days=now.weekday())
            first = first_working_day_on_or_after(monday)
            day = first if at_local(first, HOUR) > now else monday + timedelta(weeks=1)
        return at_local(first_working_day_on_or_after(day), HOUR)
    except DeadlineError:
        return now


def moment_for(latest: date | None, rhythm: Rhythm, now: datetime) -> datetime | None:
    """When a message leaves that tells nothing new after `latest`; None where no digest comes early enough.

    What cannot wait a week goes with a digest of the day.
    """
    for chosen in dict.fromkeys((rhythm, Rhythm.DAILY)):
        moment = next_moment(chosen, now)
        if latest is None or moment.date() <= latest:
            return moment
    return None
