"""Reading cases and who takes part."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Select, String, and_, bindparam, literal, or_, select
from sqlalchemy import case as when
from sqlalchemy.orm import Session, aliased, joinedload, lazyload

from app.cases import roles
from app.cases.models import Case, Invoice, Participant
from app.cases.standing import Standing
from app.errors import NotFoundError
from app.flow.kinds import TO_DO, EventKind, ItemKind, ItemStatus
from app.flow.models import Event, WorkItem
from app.people.models import Institution, User

PAGE = 50
"""How many rows a page of a list shows."""
ME, OFFICE, TODAY = bindparam("me", type_=String), bindparam("office", type_=String), bindparam("today", type_=Date)
"""Who asks, where they work and on which day. The conditions below are built once; `asked_by` fills these in."""
TOLD = (EventKind.TASK, EventKind.NOTICE, EventKind.MESSAGE)
"""Kinds of events that the case page tells; timers and automatic steps are for those who look into the engine."""


def participants(session: Session, case_id: str, role: str | None = None) -> Sequence[Participant]:
    """The participants at the moment, in all roles or in `role`, the earliest first."""
    # A step is written as a whole: only what the answer depends on has to be in the database before.
    changed = any(isinstance(row, Participant) for row in (*session.new, *session.dirty))
    everybody = session.scalars(_participants(), {"of_case": case_id}, execution_options={"autoflush": changed}).all()
    return everybody if role is None else [row for row in everybody if row.role == role]


@cache
def _participants() -> Select[Participant]:
    now = select(Participant).where(Participant.case_id == bindparam("of_case"), Participant.until.is_(None))
    return now.order_by(Participant.since).options(
        joinedload(Participant.user).lazyload(User.institution),
        joinedload(Participant.deputy).lazyload(User.institution),
    )


def sent_away(session: Session, case_id: str) -> Sequence[Participant]:
    """The participants who left when the mandate expired; they come back when it is renewed."""
    return session.scalars(select(Participant).where(Participant.case_id == case_id, Participant.expired)).all()


def asked_by(user: User, today: date) -> Mapping[str, Any]:
    """The values of the conditions `takes_part`, `is_in_time` and `may_do`. office: None for who works nowhere."""
    return {ME.key: user.id, OFFICE.key: user.institution_id, TODAY.key: today}


def takes_part(part: type[Participant] = Participant) -> ColumnElement[bool]:
    """Condition on Participant, or an alias of it: `app.cases.standing.is_theirs` in SQL."""
    # So written that no database begins with all that an office takes part in: one always asks about certain cases.
    return when((part.institution_id.is_(None), part.user_id == ME), else_=part.institution_id == OFFICE)


def is_in_time() -> ColumnElement[bool]:
    """Condition on Participant joined with Case: takes part today.

    After the last day of a mandate only those take part who need none (`roles.STAYING`) and others of the same
    institution. The date alone decides: it does not matter whether the worker has already ended the other parts.
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
    holds = or_(Case.mandate_until.is_(None), Case.mandate_until >= TODAY)
    return and_(Participant.until.is_(None), or_(holds, Participant.role.in_(roles.STAYING), office_stays))


def takes_part_in(session: Session, user: User, number: str, today: date) -> bool:
    """Whether `user` or their institution takes part today in the case with this number."""
    return session.scalars(_case_of_theirs(), {**asked_by(user, today), "number": number}).first() is not None


@cache
def _case_of_theirs() -> Select[str]:
    return select(Case.id).where(Case.number == bindparam("number"), takes_part_today())


def takes_part_today() -> ColumnElement[bool]:
    """Condition on Case: who asks takes part in it today."""
    return select(Participant.id).where(Participant.case_id == Case.id, takes_part(), is_in_time()).exists()


def case_with_number(session: Session, number: str) -> Case:
    """The case with this number, for somebody who may see every case (data protection). Raises NotFoundError."""
    case = session.scalars(select(Case).where(Case.number == number)).one_or_none()
    if case is None:
        raise NotFoundError
    return case


def case_of_instance(session: Session, instance_id: str) -> Case:
    """The case of a running process. A case that this session has already loaded is not read again."""
    at_hand = (row for row in session.identity_map.values() if isinstance(row, Case))
    found = next((case for case in at_hand if case.instance_id == instance_id), None)
    return found or session.scalars(_case_of_instance(), {"instance": instance_id}).one()


@cache
def _case_of_instance() -> Select[Case]:
    # A case is written when it is opened: nothing that a step is about to write changes which case this is.
    of_instance = select(Case).where(Case.instance_id == bindparam("instance"))
    return of_instance.options(lazyload(Case.instance)).execution_options(autoflush=False)


def may_do() -> ColumnElement[bool]:
    """Condition on WorkItem joined with Case and Participant: who asks may do this task, or make this report.

    Whatever the task says, they or their institution have to take part in its case.
    """
    # A report is open to several roles; they are kept in one text with spaces around each.
    by_report = WorkItem.roles.contains(literal(" ") + Participant.role + " ")
    task = and_(WorkItem.kind.in_(TO_DO), does_task())
    return and_(takes_part(), or_(task, and_(WorkItem.kind == ItemKind.REPORT, by_report)))


