"""Whom to write to, and the frame of every message."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from app.act import Act
from app.cases import queries, roles
from app.cases.models import Case, Participant
from app.cases.standing import doers_of, in_time, is_theirs
from app.deadlines import moments
from app.flow.models import WorkItem
from app.people import absences
from app.people import queries as people
from app.people.models import User
from app.people.roles import is_client

NO_ACCOUNT = "Haben Sie Fragen, melden Sie sich bei der Stelle, die Sie begleitet."
"""In a mail to somebody who cannot sign in, where others find a link."""
BY_LINK = (
    "Sie können das ohne Konto erledigen. Der Link ist nur für diese E-Mail-Adresse: Beim Öffnen schicken wir Ihnen "
    "einen Code hierher."
)


@dataclass(frozen=True)
class Recipient:
    """Somebody to write to; without an e-mail address (empty) by letter.

    does_it: whether a task they hear of is theirs; others only see the case. follows_links: whether they can sign in.
    part: whose part in the case that is, where nobody who can sign in is known to do it: who gets a task by it may do
    it by a link of its own (`app.cases.task_links`).
    """

    name: str
    address: str
    is_client: bool = field(default=False, compare=False)
    follows_links: bool = field(default=True, compare=False)
    does_it: bool = field(default=True, compare=False)
    part: Participant | None = field(default=None, compare=False)


def of_party(session: Session, case: Case, party: str, today: date) -> Sequence[Recipient]:
    """Those who hold the role `party`, or the institution with that key; see `_reached` for who is away.

    After the last day of a mandate nobody is written to who may no longer take part.
    """
    everybody = in_time(case, queries.participants(session, case.id), today)
    if party in roles.NAMES:
        return _own(_each_once(session, case, [row for row in everybody if row.role == party], today))
    rows = [row for row in everybody if row.institution and row.institution.key == party]
    persons = [row for row in rows if row.user is not None]
    if rows:
        return _own(_of(session, case, (persons or rows)[0], today))
    institution = people.institution_by_key(session, party)
    if institution is None or queries.is_away(session, case, institution):
        return []
    return [Recipient(institution.name, institution.email)]


def of_everybody(session: Session, case: Case, today: date) -> Sequence[Recipient]:
    """All who take part, each once: of an institution those who act for it, or its own address."""
    rows = in_time(case, queries.participants(session, case.id), today)
    parties = dict.fromkeys(row.institution.key if row.institution is not None else row.role for row in rows)
    return list(dict.fromkeys(found for party in parties for found in of_party(session, case, party, today)))


def of_task(
    session: Session, case: Case, item: WorkItem, today: date, everybody: Sequence[Participant] | None = None
) -> Sequence[Recipient]:
    """Those who are to do a task: the person it is assigned to, or else its party or role; see `_reached`. And those
    who must know that nobody is there to do it (`does_it` is false).

    everybody: the participants of the case, where the caller has loaded them; else they are read. After the last day
    of a mandate nobody is written to who may no longer take part.
    """
    everybody = queries.participants(session, case.id) if everybody is None else everybody
    in_person = clients_by_link(case, item, everybody)
    return list(dict.fromkeys([*in_person, *_with_account(session, case, item, today, everybody)]))


def _with_account(
    session: Session, case: Case, item: WorkItem, today: date, everybody: Sequence[Participant]
) -> Sequence[Recipient]:
    rows = doers_of(item, in_time(case, everybody, today))
    if item.assignee_id is not None:
        user = people.user_by_id(session, item.assignee_id)
        if user is not None and any(is_theirs(row, user) for row in rows):
            named = next((row.deputy_id for row in rows if row.user_id == user.id), None)
            return _reached(session, case, user, today, named)
    persons = [row for row in rows if row.user is not None]
    return _each_once(session, case, persons or rows, today)


def clients_by_link(case: Case, item: WorkItem, everybody: Sequence[Participant]) -> list[Recipient]:
    """The client, where a task is hers, she has an address and no login; who stands in only enters what is on paper."""
    if item.role != roles.CLIENT or item.party is not None or not case.client_email:
        return []
    rows = [row for row in everybody if row.role == roles.CLIENT]
    return [] if any(row.user_id for row in rows) else [_client(case, row) for row in rows]


def _client(case: Case, row: Participant) -> Recipient:
    return Recipient(case.client_name, case.client_email or "", is_client=True, follows_links=False, part=row)


def _each_once(session: Session, case: Case, rows: Sequence[Participant], today: date) -> list[Recipient]:
    """Whoever is reached by several of the rows, as a deputy or in two roles, gets one letter all the same."""
    return list(dict.fromkeys(found for row in rows for found in _of(session, case, row, today)))


def _own(found: Sequence[Recipient]) -> list[Recipient]:
    return [one for one in found if one.does_it]


def without_cause(act: Act, to: Sequence[Recipient]) -> list[Recipient]:
    """All of `to` but the person whose report or task led here, and their office where it stands for them."""
    cause = act.cause
    own = {found.email for found in (cause, cause and cause.institution) if found is not None and found.email}
    return [person for person in to if person.address not in own]


def party_name(session: Session, party: str) -> str:
    """The German name of a role or an institution."""
    institution = people.institution_by_key(session, party)
    return roles.NAMES.get(party) or (institution.name if institution else party)


def letter(to: Recipient, body: str, link: str, number: str, own_link: str = "") -> str:
    """The text of a message around `body`. It ends with `link`, except for those who cannot follow one: on paper, or
    without an account; they are told whom to ask, unless they have an `own_link`."""
    greeting = f"Guten Tag {to.name}\n\n{body.strip()}\n\nFall {number}\n"
    if not to.address:
        return f"{greeting}\nFreundliche Grüsse"
    more = link if to.follows_links else f"{BY_LINK}\n{own_link}" if own_link else NO_ACCOUNT
    return f"{greeting}{more}\n\nFreundliche Grüsse\nNahtstelle\n\nDiese Nachricht wurde automatisch verschickt."


def swiss_date(text: str) -> str:
    """A day, or the day of a moment, as 09.02.2027; other text stays as it is."""
    day = moments.as_date(text)
    return text if day is None else moments.swiss(day)


def swiss_time(text: str) -> str:
    """A time, or that of a moment, as 14:30; other text stays as it is."""
    clock = moments.as_time(text)
    return text if clock is None else f"{clock:%H:%M}"


def _person(user: User) -> Recipient:
    """Somebody with a login. Whether it is the client is known here, once: the history must not name them."""
    return Recipient(user.name, user.email, is_client(user))


def _reached(session: Session, case: Case, user: User, today: date, named: str | None) -> list[Recipient]:
    """`user`, and while they are away also whoever stands in for them; where nobody does, their office, and where
    they work there alone the coordination office too.

    Otherwise a reminder would reach nobody who can still keep the deadline. named: the id of the deputy in this case.
    """
    if not absences.away_among(session, [user], today):
        return [_person(user)]
    deputy = people.user_by_id(session, absences.stand_in(session, user.id, today, named) or "")
    if deputy is not None:
        return [_person(user), _person(deputy)]
    office = user.institution
    found = [_person(user), *([Recipient(office.name, office.email)] if office is not None else [])]
    if not absences.possible_deputies(session, user):
        found += _coordination(session, case)
    return found


def _coordination(session: Session, case: Case) -> list[Recipient]:
    """The coordination office of the case at its own address, about what others are to do."""
    rows = [row for row in queries.participants(session, case.id) if row.role == roles.COORDINATION_OFFICE]
    offices = [row.institution for row in rows if row.institution is not None]
    return [Recipient(office.name, office.email, does_it=False) for office in offices]


def _of(session: Session, case: Case, row: Participant, today: date) -> list[Recipient]:
    if row.user is not None and row.user.active:
        return _reached(session, case, row.user, today, row.deputy_id)
    if row.institution is not None:
        # The coordination office runs the house: somebody there can always sign in.
        runs_it = row.role == roles.COORDINATION_OFFICE
        can_sign_in = runs_it or people.caseworkers_up_to_two(session, row.institution.id) > 0
        return [Recipient(row.institution.name, row.institution.email, follows_links=can_sign_in, part=row)]
    return [_client(case, row)] if row.role == roles.CLIENT else []
