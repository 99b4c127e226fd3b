"""The one place that decides what a person may read of a case: role × participation × consent × category."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy.orm import Session

from app.cases import roles
from app.cases.models import Case
from app.cases.roles import Right, have_right
from app.cases.standing import Standing
from app.consent import categories, service
from app.documents.models import Document
from app.documents.service import facts_in, of_case
from app.forms import Fact
from app.people.kinds import Kind
from app.people.models import User

PARTIES = (Kind.RAV, Kind.IV, Kind.SD, Kind.THERAPIST)
"""Kinds of institutions whose own data only they may pass on, and only if the client named them as givers."""
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

    def read_all(self, documents: Iterable[Document]) -> list[Reading]:
        """What they may read of these documents, as far as there is something in each."""
        return [found for document in documents if (found := self.read(document)) is not None]

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
        if category == categories.PROCEDURE and have_right(self.roles, Right.FOLLOWS):
            return True
        if roles.CLIENT in self.roles or category == categories.CONFIDENTIAL:
            return named
        if category == categories.CONTACT:
            hidden = self.protected and not have_right(self.roles, Right.KNOWS_ADDRESS)
            return not hidden and self._may_read(document, categories.PERSONAL)
        if have_right(self.roles, Right.READS_GRANTED):
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
    outside = not have_right(held, Right.READS_GRANTED)
    return have_right(held, Right.KNOWS_NAME) or granted or (outside and any_consent)


def reader_of(session: Session, standing: Standing, now: datetime) -> Reader:
    """Somebody who stands in a case as its reader at this moment."""
    case, user = standing.case, standing.user
    over = is_over(case, now)
    grants = [] if over else service.active(session, case, now)
    own_key = user.institution.key if user.institution else None
    return Reader(
        user=user,
        roles=standing.roles,
        granted=frozenset((grant.giver, grant.category) for grant in grants if grant.receiver == own_key),
        any_consent=bool(grants),
        without_client=standing.without_client,
        protected=case.protected,
        over=over,
    )


def is_over(case: Case, now: datetime) -> bool:
    """Whether the case has ended long ago: then everybody reads their own papers and no others."""
    ended = case.instance.ended_at
    return ended is not None and now >= ended + AFTERWARDS


def readable(session: Session, standing: Standing, now: datetime) -> list[Reading]:
    """The documents of a case that somebody may read something of, the newest first."""
    return reader_of(session, standing, now).read_all(of_case(session, standing.case))
