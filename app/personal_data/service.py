"""Collecting what the house keeps about one person, as far as it may be handed out to them.

Confidential answers of others are left out, unless the diagram names the client as a reader. The coordination office,
which hands the paper out, gets nothing that it may not read itself: see ADR 0018.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from app.audit import queries as log
from app.audit.access_list import in_words
from app.cases import queries as cases
from app.cases import roles
from app.cases.models import Case
from app.cases.standing import Standing
from app.consent import categories, reading, sharing
from app.documents.models import Document
from app.documents.service import facts_in, of_case
from app.forms import Fact
from app.notes import queries as notes
from app.notes.models import KINDS
from app.outbox.models import MessageStatus
from app.people import queries as people
from app.people.models import User
from app.personal_data import queries
from app.personal_data.content import (
    FORMAT,
    Access,
    Answer,
    Bill,
    CaseData,
    Consent,
    Happening,
    Hold,
    Jotting,
    Letter,
    Outcome,
    Paper,
    Part,
    PersonData,
    Task,
)
from app.personal_data.unnamed import without_names
from app.retention.queries import holds

STATUSES = {
    MessageStatus.SENT: "verschickt",
    MessageStatus.WAITING: "wartet auf Versand",
    MessageStatus.LETTER: "Brief zum Ausdrucken",
    MessageStatus.DIGESTED: "im Überblick oder in Nahtstelle gezeigt",
    MessageStatus.FAILED: "nicht zustellbar",
}


@dataclass
class _Left:
    """Counts what is left out: confidential answers of others, answers of `authors` that the asker may not read, and
    notes that an office wrote for itself."""

    confidential: int = 0
    for_offices: int = 0
    not_granted: int = 0
    authors: set[str] = field(default_factory=set)

    def remarks(self) -> list[str]:
        said = []
        if self.confidential:
            said.append(
                "Vertrauliche Angaben, die andere geschrieben haben, sind nicht enthalten (Anzahl: "
                f"{self.confidential}). Das Gesetz erlaubt, sie zurückzuhalten."
            )
        if self.for_offices:
            said.append(
                "Notizen, die eine Stelle nur für sich geschrieben hat, sind ohne ihren Text enthalten (Anzahl: "
                f"{self.for_offices}). Die Person verlangt ihn bei dieser Stelle."
            )
        if self.not_granted:
            where = f", oder sie verlangt sie bei: {', '.join(sorted(self.authors))}" if self.authors else ""
            said.append(
                "Angaben, welche die Koordinationsstelle selbst nicht lesen darf, sind nicht enthalten (Anzahl: "
                f"{self.not_granted}). Die Person erhält sie mit ihrem eigenen Zugang{where}."
            )
        return said


def collect(session: Session, standing: Standing, now: datetime) -> PersonData:
    """Everything about the client of a case, in it and in their other cases that the asker may open.

    standing: the client in the case, or somebody of the coordination office (`Right.SEES_LOG`).
    """
    case, left = standing.case, _Left()
    client = queries.client_of(case)
    others = queries.other_cases_of_same_person(session, standing, now.date())
    data = [_case_data(session, one, left, now) for one in (standing, *others)]
    knows_name = reading.reader_of(session, standing, now).knows_name
    return PersonData(
        format=FORMAT,
        created_at=now,
        name=client.name if client and knows_name else sharing.shown_name(case, knows_name),
        email=((client.email if client else case.client_email) or "") if knows_name else "",
        login=client.username if client and knows_name else "",
        remarks=left.remarks(),
        cases=data,
    )


def _case_data(session: Session, standing: Standing, left: _Left, now: datetime) -> CaseData:
    """One case; without the client's name where the asker may not know it in this case."""
    case, client = standing.case, queries.client_of(standing.case)
    data = _whole_case(session, standing, left, now)
    if reading.reader_of(session, standing, now).knows_name:
        return data
    named = {case.client_name, case.client_email or "", *((client.name, client.email) if client else ())}
    return without_names(data, named, sharing.shown_name(case, knows_it=False))


