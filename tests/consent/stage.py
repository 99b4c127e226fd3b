"""A case with documents of several institutions, for the tests of who may read what."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.bootstrap import House
from app.cases import roles
from app.cases.models import Case
from app.cases.service import add_participant, open_case
from app.cases.standing import standing_of
from app.consent import reading, service
from app.consent.sweeps import end_expired, warn
from app.db import new_id
from app.documents.models import Attachment, Document
from app.flow.models import WorkItem
from app.outbox.models import Message
from app.people import queries as people
from app.people.models import User

DAY = "2028-01-10"
MANDATE = {
    "weitergebende": ["rav_luzern", "iv_luzern"],
    "empfaenger": [
        {"stelle": "ks_iiz", "kategorien": ["personalien", "berufliches"]},
        {"stelle": "sd_luzern", "kategorien": ["personalien", "gesundheit_funktion"]},
        {"stelle": "rav_luzern", "kategorien": ["berufliches"]},
    ],
    "gueltig_bis": DAY,
}


TAKING_PART = {
    "iv_luzern": roles.INSURER_IV,
    "sd_luzern": roles.PROFESSIONAL,
    "praxis_seetal": roles.PROFESSIONAL,
    "provider_brueckenwerk": roles.PROVIDER,
}


@dataclass
class Stage:
    """One case, with RAV, IV, social service, provider, therapist, coordination office and client."""

    house: House
    number: str = ""

    def open(self) -> "Stage":
        with self.house.database.transaction() as session:
            referrer = self.user(session, "rav.berater")
            act = self.house.act(session, referrer)
            values = {"klient": {"vorname": "Peter", "name": "M.", "email": "peter.m@example.org"}}
            case = open_case(act, self.house.flow, "antrag", values)
            self.number = case.number
            for key, role in TAKING_PART.items():
                office = people.institution_by_key(session, key)
                add_participant(act, case, role, office)
        return self

    def user(self, session: Session, name: str) -> User:
        found = people.user_by_name(session, name)
        assert found is not None
        return found

    def case(self, session: Session) -> Case:
        found = session.query(Case).filter_by(number=self.number).one()
        assert isinstance(found, Case)
        return found

    def hand_in(self, author: str, title: str, readers: str = "", **categories: str) -> None:
        """`author` hands in a document with one fact, and a file, for each category."""
        files = {label: new_id() for label in categories}
        facts = [
            ["", label, "…", category, [{"id": files[label], "name": "x.pdf", "type": "application/pdf", "size": 3}]]
            for label, category in categories.items()
        ]
        with self.house.database.transaction() as session:
            user, case = self.user(session, author), self.case(session)
            document = Document(case_id=case.id, title=title, at=self.house.clock.now(), by_id=user.id, readers=readers,
                                institution_id=user.institution_id, facts=json.dumps(facts))  # fmt: skip
            session.add(document)
            session.flush()
            item = session.query(WorkItem).filter_by(instance_id=case.instance_id).first()
            assert item is not None
            for label, file_id in files.items():
                session.add(Attachment(id=file_id, case_id=case.id, item_id=item.id, document_id=document.id,
                                       field=label, by_id=user.id, at=document.at, name="x.pdf",
                                       kind="application/pdf", size=3, sha256="", content=b"pdf"))  # fmt: skip

    def agree(self, mandate: Mapping[str, Any] = MANDATE) -> "Stage":
        with self.house.database.transaction() as session:
            service.record(self.house.act(session), self.case(session), mandate)
        return self

    def withdraw(self, party: str = "", category: str = "") -> None:
        with self.house.database.transaction() as session:
            case, act = self.case(session), self.house.act(session)
            if party or category:
                service.withdraw(act, case, party, category)
            else:
                service.withdraw_all(act, case)

    def work(self) -> int:
        """What the worker does about mandates, in its order; returns how many cases it touched."""
        house = self.house
        return sum(sweep(house.database, house.act) for sweep in (end_expired, warn))

    def mails(self) -> list[tuple[str, str]]:
        """To whom what was written, the case number left out, in order."""
        with self.house.database.transaction(writes=False) as session:
            rows = select(Message).where(Message.case_number == self.number).order_by(Message.posted_at)
            return [(row.to_name, row.subject.replace(f" ({self.number})", "")) for row in session.scalars(rows)]

    def reads(self, name: str) -> dict[str, list[str]]:
        """Title of each document `name` may read → labels of what they see in it."""
        with self.house.database.transaction(writes=False) as session:
            now = self.house.clock.now()
            standing = standing_of(self.user(session, name), self.case(session), now.date())
            found = reading.readable(session, standing, now)
            return {item.document.title: [fact.label for fact in item.facts] for item in found}
