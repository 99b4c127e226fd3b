"""Reading cases and who takes part."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, literal, or_, select
from sqlalchemy import case as when
from sqlalchemy.orm import Session, aliased

from app.cases import roles
from app.cases.models import Case, Invoice, Participant
from app.errors import ForbiddenError, NotFoundError
from app.flow.models import OPEN, REPORT, TASK, Event, WorkItem
from app.people.models import Institution, User


class ConsentEndedError(ForbiddenError):
    """Die Einwilligung für Ihre Stelle ist beendet. Sie haben keinen Zugang mehr zu diesem Fall."""


class MandateExpiredError(ForbiddenError):
    """Die Vollmacht ist abgelaufen. Bis sie erneuert ist, haben Sie keinen Zugang zu diesem Fall."""


TOLD = ("task", "notice", "message")
"""Kinds of events that the case page tells; timers and automatic steps are for those who look into the engine."""


def participants(session: Session, case_id: str, role: str | None = None) -> Sequence[Participant]:
    """Who takes part now, in all roles or in one."""
    statement = select(Participant).where(Participant.case_id == case_id, Participant.until.is_(None))
    if role is not None:
        statement = statement.where(Participant.role == role)
    return session.scalars(statement.order_by(Participant.since)).all()


def sent_away(session: Session, case_id: str) -> Sequence[Participant]:
    """Who took part until the mandate expired, and comes back when it is renewed."""
    return session.scalars(select(Participant).where(Participant.case_id == case_id, Participant.expired)).all()


def mandate_is_over(case: Case, today: date) -> bool:
    """Whether the last day of the client's mandate has passed."""
    return case.mandate_until is not None and case.mandate_until < today


def takes_part(user: User) -> ColumnElement[bool]:
    """Condition on Participant: this row is `user`, or the institution `user` works for."""
    own = Participant.user_id == user.id
    if user.institution_id is None:
        return own
    return or_(own, Participant.institution_id == user.institution_id)


def is_in_time(today: date) -> ColumnElement[bool]:
    """Condition on Participant joined with Case: takes part today.

    Past the last day of a mandate only those do who need none, whether or not the worker has ended the others' part.
    """
    staying = aliased(Participant)
    office_stays = (
        select(staying.id)
        .where(
            staying.case_id == Participant.case_id,
            staying.institution_id == Participant.institution_id,
            staying.until.is_(None),
            staying.role.in_(roles.STAYING),
        )
        .exists()
    )
    holds = or_(Case.mandate_until.is_(None), Case.mandate_until >= today)
    return and_(Participant.until.is_(None), or_(holds, Participant.role.in_(roles.STAYING), office_stays))


def cases_of(session: Session, user: User, today: date) -> Sequence[Case]:
    """The cases `user` or their institution takes part in, newest first."""
    mine = select(Participant.case_id).join(Case).where(takes_part(user), is_in_time(today))
    return session.scalars(select(Case).where(Case.id.in_(mine)).order_by(Case.opened_at.desc())).all()


def case_for(session: Session, user: User, number: str, today: date) -> Case:
    """The case with this number, which `user` takes part in.

    Raises MandateExpiredError where they took part until the mandate ran out, ConsentEndedError where they did until
    the client withdrew their consent, else NotFoundError.
    """
    case = session.scalars(select(Case).where(Case.number == number)).one_or_none()
    rows = select(Participant).where(Participant.case_id == case.id, takes_part(user)) if case is not None else None
    found = session.scalars(rows).all() if rows is not None else []
    present = [row for row in found if row.until is None]
    staying = any(row.role in roles.STAYING for row in present)
    if case is not None and present and (staying or not mandate_is_over(case, today)):
        return case
    if present or any(row.expired for row in found):
        raise MandateExpiredError().keeping_from(number)
    if any(row.barred for row in found):
        raise ConsentEndedError().keeping_from(number)
    raise NotFoundError().keeping_from(number)


def case_with_number(session: Session, number: str) -> Case:
    """The case with this number, for who watches over all of them. Raises NotFoundError."""
    case = session.scalars(select(Case).where(Case.number == number)).one_or_none()
    if case is None:
        raise NotFoundError
    return case


def holds_one_of(session: Session, case: Case, user: User, held: Collection[str]) -> bool:
    """Whether `user`, or their institution, has one of the roles `held` in the case."""
    statement = select(Participant.id).where(
        Participant.case_id == case.id, Participant.until.is_(None), Participant.role.in_(held), takes_part(user)
    )
    return session.scalars(statement.limit(1)).first() is not None


def case_of_instance(session: Session, instance_id: str) -> Case:
    """The case of a running process."""
    return session.scalars(select(Case).where(Case.instance_id == instance_id)).one()


def may_do(user: User) -> ColumnElement[bool]:
    """Condition on WorkItem joined with Case and Participant: `user` may do this task, or make this report.

    A task belongs to the role of its lane; where it names a party, to that institution alone. A client without a
    login signs on paper: then the case lead enters it for them, or before there is one the referrer, or else the
    coordination office. What nobody else does, because no one holds the role or the institution may no longer take
    part, is for the coordination office.
    """
    by_role = and_(WorkItem.party.is_(None), Participant.role == WorkItem.role)
    by_report = WorkItem.roles.contains(literal(" ") + Participant.role + " ")
    by_party = WorkItem.party == Institution.key
    stands_in = and_(
        WorkItem.party.is_(None),
        WorkItem.role == roles.CLIENT,
        Participant.role == _stand_in_role(),
        ~_client_has_login(),
    )
    steps_in = and_(Participant.role == roles.COORDINATION_OFFICE, _nobody_does())
    return and_(takes_part(user), or_(by_role, by_party, by_report, stands_in, steps_in))


