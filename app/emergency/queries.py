"""Reading emergency accesses, and the one case that each opens."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.cases.models import Case
from app.consent import categories
from app.consent.reading import Reading
from app.documents.service import facts_in, of_case
from app.emergency.models import WAITS, AccessStatus, EmergencyAccess
from app.errors import ForbiddenError, NotFoundError
from app.forms import Fact
from app.people import roles
from app.people.models import User

NUMBER = re.compile(r"IIZ-[0-9]{4}-[0-9]{4,8}")
LISTED = timedelta(days=365)


class NotRunningError(ForbiddenError):
    """Dieser Notzugriff ist nicht freigegeben, oder er ist beendet."""


class NoSuchCaseError(NotFoundError):
    """Einen Fall mit dieser Nummer gibt es nicht, oder er ist gelöscht."""


def access_for(session: Session, user: User, access_id: str) -> EmergencyAccess:
    """The access with this id, for administrators and data protection. Raises NotFoundError."""
    found = session.get(EmergencyAccess, access_id)
    if found is None or not roles.has_role(user, roles.ADMIN, roles.DATA_PROTECTION):
        raise NotFoundError
    return found


def locked(session: Session, access_id: str) -> EmergencyAccess:
    """The access, read anew and locked until the transaction ends."""
    statement = select(EmergencyAccess).where(EmergencyAccess.id == access_id)
    statement = statement.with_for_update(of=EmergencyAccess).execution_options(populate_existing=True)
    return session.scalars(statement).one()


def accesses(session: Session, user: User, now: datetime) -> Sequence[EmergencyAccess]:
    """The accesses of the last year, newest first: all for data protection, else their own and undecided ones."""
    row = EmergencyAccess
    statement = select(row).where(row.asked_at > now - LISTED)
    if not roles.has_role(user, roles.DATA_PROTECTION):
        waiting = and_(row.released_at.is_(None), row.refused_at.is_(None), row.asked_at > now - WAITS)
        statement = statement.where(or_(row.asker_id == user.id, row.decider_id == user.id, waiting))
    return session.scalars(statement.order_by(row.asked_at.desc(), row.id)).all()


def opened_case(session: Session, user: User, access_id: str, now: datetime) -> tuple[EmergencyAccess, Case]:
    """The case that `user` may read at this moment. Raises NotFoundError, NotRunningError, NoSuchCaseError."""
    access = access_for(session, user, access_id)
    if not is_asker(access, user):
        raise NotFoundError().keeping_from(access.number)
    if access.status(now) != AccessStatus.RUNNING:
        raise NotRunningError().keeping_from(access.number)
    case = session.scalars(select(Case).where(Case.number == access.number)).one_or_none()
    if case is None:
        raise NoSuchCaseError
    return access, case


def is_asker(access: EmergencyAccess, user: User) -> bool:
    """Whether the access is for `user`: it opens the case for nobody else."""
    return access.asker_id == user.id


def papers(session: Session, case: Case) -> list[Reading]:
    """The documents of `case` without their confidential answers, the newest first."""
    found = []
    for document in of_case(session, case):
        facts = facts_in(document)
        readable = [fact for fact in facts if may_read(fact)]
        if readable:
            found.append(Reading(document, readable, len(facts) - len(readable)))
    return found


def may_read(fact: Fact) -> bool:
    """Whether an answer may be read in an emergency."""
    return fact.category != categories.CONFIDENTIAL
