"""Reading what the list of tasks shows beside its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import texts
from app.cases import listed
from app.cases.listed import Whose
from app.cases.models import Postponed
from app.cases.wanted import DUE, NOBODY, Wanted
from app.flow.models import Definition, WorkItem
from app.inbox.models import BulkChange, SavedFilter
from app.people import absences
from app.people import queries as people
from app.people.models import User

UNDOABLE = timedelta(minutes=10)
"""For so long what was done to several tasks can be undone."""
MOST_FILTERS = 12
"""How many filters an institution keeps."""

PARTS = {"verfahren": "process", "schritt": "title", "wer": "holder", "stelle": "office", "frist": "due"}
"""Name in an address → part of Wanted."""


def wanted(arguments: Mapping[str, str]) -> Wanted:
    """What the parts of an address narrow the list to; unknown ones narrow nothing."""
    given = {part: arguments.get(name, "").replace("\0", "")[:200] for name, part in PARTS.items()}
    if given["due"] not in DUE:
        given["due"] = ""
    return Wanted(**given)  # type: ignore[arg-type]


def query_of(whose: Whose, narrowed: Wanted) -> str:
    """The narrowing part of an address, without words that were searched for."""
    named = {name: getattr(narrowed, part) for name, part in PARTS.items()}
    return urlencode({name: value for name, value in {"sicht": whose.value, **named}.items() if value})


def read_query(query: str) -> tuple[Whose, Wanted]:
    """What `query_of` has written."""
    arguments = dict(parse_qsl(query))
    whose = next((one for one in Whose if one.value == arguments.get("sicht", "")), Whose.ALL)
    return whose, wanted(arguments)


@dataclass(frozen=True)
class Choices:
    """What the list can be narrowed to: pairs of value and words for each part."""

    process: Sequence[tuple[str, str]]
    title: Sequence[tuple[str, str]]
    holder: Sequence[tuple[str, str]]
    office: Sequence[tuple[str, str]]


def choices(session: Session, user: User) -> Choices:
    """What the list of `user` can be narrowed to."""
    titles, processes = listed.titles_and_processes(session, user)
    named = select(Definition.key, Definition.name).where(Definition.key.in_(processes)).order_by(Definition.version)
    names = {row.key: row.name for row in session.execute(named)}
    persons = [user, *absences.possible_deputies(session, user)] if user.institution_id else [user]
    return Choices(
        process=_sorted(names.items()),
        title=_sorted((title, title) for title in titles),
        holder=[(NOBODY, "noch niemand"), *((one.id, one.name) for one in persons)],
        office=[(one.key, one.name) for one in people.institutions(session)],
    )


def _sorted(pairs: object) -> list[tuple[str, str]]:
    return sorted(pairs, key=lambda pair: texts.folded(pair[1]))  # type: ignore[call-overload, no-any-return]


@dataclass(frozen=True)
class Kept:
    """A kept filter, and how many tasks it shows the person who asks."""

    row: SavedFilter
    count: int


def kept_filters(session: Session, user: User, now: datetime) -> list[Kept]:
    """The filters of the institution of `user`, by name, each with its count: two statements, however many they are."""
    if user.institution_id is None:
        return []
    mine = select(SavedFilter).where(SavedFilter.institution_id == user.institution_id).limit(MOST_FILTERS)
    rows = sorted(session.scalars(mine), key=lambda row: texts.folded(row.name))
    if not rows:
        return []
    counts = listed.counted(session, user, now.date(), [read_query(row.query) for row in rows])
    return [Kept(row, count) for row, count in zip(rows, counts, strict=True)]


def kept_filter(session: Session, user: User, filter_id: str) -> SavedFilter | None:
    """The filter with this id, for people of the institution that keeps it."""
    row = session.get(SavedFilter, filter_id)
    return row if row is not None and row.institution_id == user.institution_id else None


def last_change(session: Session, user: User, now: datetime) -> BulkChange | None:
    """What `user` last did to several tasks, while it can be undone."""
    found = session.get(BulkChange, user.id)
    return found if found is not None and now - found.at < UNDOABLE else None


def put_off(session: Session, user: User, item_ids: Sequence[str]) -> dict[str, Postponed]:
    """Those of these tasks that `user` has put off, by id."""
    if not item_ids:
        return {}
    rows = session.scalars(select(Postponed).where(Postponed.user_id == user.id, Postponed.item_id.in_(item_ids)))
    return {row.item_id: row for row in rows}


def parts_set(narrowed: Wanted) -> list[str]:
    """The parts that narrow a list, words excepted."""
    return [one.name for one in fields(narrowed) if one.name != "words" and getattr(narrowed, one.name)]


def in_order_of_locks(session: Session, item_ids: Sequence[str]) -> Sequence[str]:
    """The ids of tasks that exist, those of one case together, in the order in which everybody locks several cases.

    In any other order two people who choose tasks of the same cases could wait for each other for ever.
    """
    rows = select(WorkItem.id).where(WorkItem.id.in_(item_ids)).order_by(WorkItem.instance_id, WorkItem.id)
    return session.scalars(rows).all()
