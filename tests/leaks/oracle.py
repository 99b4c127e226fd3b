"""Who may read what, said once more in words of its own: it asks the tables, never the code that draws pages."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.models import Case, Participant
from app.consent.models import Grant
from app.documents.models import Document
from app.people.models import User

GIVERS = ("rav", "iv", "sd", "therapist")
"""Kinds of institutions whose papers open only with a grant that names them as givers."""
INSIDE = frozenset({"referrer", "coordination_office", "professional", "case_lead", "payer", "insurer_iv", "mandator",
                    "contractor", "steering"})  # fmt: skip
"""Roles that read by grant. The others, client and provider, read what is addressed to them."""
KNOWS_ADDRESS = frozenset({"referrer", "case_lead", "mandator", "contractor"})


@dataclass(frozen=True)
class Source:
    """Where a mark stands: who wrote it, in which category, for whom."""

    document: Document
    category: str


def sources_of(session: Session, marks: Collection[str]) -> dict[str, list[Source]]:
    """Mark → the answers of papers that hold it."""
    found: dict[str, list[Source]] = {}
    for document in session.scalars(select(Document)):
        for _heading, _label, text, category, *_files in json.loads(document.facts):
            for mark in marks:
                if mark in text:
                    found.setdefault(mark, []).append(Source(document, category or "berufliches"))
    return found


@dataclass(frozen=True)
class Right:
    """What somebody may know of one case at one moment."""

    user: User
    roles: frozenset[str]
    grants: frozenset[tuple[str, str]]
    any_grant: bool
    protected: bool
    has_client: bool

    @property
    def knows_name(self) -> bool:
        if "client" in self.roles or "referrer" in self.roles or bool(self.roles and self.grants):
            return True
        return "provider" in self.roles and not self.roles & INSIDE and self.any_grant

    def may_take_home(self, source: Source) -> bool:
        """Whether the client gets this answer in their Datenauskunft: all but what others wrote in confidence."""
        return "client" in self.roles and (source.category != "vertraulich" or self.reads(source))

    def reads(self, source: Source) -> bool:
        """Whether they may read an answer of a paper, in a page about the case."""
        paper, category = source.document, source.category
        own = paper.institution_id == self.user.institution_id if self.user.institution_id else False
        if own or paper.by_id == self.user.id or not self.has_client:
            return True
        if category == "name":
            return self.knows_name
        if category == "ablauf" and self.roles - {"provider"}:
            return True
        addressed = bool(self.roles & set(paper.readers.split()))
        if "client" in self.roles or category == "vertraulich":
            return addressed
        if category == "kontakt":
            if self.protected and not self.roles & KNOWS_ADDRESS:
                return False
            category = "personalien"
        if self.roles & INSIDE:
            giver = paper.institution
            if giver is not None and giver.kind in GIVERS:
                return (giver.key, category) in self.grants
            return any(category == granted for _giver, granted in self.grants)
        return addressed and self.any_grant and category != "gesundheit_diagnose"


def right_of(session: Session, user: User, case: Case, now: datetime) -> Right:
    """`user` in `case` at `now`: without a part they may know nothing but what their institution wrote."""
    over = case.instance.ended_at is not None and now >= case.instance.ended_at + timedelta(days=30)
    parts = session.scalars(select(Participant).where(Participant.case_id == case.id)).all()
    expired = case.mandate_until is not None and case.mandate_until < now.date()
    held = {
        part.role
        for part in parts
        if part.until is None
        and (part.institution_id == user.institution_id if part.institution_id else part.user_id == user.id)
        and not (expired and part.role not in ("client", "coordination_office"))
    }
    grants = [
        grant
        for grant in session.scalars(select(Grant).where(Grant.case_id == case.id))
        if grant.ended_at is None and grant.until >= now.date() and not over
    ]
    office = user.institution.key if user.institution else None
    return Right(
        user,
        frozenset(held),
        frozenset((grant.giver, grant.category) for grant in grants if grant.receiver == office),
        bool(grants),
        case.protected,
        any(part.role == "client" for part in parts),
    )
