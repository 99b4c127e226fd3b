"""Opening cases and changing who takes part."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.act import Act
from app.audit.models import CHANGED
from app.cases import given, queries, roles
from app.cases.models import Case, CaseNumber, Participant
from app.cases.standing import Standing, mandate_is_over
from app.errors import ConflictError, ForbiddenError, InvalidError
from app.flow import sources
from app.flow.definitions import startable
from app.flow.models import Definition
from app.flow.service import Flow
from app.people import queries as people
from app.people.kinds import Kind
from app.people.models import Institution, User

_NOTHING: Mapping[str, Any] = {}


class NotAnOpenerError(ForbiddenError):
    """Dieses Verfahren eröffnen andere Stellen."""


class AlreadyOpenedError(ConflictError):
    """Mit diesem Formular ist schon ein Fall eröffnet. Sie finden ihn unter «Fälle»."""


class BarredError(ConflictError):
    """Die Klientin oder der Klient hat die Einwilligung für diese Stelle widerrufen. Bitte wählen Sie eine andere."""


class UnknownPartyError(InvalidError):
    """Diese Stelle ist nicht erfasst. Bitte wählen Sie eine aus der Liste."""


def may_open_cases(user: User) -> bool:
    """Whether `user` works for an institution that opens cases of some kind."""
    return any(_may_open(user, role) for role in roles.ROLES)


def openable(session: Session, user: User) -> list[Definition]:
    """The procedures `user` may open a case of, by name."""
    return [row for row in startable(session) if _may_open(user, opener_role(row))]


def opener_role(definition: Definition) -> str:
    """The role of whoever opens such a case: the lane of its start event says so."""
    role = roles.LANES.get(definition.opener or "", roles.REFERRER)
    return role if roles.ROLES[role].opens else roles.REFERRER


def _may_open(user: User, role: str) -> bool:
    return user.institution is not None and user.institution.kind in roles.ROLES[role].opens


def opened_with(session: Session, user: User, opening: str) -> Case | None:
    """The case that `user` has already opened with this very form."""
    return session.scalars(select(Case).where(Case.opening == opening, Case.opened_by_id == user.id)).one_or_none()


def open_case(
    act: Act,
    flow: Flow,
    process: str,
    values: Mapping[str, Any],
    opening: str | None = None,
    earlier: Mapping[str, Any] = _NOTHING,
) -> Case:
    """Opens a case of `process` for the institution of whoever acts, with the start form's `values`.

    The coordination office and, where the client has a login, the client take part from the beginning. opening: the id
    of the form that was filled in. earlier: variables of a case that this one goes on from; `values` go before them.
    Raises NotAnOpenerError, AlreadyOpenedError, FlowError.
    """
    session, user = act.session, act.user
    instance = flow.create(act, process)
    role = opener_role(instance.definition)
    if user.institution is None or not _may_open(user, role):
        raise NotAnOpenerError
    number = _next_number(session, act.now.year)  # locks the year: others who open a case wait
    if opening is not None and session.scalars(select(Case.id).where(Case.opening == opening)).first() is not None:
        raise AlreadyOpenedError
    case = Case(
        number=number,
        opening=opening,
        opened_at=act.now,
        opened_by_id=user.id,
        instance_id=instance.id,
        client_name=client_name(values),
        client_email=(values.get("klient") or {}).get("email"),
    )
    session.add(case)
    session.flush()
    act.record(case.number, CHANGED, "Eröffnung des Falls")
    _join(act, case, roles.REFERRER, user.institution, user)
    if role == roles.PROFESSIONAL:
        _join(act, case, role, user.institution, user)
    for office in people.institutions_of_kind(session, Kind.KS):
        _join(act, case, roles.COORDINATION_OFFICE, office)
    if "klient" in values:
        email = values["klient"].get("email")
        client = people.user_by_name(session, email) if email else None
        _join(act, case, roles.CLIENT, None, client if client and not client.institution else None)
    flow.begin(act, instance, _first_variables(act, case, _over(earlier, values)))
    return case


FROM_THE_START = {
    **given.EXAMPLE,
    "fall": {"nummer": "IIZ-2027-0001", "eroeffnet_am": "2027-01-04", "anmeldende_stelle": "rav_bern_west"},
}
"""An example of what every process and form can read besides the answers of the start form."""


def known_at_opening(session: Session, user: User) -> dict[str, Any]:
    """The variables a start form can refer to: all institutions, and the one that opens the case."""
    return {**given.Given(session, user), "fall": _opener(user)}


def _opener(user: User) -> dict[str, Any]:
    return {"anmeldende_stelle": user.institution.key if user.institution else None}


def _first_variables(act: Act, case: Case, values: Mapping[str, Any]) -> dict[str, Any]:
    of_the_case = {"nummer": case.number, "eroeffnet_am": act.today.isoformat(), **_opener(act.user)}
    return {**values, "fall": of_the_case}


def _over(earlier: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The variables of an earlier case with the answers of the start form over them, record by record."""
    known = dict(earlier)
    for name, value in values.items():
        before = known.get(name)
        known[name] = (
            sources.over(before, value) if isinstance(before, Mapping) and isinstance(value, Mapping) else value
        )
    return known


