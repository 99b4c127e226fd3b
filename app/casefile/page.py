"""The page of one case for one reader."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from app.act import Act
from app.casefile.coming import Coming, Words, coming
from app.casefile.plan import Plan, plan_of
from app.casefile.share import Shown, shown_to
from app.casefile.strip import Phase, strip
from app.cases import letters, queries, roles
from app.cases.models import Case, Invoice, Participant
from app.cases.roles import Right
from app.cases.standing import Standing, mandate_is_over
from app.consent import reading, recall, sharing
from app.documents import listing
from app.flow.models import Event, WorkItem
from app.flow.outlook import Outlook, Stand
from app.flow.page_words import CONTACT, GOALS, LIGHT, TIMELINE
from app.flow.service import Flow
from app.i18n import gettext
from app.notes import queries as notes
from app.outbox.models import Message
from app.people import queries as people
from app.people.models import Institution, User
from app.tasks import taking_back
from app.tasks.taking_back import Recent

LATEST = 3
"""How much of its history the page of a case shows; a case of years has hundreds of entries."""
PAPERS = 3
"""How many of its newest papers the page shows, besides those that are pinned."""


@dataclass(frozen=True)
class Light:
    """The last report on how a case goes: `colour` as handed in (gruen, gelb, rot), on `day`."""

    colour: str
    day: date | None


@dataclass(frozen=True)
class PageOfCase:
    """The values that the template `casefile/case.html` reads.

    client: the client's name as the reader may know it; name_shown: the same for anybody on it. contact: `telefon` and
    `email` of the client, as far as readable. coming: what is next, in order; my_tasks: the ids of the tasks in it
    that the reader may do. pinned, recent: papers the reader may read something of. participants: people or offices,
    by name, each with the names of their roles. history: its latest entries.
    handed_in: what the reader has just handed in and may take back.
    stands: where the case stands, diagram by diagram; empty where the diagram is not shown.
    """

    case: Case
    me: User
    today: date
    client: str
    name_shown: Callable[[User], str]
    contact: Mapping[str, Any]
    light: Light | None
    lead: Participant | None
    phases: Sequence[Phase]
    coming: Sequence[Coming]
    plan: Plan
    participants: Sequence[tuple[str, Sequence[str]]]
    my_tasks: Collection[str]
    reports: Sequence[WorkItem]
    notes: notes.Shown
    pinned: Sequence[reading.Reading]
    recent: Sequence[reading.Reading]
    letters: Sequence[Message]
    sends_letters: bool
    invoices: Sequence[Invoice]
    history: Sequence[tuple[Event, User | None]]
    history_goes_on: bool
    stands: Sequence[Stand]
    is_expired: bool
    recall_open: bool
    handed_in: Recent | None
    may_see_accesses: bool


def page_of_case(act: Act, flow: Flow, standing: Standing) -> PageOfCase:
    """The page of a case for somebody who takes part in it.

    Without the right FOLLOWS, as a provider, they see their own tasks and papers and their own measure, not the
    participants or the history.
    """
    session, now = act.session, act.now
    case, follows = standing.case, standing.has(Right.FOLLOWS)
    reader = reading.reader_of(session, standing, now)
    items = queries.open_items(session, case)
    mine = {item.id for item in items if standing.does(item)}
    tasks = [item for item in queries.most_urgent_first(items) if follows or item.id in mine]
    client = sharing.client_name(reader, case)
    outlook = flow.outlook(act, case.instance)
    shown = shown_to(session, reader, outlook)
    words = _words(act, standing, tasks, client)
    ahead = coming(standing, tasks, outlook, shown, words, act.today)
    papers = reader.read_all(listing.latest(session, standing))
    latest, goes_on = queries.history_page(session, case, size=LATEST) if follows else ([], False)
    return PageOfCase(
        case=case,
        me=standing.user,
        today=act.today,
        client=client,
        name_shown=partial(sharing.name_shown, client=client),
        contact=next(iter(shown.records(CONTACT)), {}),
        light=_light(shown),
        lead=next((row for row in standing.everybody if row.role == roles.CASE_LEAD), None),
        phases=_phases(act, case, outlook, ahead) if follows else [],
        coming=[] if case.is_closed and not tasks else ahead,
        plan=plan_of(shown.records(GOALS), shown.records(TIMELINE), act.today),
        participants=_with_roles(standing.everybody, client) if follows else [],
        my_tasks=mine,
        reports=queries.reports(items, standing, now),
        notes=notes.readable(session, reader, case),
        pinned=_newest_of_each_phase(papers),
        recent=[one for one in papers if not one.document.pinned][:PAPERS],
        letters=letters.to_print(session, standing),
        sends_letters=standing.has(Right.SENDS_LETTERS),
        invoices=queries.invoices(session, case) if follows else [],
        history=latest,
        history_goes_on=goes_on,
        stands=outlook.stands if follows else [],
        is_expired=mandate_is_over(case, act.today) and not case.is_closed,
        recall_open=standing.has(Right.SEES_RECALLS) and recall.is_open(session, case),
        handed_in=taking_back.recent(act, case.instance_id),
        may_see_accesses=standing.has(Right.SEES_LOG),
    )


def _light(shown: Shown) -> Light | None:
    for drawn in shown.outlook.drawn[LIGHT]:
        found, paper = shown.value_of(drawn), shown.paper_of(drawn)
        if isinstance(found, Mapping) and found.get("ampel"):
            return Light(str(found["ampel"]), paper.at.date() if paper is not None else None)
    return None


def _phases(act: Act, case: Case, outlook: Outlook, ahead: Sequence[Coming]) -> Sequence[Phase]:
    meetings = {line.phase: line for line in reversed(ahead) if line.is_meeting and line.phase}
    return strip(outlook, listing.days_of_phases(act.session, case), meetings, case.is_closed)


def _newest_of_each_phase(papers: Sequence[reading.Reading]) -> list[reading.Reading]:
    found: dict[str | None, reading.Reading] = {}
    for one in papers:
        if one.document.pinned:
            found.setdefault(one.document.phase, one)
    return list(found.values())


def _with_roles(everybody: Sequence[Participant], client: str) -> list[tuple[str, Sequence[str]]]:
    """Each person or office once, with their roles: who holds three of them is one person to talk to."""
    found: dict[str, list[str]] = {}
    for row in everybody:
        person = sharing.name_shown(row.user, client) if row.user is not None else ""
        names = [one for one in (person, row.institution.name if row.institution is not None else "") if one]
        found.setdefault(", ".join(names) or client, []).append(roles.NAMES[row.role])
    return [*found.items()]


def _words(act: Act, standing: Standing, tasks: Sequence[WorkItem], client: str) -> Words:
    """The reader's names for people and offices of the case; those the tasks name are read by two statements."""
    ids = {id for item in tasks for id in (item.assignee_id, item.stands_in_for_id)}
    persons = people.users_by_id(act.session, ids)
    taking_part = {row.institution.key: row.institution for row in standing.everybody if row.institution is not None}
    keys = {item.party for item in tasks} - {*taking_part}
    offices: dict[str, Institution] = {**taking_part, **people.institutions_by_key(act.session, keys)}

    def of_office(key: str) -> str:
        return offices[key].name if key in offices else roles.NAMES.get(key, "")

    def of_role(role: str) -> str:
        found = [_name(row, client) for row in standing.everybody if row.role == role]
        return ", ".join(dict.fromkeys(found)) or roles.NAMES.get(role, "")

    def of_task(item: WorkItem) -> str:
        person = persons.get(item.assignee_id or "")
        if person is None:
            return of_office(item.party) if item.party else of_role(item.role or "")
        absent = persons.get(item.stands_in_for_id or "")
        name = sharing.name_shown(person, client)
        return (
            gettext("%(name)s in Vertretung von %(absent)s") % {"name": name, "absent": absent.name} if absent else name
        )

    return Words(of_task, of_role, of_office)


def _name(row: Participant, client: str) -> str:
    """The institution of a participant; a person without one by name."""
    if row.institution is not None:
        return row.institution.name
    return sharing.name_shown(row.user, client) if row.user is not None else client
