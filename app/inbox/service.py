"""Doing one thing to several tasks at once, undoing it, and keeping filters."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, select

from app import texts
from app.act import Act
from app.cases.listed import Whose
from app.cases.models import Case, Postponed
from app.cases.wanted import Wanted
from app.consent import sharing
from app.consent.reading import reader_of
from app.errors import AppError, InvalidError
from app.flow.kinds import TO_DO
from app.flow.models import WorkItem
from app.inbox.models import BulkChange, SavedFilter
from app.inbox.queries import (
    MOST_FILTERS,
    in_order_of_locks,
    kept_filter,
    last_change,
    parts_set,
    put_off,
    query_of,
)
from app.tasks import queries
from app.tasks.service import Tasks

MOST = 50
"""So many tasks can be chosen at once: as many as a page shows."""


class Deed(StrEnum):
    """What can be done to several tasks at once; the words stand in forms."""

    TAKE = "take"
    """The person who acts takes them over."""
    GIVE = "give"
    """They go to a colleague."""
    LATER = "later"
    """They are put off to a day, for the person who acts alone."""
    NOW = "now"
    """They are put off no longer."""


class ChoiceError(InvalidError):
    """Bitte wählen Sie mindestens eine Aufgabe."""


class FilterError(InvalidError):
    """Diesen Filter können wir so nicht speichern."""


@dataclass(frozen=True)
class Chosen:
    """A chosen task. client: their name, as the person who acts may know it. hindrance: why nothing is done to it."""

    item: WorkItem
    case: Case
    client: str
    hindrance: str


def chosen(act: Act, item_ids: Sequence[str], deed: Deed) -> list[Chosen]:
    """What would become of these tasks; those the person who acts may not see are left out. Raises ChoiceError."""
    wanted, found = list(dict.fromkeys(item_ids))[:MOST], []
    for item_id in in_order_of_locks(act.session, wanted):
        try:
            item, standing = queries.locked_task_for(act.session, act.user, item_id, act.today)
        except AppError:
            continue  # somebody else has done it, or consent has ended: it is on no list any more
        if item.kind not in TO_DO:
            continue
        name = sharing.client_name(reader_of(act.session, standing, act.now), standing.case)
        found.append(Chosen(item, standing.case, name, _hindrance(act, item, deed)))
    if not found:
        raise ChoiceError
    return sorted(found, key=lambda one: wanted.index(one.item.id))


def _hindrance(act: Act, item: WorkItem, deed: Deed) -> str:
    if deed is Deed.TAKE and item.assignee_id == act.user.id:
        return "liegt schon bei Ihnen"
    if deed in (Deed.TAKE, Deed.GIVE) and queries.is_kept_by_other(act.session, item, act.user, act.today):
        return "hat schon jemand anderes übernommen"
    return ""


def do(act: Act, tasks: Tasks, picked: Sequence[Chosen], deed: Deed, colleague: str, until: date | None) -> int:
    """Does it to all of `picked` that nothing hinders; returns how many. `undo` takes it back.

    Raises NoColleagueError where `colleague` is none, InvalidError where `until` is no day to come.
    """
    if deed is Deed.LATER and (until is None or until <= act.today):
        raise InvalidError("Bitte wählen Sie einen Tag ab morgen.")
    free = [one for one in picked if not one.hindrance]
    earlier = put_off(act.session, act.user, [one.item.id for one in free])
    before = []
    for one in free:
        item, was = one.item, earlier.get(one.item.id)
        row = [item.id, item.assignee_id, item.stands_in_for_id, was.until.isoformat() if was else None]
        if deed is Deed.TAKE:
            tasks.claim(act, item)
        elif deed is Deed.GIVE:
            tasks.assign(act, item, one.case, colleague)
        else:
            _put_off(act, item.id, was, until if deed is Deed.LATER else None)
        before.append([*row, item.assignee_id])
    act.session.merge(BulkChange(user_id=act.user.id, at=act.now, before=json.dumps(before)))
    return len(free)


def _put_off(act: Act, item_id: str, was: Postponed | None, until: date | None) -> None:
    if until is not None:
        act.session.merge(Postponed(user_id=act.user.id, item_id=item_id, until=until))
    elif was is not None:
        act.session.delete(was)


def undo(act: Act) -> int:
    """Takes back what the person who acts last did to several tasks; returns to how many.

    What somebody has changed since stays as it is.
    """
    last = last_change(act.session, act.user, act.now)
    if last is None:
        raise InvalidError("Das lässt sich nicht mehr rückgängig machen.")
    undone, before = 0, {row[0]: row[1:] for row in json.loads(last.before)}
    for item_id in in_order_of_locks(act.session, list(before)):
        assignee, stood_in_for, until, now_with = before[item_id]
        try:
            item, _standing = queries.locked_task_for(act.session, act.user, item_id, act.today)
        except AppError:
            continue
        if item.assignee_id != now_with:
            continue
        item.assignee_id, item.stands_in_for_id = assignee, stood_in_for
        was = put_off(act.session, act.user, [item_id]).get(item_id)
        _put_off(act, item_id, was, date.fromisoformat(until) if until else None)
        undone += 1
    act.session.delete(last)
    return undone


def keep_filter(act: Act, name: str, whose: Whose, narrowed: Wanted) -> SavedFilter:
    """Keeps a filter for everybody of the institution. Raises FilterError."""
    words, office = texts.one_line(name), act.user.institution_id
    if office is None or not (parts_set(narrowed) or whose is not Whose.ALL):
        raise FilterError("Bitte wählen Sie zuerst, wonach die Liste gefiltert werden soll.")
    if not words:
        raise FilterError("Bitte geben Sie dem Filter einen Namen.")
    kept = select(func.count()).select_from(SavedFilter).where(SavedFilter.institution_id == office)
    if (act.session.scalar(kept) or 0) >= MOST_FILTERS:
        raise FilterError(f"Ihre Stelle hat schon {MOST_FILTERS} Filter. Löschen Sie zuerst einen davon.")
    row = SavedFilter(institution_id=office, name=words, query=query_of(whose, narrowed), made_at=act.now)
    act.session.add(row)
    act.session.flush()
    return row


def drop_filter(act: Act, filter_id: str) -> None:
    """Forgets a filter of the institution of the person who acts; one of others stays."""
    row = kept_filter(act.session, act.user, filter_id)
    if row is not None:
        act.session.delete(row)