def add_participant(
    act: Act, case: Case, role: str, institution: Institution | None, user: User | None = None
) -> Participant:
    """Lets an institution, or a person, take part in `role`; nothing changes where they already do."""
    for row in queries.participants(act.session, case.id, role):
        same_office = institution is not None and row.institution_id == institution.id
        if same_office or (institution is None and row.user_id == (user.id if user else None)):
            return row
    row = _join(act, case, role, institution, user)
    act.session.flush()
    return row


def _join(act: Act, case: Case, role: str, institution: Institution | None, user: User | None = None) -> Participant:
    row = Participant(
        case_id=case.id,
        role=role,
        since=act.now,
        institution_id=institution.id if institution else None,
        user_id=user.id if user else None,
    )
    act.session.add(row)
    return row


def appoint(act: Act, row: Participant, person: str, deputy: str) -> None:
    """Names the person who holds a part for their office, and who does their work while they are away.

    person, deputy: user names; one that nobody of the office has, as that of somebody who left, names nobody.
    """
    if person:
        user = people.user_by_name(act.session, person)
        if user is not None and user.institution_id == row.institution_id:
            row.user, row.user_id = user, user.id
    stand_in = people.user_by_name(act.session, deputy) if deputy else None
    if stand_in is not None and (stand_in.id == row.user_id or stand_in.institution_id != row.institution_id):
        stand_in = None
    row.deputy, row.deputy_id = stand_in, stand_in.id if stand_in is not None else None


def set_participant(act: Act, case: Case, role: str, party: str) -> Participant:
    """Makes the institution `party` the only one in `role`. While the mandate is over it waits for the renewal.

    Raises UnknownPartyError, BarredError.
    """
    institution = people.institution_by_key(act.session, party)
    if institution is None:
        raise UnknownPartyError
    if queries.is_barred(act.session, case, institution):
        raise BarredError
    for row in queries.participants(act.session, case.id, role):
        if row.institution_id != institution.id:
            row.until = act.now
    waiting = [row for row in queries.sent_away(act.session, case.id) if row.role == role]
    end_participation(act, [row for row in waiting if row.institution_id != institution.id])
    own = next((row for row in waiting if row.institution_id == institution.id), None)
    if own is not None:
        return own
    row = add_participant(act, case, role, institution)
    if mandate_is_over(case, act.today) and role not in roles.STAYING:
        row.until, row.expired = act.now, True
    return row


def end_participation(act: Act, rows: Iterable[Participant], barred: bool = False, expired: bool = False) -> None:
    """Ends these parts in the case: their holders see nothing of it from now on.

    barred: they cannot be brought back. expired: they come back when the mandate is renewed.
    """
    for row in rows:
        row.until, row.barred, row.expired = row.until or act.now, barred, expired


def bring_in(
    act: Act, case: Case, role: str, party: str | None, everybody: Sequence[Participant] | None = None
) -> bool:
    """Makes sure that somebody holds `role` when a task for it opens; whether an institution joined for that.

    The institution `party` joins where it is named. Otherwise, if nobody holds the role yet, an institution joins whose
    kind holds it by itself (the IV for «IV-Stelle»). While the mandate is over nobody joins: the coordination office
    gets the task. everybody: the participants at the moment, where they have been read already.
    """
    kind = roles.ROLES[role].held_by
    if mandate_is_over(case, act.today) or (party is None and kind is None):
        return False
    everybody = queries.participants(act.session, case.id) if everybody is None else everybody
    if party is not None:
        institution = people.institution_by_key(act.session, party)
        if institution is None:
            raise UnknownPartyError
        is_there = any(row.institution_id == institution.id for row in everybody)
    else:
        is_there = any(row.role == role for row in everybody)
        offices = people.institutions_of_kind(act.session, kind) if kind is not None and not is_there else ()
        institution = offices[0] if offices else None
    if is_there or institution is None or queries.is_barred(act.session, case, institution):
        return False
    add_participant(act, case, role, institution)
    return True


def take_over(standing: Standing, role: str) -> None:
    """Makes this person the one who acts for their institution in `role`: new tasks of the role go to them.

    A deputy who helps out does not become the one they stand in for; a guest, who has no inbox, is given nothing.
    """
    if standing.user.guest_of is not None:
        return
    for row in standing.everybody:
        is_own = row.institution_id is not None and row.institution_id == standing.user.institution_id
        if row.role == role and is_own and standing.user.id not in (row.user_id, row.deputy_id):
            row.user_id = standing.user.id


def client_name(variables: Mapping[str, Any]) -> str:
    """First and last name of the client, as far as the case data have them."""
    client = variables.get("klient") or {}
    return " ".join(str(client[part]) for part in ("vorname", "name") if client.get(part))


def _next_number(session: Session, year: int) -> str:
    # The first of a year makes the row; of two firsts at the same moment, the second waits here and goes on from it.
    begin = text("INSERT INTO case_number (year, last) VALUES (:year, 0) ON CONFLICT DO NOTHING")
    of_year = select(CaseNumber).where(CaseNumber.year == year).with_for_update()
    row = session.scalars(of_year).one_or_none()
    if row is None:
        session.execute(begin, {"year": year})
        row = session.scalars(of_year).one()
    row.last += 1
    session.flush()
    return f"IIZ-{year}-{row.last:04d}"
