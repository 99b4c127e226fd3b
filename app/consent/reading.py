"""The one place that decides what a person may read of a case: role × participation × consent × category."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy.orm import Session

from app.cases import queries, roles
from app.cases.models import Case, Participant
from app.consent import categories, service
from app.documents.models import Document
from app.documents.service import facts_in, of_case
from app.forms import Fact
from app.people.models import User

INSIDERS = (
    roles.REFERRER,
    roles.COORDINATION_OFFICE,
    roles.PROFESSIONAL,
    roles.CASE_LEAD,
    roles.PAYER,
    roles.INSURER_IV,
    roles.MANDATOR,
    roles.CONTRACTOR,
    roles.STEERING,
)
"""Roles that read what was granted to their institution. The others read only what names them as readers."""
PARTIES = ("rav", "iv", "sd", "therapist")
"""Kinds of institutions whose own data only they may pass on, and only if the client named them as givers."""
LEADING = (roles.REFERRER, roles.CASE_LEAD, roles.MANDATOR, roles.CONTRACTOR)
"""Who may know where a client is whose address is protected, as far as the mandate grants it."""
AFTERWARDS = timedelta(days=30)
"""This long after a case has ended grants still open its papers."""


@dataclass(frozen=True)
class Reading:
    """What one person may read of one document; `hidden` answers are not for them."""

    document: Document
    facts: Sequence[Fact]
    hidden: int

    @property
    def sections(self) -> list[tuple[str, list[Fact]]]:
        """The answers under their headings, in reading order."""
        return [(heading, list(facts)) for heading, facts in groupby(self.facts, key=lambda fact: fact.heading)]


@dataclass(frozen=True)
class Reader:
    """A person with their roles in a case and what the client granted to their institution.

    granted: pairs of giver and category; none where the case is `over` for long. without_client: nobody's consent is
    needed where the case is about nobody. protected: the client's address is.
    """

    user: User
    roles: frozenset[str]
    granted: frozenset[tuple[str, str]]
    any_consent: bool
    without_client: bool
    protected: bool
    over: bool

    def read(self, document: Document) -> Reading | None:
        """What they may read of `document`; None where it is not for them at all."""
        facts = facts_in(document)
        allowed = [fact for fact in facts if self.sees(document, fact.category)]
        return Reading(document, allowed, len(facts) - len(allowed)) if allowed else None

    def sees(self, document: Document, category: str) -> bool:
        """Whether they may read what `document` says of this category (empty: the usual one)."""
        if self.over and self.roles == {roles.PROVIDER}:
            return False
        own = self.without_client or self.is_own(document)
        return own or self._may_read(document, category or categories.USUAL)

    @property
    def knows_name(self) -> bool:
        """Whether they may know who the client is."""
        return self.without_client or is_told_name(self.roles, bool(self.granted), self.any_consent)

    def is_own(self, document: Document) -> bool:
        """Whether they, or their institution, handed it in."""
        if self.user.institution_id is None:
            return document.by_id == self.user.id
        return document.institution_id == self.user.institution_id

    def _may_read(self, document: Document, category: str) -> bool:
        named = any(f" {role} " in document.readers for role in self.roles)
        if category == categories.IDENTITY:
            return self.knows_name
        if category == categories.PROCEDURE and self.roles & {*INSIDERS, roles.CLIENT}:
            return True
        if roles.CLIENT in self.roles or category == categories.CONFIDENTIAL:
            return named
        if category == categories.CONTACT:
            return not (self.protected and not self.roles & set(LEADING)) and self._may_read(
                document, categories.PERSONAL
            )
        if self.roles & set(INSIDERS):
            return self._is_granted(document, category)
        return named and self.any_consent and category != categories.DIAGNOSIS

    def _is_granted(self, document: Document, category: str) -> bool:
        author = document.institution
        if author is not None and author.kind in PARTIES:
            return (author.key, category) in self.granted
        return any(category == granted for _, granted in self.granted)


def is_told_name(held: Collection[str], granted: bool, any_consent: bool) -> bool:
    """Whether who holds these roles may know who the client is: who opened the case, or was `granted` anything.

    Who reads only what names them as readers does as soon as there is `any_consent`.
    """
    outside = not set(held) & set(INSIDERS)
    return bool({roles.CLIENT, roles.REFERRER} & set(held)) or granted or (outside and any_consent)


def reader_of(session: Session, case: Case, user: User, now: datetime) -> Reader:
    """`user` as a reader of `case` at this moment."""
    rows = queries.participants(session, case.id)
    over = is_over(case, now)
    grants = [] if over else service.active(session, case, now)
    own_key = user.institution.key if user.institution else None
    return Reader(
        user=user,
        roles=frozenset(row.role for row in rows if _is(row, user)),
        granted=frozenset((grant.giver, grant.category) for grant in grants if grant.receiver == own_key),
        any_consent=bool(grants),
        without_client=not any(row.role == roles.CLIENT for row in rows),
        protected=case.protected,
        over=over,
    )


def is_over(case: Case, now: datetime) -> bool:
    """Whether the case has ended long ago: then everybody reads their own papers and no others."""
    ended = case.instance.ended_at
    return ended is not None and now >= ended + AFTERWARDS


def sees_everything(session: Session, case: Case, user: User) -> bool:
    """Whether `user` sees who takes part and what happened. A provider sees only its own measure."""
    held = {row.role for row in queries.participants(session, case.id) if _is(row, user)}
    return bool(held & {*INSIDERS, roles.CLIENT})


def readable(session: Session, case: Case, user: User, now: datetime) -> list[Reading]:
    """The documents of `case` that `user` may read something of, the newest first."""
    reader = reader_of(session, case, user, now)
    return [reading for document in of_case(session, case) if (reading := reader.read(document)) is not None]


def _is(row: Participant, user: User) -> bool:
    if row.institution_id is None:
        return row.user_id == user.id
    return row.institution_id == user.institution_id
