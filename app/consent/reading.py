"""What a person may read of a case: role × participation × consent × category. Nothing else decides it.

The rule, in the words of the mandate: until a certain day, these institutions (givers) may pass on these categories of
data to those (receivers). Everybody reads what they themselves handed in.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Protocol

from sqlalchemy.orm import Session

from app.cases import roles
from app.cases.models import Case, Participant
from app.cases.roles import Right, have_right
from app.cases.standing import Standing
from app.consent import categories, service
from app.documents.models import Document
from app.documents.service import facts_in, of_case
from app.forms import Fact
from app.people.kinds import CARRYING, Kind
from app.people.models import Institution

PARTIES = (*CARRYING, Kind.THERAPIST)
"""Kinds of institutions that a mandate names as givers: a grant of another giver does not open their papers."""
AFTERWARDS = timedelta(days=30)
"""For so long after a case has ended grants still open its papers; afterwards everybody reads only their own."""


class Written(Protocol):
    """What somebody wrote in a case: a document or a note. readers: as in `Document.readers`."""

    @property
    def by_id(self) -> str: ...
    @property
    def institution_id(self) -> str | None: ...
    @property
    def institution(self) -> Institution | None: ...
    @property
    def readers(self) -> str: ...


@dataclass(frozen=True)
class Reading:
    """What one person may read of one document. hidden: how many answers of it are not for them."""

    document: Document
    facts: Sequence[Fact]
    hidden: int

    @property
    def sections(self) -> list[tuple[str, list[Fact]]]:
        """The answers under their headings, in reading order."""
        return [(heading, list(facts)) for heading, facts in groupby(self.facts, key=lambda fact: fact.heading)]


@dataclass(frozen=True)
class Reader:
    """A person, or an institution, with their roles in a case and what the client granted to the institution.

    person_id: None for an institution for which nobody acts yet. office: None for who works nowhere. roles: keys of
    the roles they hold. granted: pairs of giver and category that hold for their institution at this moment; none
    where the case is `over`. any_consent: somebody was granted something. without_client: the case has no client, as a
    yearly report, so no consent is needed. protected: the client's address is. over: see `is_over`.
    """

    person_id: str | None
    office: Institution | None
    roles: frozenset[str]
    granted: frozenset[tuple[str, str]]
    any_consent: bool
    without_client: bool
    protected: bool
    over: bool

    def read(self, document: Document) -> Reading | None:
        """What they may read of `document`; None where they may read none of its answers."""
        facts = facts_in(document)
        allowed = [fact for fact in facts if self.sees(document, fact.category)]
        return Reading(document, allowed, len(facts) - len(allowed)) if allowed else None

    def read_all(self, documents: Iterable[Document]) -> list[Reading]:
        """What they may read of these documents; those without an answer for them are left out."""
        return [found for document in documents if (found := self.read(document)) is not None]

    def sees(self, written: Written, category: str) -> bool:
        """Whether they may read what a document or a note says of this category (empty: the usual one)."""
        # A provider that has done its measure loses even its own papers once the case is long over.
        if self.over and self.roles == {roles.PROVIDER}:
            return False
        if category == categories.OFFICE:
            return self.is_own(written)
        own = self.without_client or self.is_own(written)
        return own or self._may_read(written, category or categories.USUAL)

    @property
    def knows_name(self) -> bool:
        """Whether they may know who the client is."""
        return self.without_client or is_told_name(self.roles, bool(self.granted), self.any_consent)

    def is_own(self, written: Written) -> bool:
        """Whether they, or their institution, wrote it."""
        if self.office is None:
            return written.by_id == self.person_id
        return written.institution_id == self.office.id

    def _may_read(self, document: Written, category: str) -> bool:
        """Whether they may read somebody else's answer of this category. The first line that applies decides."""
        # The order is the law: each rule below takes precedence over all that follow it.
        named = any(f" {role} " in document.readers for role in self.roles)
        # The name is in no category of the mandate: whoever was granted anything has to know whom it is about.
        if category == categories.IDENTITY:
            return self.knows_name
        # Who takes part and when is known to all who follow the case, whatever the client agreed to.
        if category == categories.PROCEDURE and have_right(self.roles, Right.FOLLOWS):
            return True
        # No grant opens what was written in confidence; and what others wrote is for the client only if the diagram
        # says so, since a mandate is between institutions.
        if roles.CLIENT in self.roles or category == categories.CONFIDENTIAL:
            return named
        # Contact is part of «Personalien». A protected address needs a role that works with it as well.
        if category == categories.CONTACT:
            hidden = self.protected and not have_right(self.roles, Right.KNOWS_ADDRESS)
            return not hidden and self._may_read(document, categories.PERSONAL)
        # The institutions of the mandate read by grant; that the diagram names them as readers adds nothing.
        if have_right(self.roles, Right.READS_GRANTED):
            return self._is_granted(document, category)
        # A provider receives no grants. It reads papers that name it while some consent holds, but never diagnoses.
        return named and self.any_consent and category != categories.DIAGNOSIS

    def _is_granted(self, document: Written, category: str) -> bool:
        """Whether the client granted this category of this paper's author to the reader's institution."""
        author = document.institution
        # Offices, communes, the IV and doctors pass on only what the client let them; see PARTIES.
        if author is not None and author.kind in PARTIES:
            return (author.key, category) in self.granted
        # All others (the client, a provider, the coordination office) write for the case: the category is enough.
        return any(category == granted for _, granted in self.granted)


def is_told_name(held: Collection[str], granted: bool, any_consent: bool) -> bool:
    """Whether somebody who holds the roles `held` may know the client's name; the others read initials.

    They may with a role that opened the case, or where their institution was `granted` anything. A provider, which
    reads only papers that name it, may as soon as there is `any_consent`.
    """
    outside = not have_right(held, Right.READS_GRANTED)
    return have_right(held, Right.KNOWS_NAME) or granted or (outside and any_consent)


def reader_of(session: Session, standing: Standing, now: datetime) -> Reader:
    """What the client granted to `standing.user` and their institution in this case at the moment `now`."""
    user = standing.user
    return _reader(session, standing, user.id, user.institution, standing.roles, now)


def party_of(session: Session, standing: Standing, row: Participant, now: datetime) -> Reader:
    """The same for another participant of the case: the institution of `row`, or its person where it names none."""
    if row.institution is None:
        return _reader(session, standing, row.user_id, None, frozenset({row.role}), now)
    held = frozenset(one.role for one in standing.everybody if one.institution_id == row.institution_id)
    return _reader(session, standing, row.user_id, row.institution, held, now)


def _reader(
    session: Session,
    standing: Standing,
    person_id: str | None,
    office: Institution | None,
    held: frozenset[str],
    now: datetime,
) -> Reader:
    case = standing.case
    over = is_over(case, now)
    grants = [] if over else service.active(session, case, now)
    own_key = office.key if office else None
    return Reader(
        person_id=person_id,
        office=office,
        roles=held,
        granted=frozenset((grant.giver, grant.category) for grant in grants if grant.receiver == own_key),
        any_consent=bool(grants),
        without_client=standing.without_client,
        protected=case.protected,
        over=over,
    )


def is_over(case: Case, now: datetime) -> bool:
    """Whether the case ended more than AFTERWARDS ago: then everybody reads their own papers and no others."""
    ended = case.instance.ended_at
    return ended is not None and now >= ended + AFTERWARDS


def readable(session: Session, standing: Standing, now: datetime) -> list[Reading]:
    """The documents of a case that somebody may read something of, the newest first."""
    return reader_of(session, standing, now).read_all(of_case(session, standing.case))
