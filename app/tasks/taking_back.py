"""Taking back what was handed in: for ten minutes, while nothing has left the house and nothing has followed.

The messages of such a step wait as long; then it stands (docs/adr/0033).
"""

import json
import zlib
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Delete, Select, bindparam, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.act import Act, Acts
from app.audit.models import CHANGED
from app.cases.history import tell_history
from app.cases.standing import Standing
from app.db import Database, new_id
from app.db.changes import Changed, ChangedSinceError, Recording, put_back
from app.errors import ConflictError
from app.flow import store
from app.flow.errors import TaskGoneError
from app.flow.kinds import ItemStatus
from app.flow.models import LastStep, WorkItem
from app.outbox.models import Message, MessageStatus
from app.sweeping import NOW, Chore, earliest, next_try, resting, sweep
from app.tasks import queries

WITHIN = timedelta(minutes=10)
STANDS = "steps that stand"
FOLLOWS = ("listed_task", "listed_case", "search_word", "attachment", "audit_chain", "audit_entry")
"""Tables that are not put back: lists follow from the case by themselves, the log keeps everything, and of files only
those are dropped that no answer names."""
MESSAGE = Message.__tablename__

Posted = dict[str, list[str]]


class StandsError(ConflictError):
    """Das lässt sich nicht mehr zurücknehmen: Die zehn Minuten sind vorbei. Eine Berichtigung ist weiterhin möglich."""


class HasLeftError(ConflictError):
    """Das lässt sich nicht mehr zurücknehmen: Eine Nachricht dazu hat das Haus schon verlassen."""


class HasFollowedError(ConflictError):
    """Das lässt sich nicht mehr zurücknehmen: Im Fall ist es inzwischen weitergegangen."""


def remember(act: Act, item: WorkItem, step: Recording, posted: Posted) -> datetime | None:
    """Keeps how to take back a step that was just taken, and holds its messages; returns until when.

    None where it cannot be taken back.
    """
    session = act.session
    session.execute(_forget(), {"instance": item.instance_id})
    if step.past:
        return None
    until = act.now + WITHIN
    for message in step.added(Message):
        if message.status == MessageStatus.WAITING:
            message.next_try_at = until
    session.flush()
    changes = zlib.compress(json.dumps([asdict(one) for one in step.changes()], ensure_ascii=False).encode())
    kept = {name: texts for name, texts in posted.items() if name != "csrf_token"}
    row = LastStep(
        instance_id=item.instance_id, item_id=item.id, by_id=act.user.id, until=until, changes=changes,
        posted=json.dumps(kept, ensure_ascii=False),
    )  # fmt: skip
    session.add(row)
    return until


@dataclass(frozen=True)
class Recent:
    """A task or report that somebody has just handed in and may take back until then, unless something follows."""

    item: WorkItem
    until: datetime


def recent(act: Act, instance_id: str) -> Recent | None:
    """What the person who acts has just handed in in a case, if it may still be taken back."""
    values = {"user": act.user.id, "now": act.now, "instance": instance_id}
    found = act.session.execute(_recent(), values).one_or_none()
    return Recent(*found) if found is not None else None


def take_back(act: Act, item_id: str) -> tuple[WorkItem, Standing, Posted]:
    """Puts everything back to before the step that handed in this task or report; it is open again then.

    Returns it, the person's part in its case, and what they had posted. Raises StandsError, HasLeftError or
    HasFollowedError, and the errors of open_task_for where the person may not do it.
    """
    session = act.session
    store.lock_of_item(session, item_id)
    last = session.scalars(select(LastStep).where(LastStep.item_id == item_id)).one_or_none()
    if last is None or last.by_id != act.user.id or last.until <= act.now:
        _refuse(act, item_id)
        raise StandsError
    changes = [Changed(**one) for one in json.loads(zlib.decompress(last.changes))]
    posted: Posted = json.loads(last.posted)
    session.delete(last)
    try:
        put_back(session, changes, {WorkItem: lambda row: _withdraw(act, row)})
    except ChangedSinceError as error:
        raise (HasLeftError if error.table == MESSAGE else HasFollowedError) from error
    except IntegrityError as error:  # somebody has added something to what the step had made
        raise HasFollowedError from error
    item, standing = queries.open_task_for(session, act.user, item_id, act.today)
    tell_history(act, standing.case, item.element, f"Zurückgenommen: {item.title}")
    act.record(standing.case.number, CHANGED, f"{queries.in_words(item)} zurückgenommen")
    return item, standing, posted


def _refuse(act: Act, item_id: str) -> None:
    """Tells whoever may not do this task no more than its page does."""
    with suppress(TaskGoneError):
        queries.open_task_for(act.session, act.user, item_id, act.today)


def _withdraw(act: Act, item: WorkItem) -> None:
    """Closes a task that the step had opened: somebody may have typed in it already, and is told what became of it."""
    item.status, item.closed_at, item.remind_at = ItemStatus.CANCELLED, act.now, None
    item.task_id = new_id()  # handed in again, the step may open the same one


def forget_old(database: Database, acts: Acts) -> int:
    """Deletes how to take back steps that stand; returns how many."""
    return sweep(database, acts, Chore(STANDS, _claim, _remove))


def next_to_forget(session: Session, now: datetime) -> datetime | None:
    """When the next step stands."""
    first, again = session.execute(_next_moments(), {NOW.key: now}).one()
    return earliest(first, again)


def _claim(act: Act) -> tuple[str, str] | None:
    found = act.session.scalars(_first_old(), {NOW.key: act.now}).one_or_none()
    return None if found is None else (found, found)


def _remove(act: Act, instance_id: str) -> None:
    act.session.execute(_forget(), {"instance": instance_id})


@cache
def _first_old() -> Select[str]:
    old = select(LastStep.instance_id).where(LastStep.until <= NOW, _is_free()).order_by(LastStep.until).limit(1)
    return old.with_for_update(skip_locked=True)


@cache
def _next_moments() -> Select[datetime, datetime]:
    return select(select(func.min(LastStep.until)).where(_is_free()).scalar_subquery(), next_try(STANDS))


def _is_free() -> ColumnElement[bool]:
    return ~resting(STANDS, LastStep.instance_id)


@cache
def _forget() -> Delete:
    return delete(LastStep).where(LastStep.instance_id == bindparam("instance"))


@cache
def _recent() -> Select[WorkItem, datetime]:
    mine = LastStep.by_id == bindparam("user"), LastStep.until > bindparam("now")
    found = select(WorkItem, LastStep.until).join(LastStep, LastStep.item_id == WorkItem.id).where(*mine)
    return found.where(LastStep.instance_id == bindparam("instance"))