def work_items(user: User, today: date) -> Select[WorkItem, Case]:
    """The tasks `user` may do and the reports they may make, each with its case."""
    return (
        select(WorkItem, Case)
        .join(Case, Case.instance_id == WorkItem.instance_id)
        .join(Participant, and_(Participant.case_id == Case.id, is_in_time(today)))
        .outerjoin(Institution, Institution.id == Participant.institution_id)
        .where(may_do(user))
        .distinct()
    )


def responsible(session: Session, case: Case, item: WorkItem) -> Sequence[Participant]:
    """Who is to do a task: the same people as `may_do` lets in, seen from the case."""
    if item.party is not None:
        rows = [row for row in participants(session, case.id) if row.institution and row.institution.key == item.party]
    else:
        rows = list(participants(session, case.id, item.role))
        if item.role == roles.CLIENT and not any(row.user_id for row in rows):
            lead = participants(session, case.id, roles.CASE_LEAD)
            rows = list(lead or participants(session, case.id, roles.REFERRER))
    return rows or participants(session, case.id, roles.COORDINATION_OFFICE)


def is_barred(session: Session, case: Case, institution: Institution) -> bool:
    """Whether the client no longer agrees to this institution's taking part."""
    statement = select(Participant.id).where(
        Participant.case_id == case.id, Participant.institution_id == institution.id, Participant.barred
    )
    return session.scalars(statement.limit(1)).first() is not None


def is_away(session: Session, case: Case, institution: Institution) -> bool:
    """Whether the client's consent to this institution's taking part has ended, for good or until it is renewed."""
    statement = select(Participant.id).where(
        Participant.case_id == case.id,
        Participant.institution_id == institution.id,
        or_(Participant.barred, Participant.expired),
    )
    return session.scalars(statement.limit(1)).first() is not None


def _nobody_does() -> ColumnElement[bool]:
    """No participant holds the task's role; or its party takes no part."""
    other, office = aliased(Participant), aliased(Institution)
    active = select(other.id).where(other.case_id == Participant.case_id, other.until.is_(None))
    holders = active.where(other.role == WorkItem.role).exists()
    party = active.join(office, office.id == other.institution_id).where(office.key == WorkItem.party).exists()
    vacant = and_(WorkItem.party.is_(None), WorkItem.role.is_not(None), WorkItem.role != roles.CLIENT, ~holders)
    return or_(vacant, and_(WorkItem.party.is_not(None), ~party))


def _client_has_login() -> ColumnElement[bool]:
    client = aliased(Participant)
    return (
        select(client.id)
        .where(
            client.case_id == Participant.case_id,
            client.role == roles.CLIENT,
            client.until.is_(None),
            client.user_id.is_not(None),
        )
        .exists()
    )


def _stand_in_role() -> ColumnElement[str]:
    lead, referrer = _is_held(roles.CASE_LEAD), _is_held(roles.REFERRER)
    return when((lead, roles.CASE_LEAD), (referrer, roles.REFERRER), else_=roles.COORDINATION_OFFICE)


def _is_held(role: str) -> ColumnElement[bool]:
    holder = aliased(Participant)
    held = select(holder.id).where(holder.case_id == Participant.case_id, holder.role == role, holder.until.is_(None))
    return held.exists()


def reports(session: Session, case: Case, user: User, today: date) -> Sequence[WorkItem]:
    """What `user` may report in this case at the moment, by name; the same thing only once."""
    statement = work_items(user, today).where(Case.id == case.id, WorkItem.kind == REPORT, WorkItem.status == OPEN)
    found = {(item.element, item.label): item for item, _ in session.execute(statement)}
    return sorted(found.values(), key=lambda item: (item.title, item.label or ""))


def invoices(session: Session, case: Case) -> Sequence[Invoice]:
    """The invoices of a case, the oldest first."""
    return session.scalars(select(Invoice).where(Invoice.case_id == case.id).order_by(Invoice.at)).all()


def open_tasks(session: Session, case: Case) -> Sequence[WorkItem]:
    """The open tasks of a case, the most urgent first."""
    statement = select(WorkItem).where(
        WorkItem.instance_id == case.instance_id, WorkItem.status == OPEN, WorkItem.kind == TASK
    )
    return session.scalars(statement.order_by(WorkItem.due.is_(None), WorkItem.due, WorkItem.opened_at)).all()


def history(session: Session, case: Case) -> Sequence[tuple[Event, User | None]]:
    """What happened in a case, newest first, with who did it: what people did, and what they were told."""
    statement = (
        select(Event, User)
        .outerjoin(User, User.id == Event.actor_id)
        .where(Event.instance_id == case.instance_id, Event.kind.in_(TOLD))
        .order_by(Event.at.desc(), Event.id.desc())
    )
    return [(event, user) for event, user in session.execute(statement)]