def does_task() -> ColumnElement[bool]:
    """Condition on WorkItem, which is no report, joined with Participant and its Institution: this part brings it.

    This is `app.cases.standing.doers_of` in SQL, for lists; both go by the same order of stand-ins, and a test compares
    them over generated cases.
    """
    # A client does it in person; whoever holds another role, by the role of the task's lane.
    in_person = or_(WorkItem.role != roles.CLIENT, Participant.user_id.is_not(None))
    by_role = and_(WorkItem.party.is_(None), Participant.role == WorkItem.role, in_person)
    # The task names one institution (`party`): then the role no longer counts, only where the user works.
    by_party = WorkItem.party == Institution.key
    # The client signs on paper and has no login: the case lead or, before there is one, the referrer enters it.
    stands_in = and_(
        WorkItem.party.is_(None),
        WorkItem.role == roles.CLIENT,
        Participant.role == _stand_in_role(),
        ~_client_has_login(),
    )
    # Nobody holds the role, or the named institution has left: the coordination office does it, so no case waits.
    # Nobody inherits what somebody set for themselves.
    steps_in = and_(WorkItem.kind != ItemKind.OWN, Participant.role == roles.LAST_RESORT, _nobody_does())
    return or_(by_role, by_party, stands_in, steps_in)


@cache
def work_items() -> Select[WorkItem, Case]:
    """The tasks that who asks may do and the reports they may make, each with its case; see `asked_by`."""
    part = (
        select(Participant.id)
        .outerjoin(Institution, Institution.id == Participant.institution_id)
        .where(Participant.case_id == Case.id, is_in_time(), may_do())
    )
    statement = select(WorkItem, Case).join(Case, Case.instance_id == WorkItem.instance_id)
    return statement.where(part.exists())


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
    """No participant holds the task's role, or its party takes no part."""
    other, office = aliased(Participant), aliased(Institution)
    # The task stands two queries further out, where SQLAlchemy would not look for it by itself.
    active = select(other.id).where(other.case_id == Participant.case_id, other.until.is_(None))
    active = active.correlate(Participant, WorkItem)
    holders = active.where(other.role == WorkItem.role).exists()
    party = active.join(office, office.id == other.institution_id).where(office.key == WorkItem.party).exists()
    # Not for the client: `_stand_in_role` already ends with the last resort.
    by_role = or_(WorkItem.role.is_(None), and_(WorkItem.role != roles.CLIENT, ~holders))
    return or_(and_(WorkItem.party.is_(None), by_role), and_(WorkItem.party.is_not(None), ~party))


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
    """The role that signs for a client without a login."""
    return when(*((_is_held(role), role) for role in roles.STAND_INS), else_=roles.LAST_RESORT)


def _is_held(role: str) -> ColumnElement[bool]:
    holder = aliased(Participant)
    held = select(holder.id).where(holder.case_id == Participant.case_id, holder.role == role, holder.until.is_(None))
    return held.exists()


def reports(items: Iterable[WorkItem], standing: Standing, now: datetime) -> Sequence[WorkItem]:
    """The reports among the open `items` that somebody may make in a case, by name; each kind of report once."""
    possible = [one for one in items if one.possible_until is None or now < one.possible_until]
    may = [item for item in possible if item.kind == ItemKind.REPORT and standing.does(item)]
    found = {(item.element, item.label): item for item in may}
    return sorted(found.values(), key=lambda item: (item.title, item.label or ""))


def invoices(session: Session, case: Case) -> Sequence[Invoice]:
    """The invoices of a case, the oldest first."""
    return session.scalars(_invoices(), {"case": case.id}).all()


@cache
def _invoices() -> Select[Invoice]:
    return select(Invoice).where(Invoice.case_id == bindparam("case")).order_by(Invoice.at)


def open_items(session: Session, case: Case) -> Sequence[WorkItem]:
    """The open tasks and reports of a case."""
    return session.scalars(_open_items(), {"instance": case.instance_id}).all()


@cache
def _open_items() -> Select[WorkItem]:
    return select(WorkItem).where(WorkItem.instance_id == bindparam("instance"), WorkItem.status == ItemStatus.OPEN)


def open_tasks(session: Session, case: Case) -> Sequence[WorkItem]:
    """The open tasks of a case, the most urgent first."""
    return most_urgent_first(open_items(session, case))


def most_urgent_first(items: Iterable[WorkItem]) -> Sequence[WorkItem]:
    """The tasks among `items`, by due date; those without one last."""
    tasks = [item for item in items if item.kind == ItemKind.TASK]
    return sorted(tasks, key=lambda item: (item.due is None, item.due or date.max, item.opened_at))


def history(session: Session, case: Case) -> Sequence[tuple[Event, User | None]]:
    """What people did in a case and what they were told, newest first, each with the person who did it."""
    return [(event, user) for event, user in session.execute(_history(), {"instance": case.instance_id})]


def history_page(
    session: Session, case: Case, page: int = 1, size: int = PAGE
) -> tuple[Sequence[tuple[Event, User | None]], bool]:
    """One page of `history`, and whether more follow."""
    found = session.execute(
        _history_window(), {"instance": case.instance_id, "skip": size * (page - 1), "most": size + 1}
    ).all()
    return [(event, user) for event, user in found[:size]], len(found) > size


@cache
def _history_window() -> Select[Event, User]:
    return _history().limit(bindparam("most", type_=Integer)).offset(bindparam("skip", type_=Integer))


@cache
def _history() -> Select[Event, User]:
    return (
        select(Event, User)
        .outerjoin(User, User.id == Event.actor_id)
        .where(Event.instance_id == bindparam("instance"), Event.kind.in_(TOLD))
        .order_by(Event.at.desc(), Event.id.desc())
        .options(lazyload(User.institution))
    )


def any_case(session: Session) -> bool:
    """Whether there is a case at all."""
    return session.scalars(select(Case.id).limit(1)).first() is not None
