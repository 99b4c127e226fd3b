"""The page of one case for one reader."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from app.act import Act
from app.cases import letters, queries, roles
from app.cases.models import Case, Invoice, Participant
from app.cases.roles import Right
from app.cases.standing import Standing, mandate_is_over
from app.consent import reading, recall, sharing
from app.documents import service as documents
from app.flow.models import Event, WorkItem
from app.flow.service import Flow
from app.notes import queries as notes
from app.notes.queries import Shown
from app.outbox.models import Message
from app.people import queries as people
from app.people.models import Institution, User

LATEST = 10
"""How much of its history the page of a case shows; a case of years has hundreds of entries."""


@dataclass(frozen=True)
class PageOfCase:
    """The values that the template `casefile/case.html` reads.

    client: the client's name as the reader may know it; name_shown: the same for anybody on it. tasks: the
    open tasks that are shown, my_tasks: the ids of those the reader may do. history: its latest entries. current:
    elements of the diagram where the case stands and those it has passed; None where the diagram is not shown. people,
    institutions: those the tasks name, by id and by key.
    """

    case: Case
    me: User
    today: date
    client: str
    name_shown: Callable[[User], str]
    lead: Participant | None
    participants: Sequence[Participant]
    role_names: Mapping[str, str]
    tasks: Sequence[WorkItem]
    my_tasks: Collection[str]
    reports: Sequence[WorkItem]
    readings: Sequence[reading.Reading]
    notes: Shown
    letters: Sequence[Message]
    invoices: Sequence[Invoice]
    history: Sequence[tuple[Event, User | None]]
    history_goes_on: bool
    current: tuple[list[str], list[str]] | None
    people: Mapping[str, User]
    institutions: Mapping[str, Institution]
    is_expired: bool
    recall_open: bool
    may_see_accesses: bool


def page_of_case(act: Act, flow: Flow, standing: Standing) -> PageOfCase:
    """The page of a case for somebody who takes part in it.

    Without the right FOLLOWS, as a provider, they see their own tasks and papers, not the participants or the history.
    """
    session, now = act.session, act.now
    case, follows = standing.case, standing.has(Right.FOLLOWS)
    reader = reading.reader_of(session, standing, now)
    items = queries.open_items(session, case)
    mine = {item.id for item in items if standing.does(item)}
    tasks = [item for item in queries.most_urgent_first(items) if follows or item.id in mine]
    client = sharing.client_name(reader, case)
    latest, goes_on = queries.history_page(session, case, size=LATEST) if follows else ([], False)
    return PageOfCase(
        case=case,
        me=standing.user,
        today=now.date(),
        client=client,
        name_shown=partial(sharing.name_shown, client=client),
        lead=next((row for row in standing.everybody if row.role == roles.CASE_LEAD), None),
        participants=standing.everybody if follows else [],
        role_names=roles.NAMES,
        tasks=tasks,
        my_tasks=mine,
        reports=queries.reports(items, standing, now),
        readings=reader.read_all(documents.of_case(session, case)),
        notes=notes.readable(session, reader, case),
        letters=letters.to_print(session, standing),
        invoices=queries.invoices(session, case) if follows else [],
        history=latest,
        history_goes_on=goes_on,
        current=flow.current_elements(act, case.instance) if follows else None,
        people=people.users_by_id(session, {id for item in tasks for id in (item.assignee_id, item.stands_in_for_id)}),
        institutions=people.institutions_by_key(session, {item.party for item in tasks}),
        is_expired=mandate_is_over(case, now.date()) and not case.is_closed,
        recall_open=standing.has(Right.SEES_RECALLS) and recall.is_open(session, case),
        may_see_accesses=standing.has(Right.SEES_LOG),
    )
