"""Saves what is typed on the page of a task and not handed in, and shows it when the task is no longer open."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app import drafts
from app.act import Act
from app.cases.models import Case
from app.cases.roles import Right
from app.cases.standing import Standing, item_with_case, standing_of
from app.consent.sharing import share_of
from app.db import TooLongError
from app.documents import attachments
from app.drafts import Draft, Said
from app.errors import AppError
from app.flow.errors import ActionError, FlowError
from app.flow.models import WorkItem
from app.flow.service import Flow
from app.forms import typed
from app.people import queries as people
from app.people.models import User
from app.tasks.service import Tasks

Posted = dict[str, list[str]]


def said(tasks: Tasks, act: Act, item: WorkItem, standing: Standing, posted: Posted) -> Said:
    """What of `posted` differs from what the page of this open task shows by itself, in words."""
    form = tasks.form_of(act.session, item)
    if form is None:
        return []
    known, shared = tasks.known(act, item, form), share_of(act.session, standing, act.now)
    uploads = attachments.staged(act.session, act.user, item) if form.takes_files else {}
    given = shared.of(known)
    return typed(
        form.view(known, now=act.now, shared=given),
        form.view(known, posted, now=act.now, shared=given, uploads=uploads),
    )


@dataclass(frozen=True)
class Refused:
    """An attempt to hand in a task that failed, with `error` if known: what was typed is kept all the same.

    instance_id: the process of its case, with which the reason is kept where a step of it has failed.
    """

    user_id: str
    path: str
    posted: Posted
    now: datetime
    instance_id: str
    error: AppError | None = None

    def keep(self, flow: Flow, session: Session) -> None:
        """Writes both, after the request's own work was rolled back."""
        drafts.keep(session, self.user_id, self.path, self.posted, self.now)
        if isinstance(self.error, FlowError | ActionError | TooLongError):
            flow.note_incident(session, self.instance_id, self.error.message, self.now)


@dataclass(frozen=True)
class Left:
    """A task that somebody can no longer do.

    item, case, by: the task, its case, and who did it, if that is somebody of an office. texts: what they had typed, by
    the window in which they did; the empty window for what they have just sent.
    """

    item: WorkItem | None
    case: Case | None
    by: User | None
    texts: list[tuple[str, Said]]


def left(tasks: Tasks, act: Act, item_id: str, path: str, posted: Posted) -> Left:
    """What somebody who comes too late is told, with everything they had typed.

    Somebody who no longer takes part in the case gets back only what they typed themselves, and nothing of the case.
    """
    found = item_with_case(act.session, item_id)
    if found is None:
        return Left(None, None, None, [])
    item, case = found
    standing = standing_of(act.user, case, act.today)
    inside = bool(standing.own)
    texts = [("", _in_words(tasks, act, item, posted))] if posted else []
    sent_by = drafts.windows(posted)[0] if posted else None
    kept = drafts.all_of(act.session, act.user.id, path)
    for draft in (row for row in kept if row.window != sent_by):
        texts.append((draft.window, _words_of(tasks, act, item, draft, inside)))
    texts = [(window, words) for window, words in texts if any(text for _, text in words)]
    by = people.user_by_id(act.session, item.closed_by_id) if item.closed_by_id else None
    named = by is not None and by.institution_id is not None and standing.has(Right.FOLLOWS)  # not the client
    by = by if named else None
    return Left(item if inside else None, case if inside else None, by, texts)


def _words_of(tasks: Tasks, act: Act, item: WorkItem, draft: Draft, inside: bool) -> Said:
    if draft.said is not None:
        return draft.words
    return _in_words(tasks, act, item, draft.posted) if inside else []


def _in_words(tasks: Tasks, act: Act, item: WorkItem, posted: Posted) -> Said:
    """All texts of `posted` with their labels, by the form alone: the data of a task that is over are not at hand."""
    form = tasks.form_of(act.session, item)
    if form is None:
        return []
    return typed(form.view({}, now=act.now), form.view({}, posted, now=act.now))