def _whole_case(session: Session, standing: Standing, left: _Left, now: datetime) -> CaseData:
    case = standing.case
    offices = {row.key: row.name for row in people.institutions(session)}
    return CaseData(
        number=case.number,
        procedure=case.instance.definition.name,
        opened_at=case.opened_at,
        closed_at=case.instance.ended_at,
        result=case.result or "",
        erase_on=case.erase_on,
        participants=_participants(case),
        consents=[
            Consent(offices.get(row.giver, row.giver), offices.get(row.receiver, row.receiver),
                    categories.NAMES.get(row.category, row.category), row.given_at, row.until, row.ended_at)
            for row in queries.grants(session, case)
            if row.giver != row.receiver
        ],
        documents=_documents(session, standing, left, now),
        notes=_notes(session, standing, left, now),
        messages=[
            Letter(row.posted_at, row.to_name, row.subject, row.body, STATUSES[row.status])
            for row in queries.messages(session, case)
        ],
        history=[
            Happening(event.at, event.title, user.name if user else "")
            for event, user in reversed(cases.history(session, case))
        ],
        open_tasks=[Task(item.title, item.due) for item in cases.open_tasks(session, case)],
        invoices=[
            Bill(row.payee.name, row.debtor.name, f"{row.amount / 100:.2f}", row.period, row.text, row.at)
            for row in cases.invoices(session, case)
        ],
        decisions=[Outcome(row.at, row.decision, json.loads(row.outputs)) for row in queries.decisions(session, case)],
        holds=[Hold(row.since, row.until) for row in holds(session, case)],
        accesses=[
            Access(entry.at, entry.actor_name, entry.institution, in_words(entry))
            for entry in reversed(log.entries_of(session, case.number))
        ],
    )  # fmt: skip


def _participants(case: Case) -> list[Part]:
    return [
        Part(
            role=roles.NAMES.get(row.role, row.role),
            name=row.user.name if row.user else case.client_name if row.role == roles.CLIENT else "",
            institution=row.institution.name if row.institution else "",
            since=row.since,
            until=row.until,
        )
        for row in queries.participants_ever(case)
    ]


def _documents(session: Session, standing: Standing, left: _Left, now: datetime) -> list[Paper]:
    case = standing.case
    client = queries.client_of(case)
    asks_for_oneself = client is not None and client.id == standing.user.id
    reader = reading.reader_of(session, standing, now)
    papers = []
    for document in reversed(of_case(session, case)):
        every = facts_in(document)
        theirs = [fact for fact in every if _is_for_client(document, fact, client)]
        left.confidential += len(every) - len(theirs)
        handed = theirs if asks_for_oneself else _readable(reader, document, theirs)
        if len(handed) < len(theirs):
            left.not_granted += len(theirs) - len(handed)
            left.authors |= {document.institution.name} if document.institution else set()
        papers.append(_paper(document, handed, len(every) - len(handed)))
    return papers


def _notes(session: Session, standing: Standing, left: _Left, now: datetime) -> list[Jotting]:
    client = queries.client_of(standing.case)
    asks_for_oneself = client is not None and client.id == standing.user.id
    reader = reading.reader_of(session, standing, now)
    found = []
    for note in notes.of_case(session, standing.case):
        is_kept = note.category == categories.OFFICE and not reader.is_own(note)
        is_hidden = not (is_kept or asks_for_oneself or reader.sees(note, note.category))
        left.for_offices += is_kept
        left.not_granted += is_hidden
        left.authors |= {note.institution.name} if is_hidden else set()
        withheld = is_kept or is_hidden
        found.append(
            Jotting(note.at, note.by.name, note.institution.name, KINDS[note.kind],
                    categories.WORDS[note.category], "" if withheld else note.text, int(withheld))
        )  # fmt: skip
    return found


def _is_for_client(document: Document, fact: Fact, client: User | None) -> bool:
    own = client is not None and document.by_id == client.id
    return own or fact.category != categories.CONFIDENTIAL or f" {roles.CLIENT} " in document.readers


def _readable(reader: reading.Reader, document: Document, facts: Sequence[Fact]) -> list[Fact]:
    found = reader.read(document)
    return [fact for fact in facts if found is not None and fact in found.facts]


def _paper(document: Document, facts: Sequence[Fact], withheld: int) -> Paper:
    return Paper(
        title=f"{document.title} – {document.label}" if document.label else document.title,
        at=document.at,
        by=document.by.name,
        institution=document.institution.name if document.institution else "",
        answers=[
            Answer(fact.heading, fact.label, fact.text, ", ".join(categories.in_words([fact.category])))
            for fact in facts
        ],
        withheld=withheld,
    )
