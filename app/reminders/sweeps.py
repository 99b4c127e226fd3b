"""What the worker does about tasks that lie: it sends the reminders that are due. A task, a transaction.

The case is locked, so that no reminder is written while a step does its task or a withdrawal ends somebody's part. A
case that somebody has at this moment is passed over until the next walk.
"""

from datetime import datetime
from functools import cache

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.act import Act, Acts
from app.db import Database
from app.flow.kinds import ItemStatus
from app.flow.models import Instance, WorkItem
from app.reminders import service
from app.sweeping import NOW, Chore, earliest, next_try, resting, sweep

REMINDERS = "reminders"


def remind_due(database: Database, acts: Acts) -> int:
    """Sends the reminders that are due; returns how many tasks were looked at."""
    return sweep(database, acts, Chore(REMINDERS, _claim, service.remind))


def next_reminder(session: Session, now: datetime) -> datetime | None:
    """When the next reminder is due, or one that failed is tried again."""
    return earliest(*session.execute(_next_moments(), {NOW.key: now}).one())


def _claim(act: Act) -> tuple[str, WorkItem | None] | None:
    key = act.session.scalar(_first_due(), {NOW.key: act.now})
    if key is None:
        return None
    # Asked again now that the case is locked: a step may have done the task, or another worker reminded of it.
    still = select(WorkItem).where(
        WorkItem.id == key, WorkItem.remind_at <= act.now, WorkItem.status == ItemStatus.OPEN
    )
    return key, act.session.scalars(still.execution_options(populate_existing=True)).one_or_none()


@cache
def _first_due() -> Select[str]:
    due = _planned().where(WorkItem.remind_at <= NOW).join(WorkItem.instance)
    return due.with_for_update(of=Instance, skip_locked=True).limit(1)


@cache
def _next_moments() -> Select[datetime, datetime]:
    first = _planned().with_only_columns(WorkItem.remind_at).limit(1)
    return select(first.scalar_subquery(), next_try(REMINDERS))


def _planned() -> Select[str]:
    """The ids of tasks with a reminder to come, along the index of `remind_at`."""
    rests = resting(REMINDERS, WorkItem.id)
    return select(WorkItem.id).where(WorkItem.remind_at.is_not(None), ~rests).order_by(WorkItem.remind_at)
