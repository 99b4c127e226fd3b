"""Cases that got stuck, and messages that reached nobody: finding them, and what the operators can do about them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from app.act import Act
from app.audit.models import CHANGED
from app.cases.history import tell_history
from app.cases.models import Case
from app.errors import ConflictError, NotFoundError
from app.flow.kinds import FINISHED, RESUMABLE, CaseMessageStatus, InstanceStatus
from app.flow.models import CaseMessage, Instance
from app.flow.service import Flow
from app.people.sentences import sentence

STATES = {
    InstanceStatus.OPEN: "läuft",
    InstanceStatus.ERROR: "ein Schritt ist fehlgeschlagen und wird wiederholt",
    InstanceStatus.STUCK: "steht still",
    InstanceStatus.SUSPENDED: "ruht",
    InstanceStatus.DONE: "abgeschlossen",
    InstanceStatus.CANCELLED: "abgebrochen",
}
"""State of a running process → what people read."""


class NotStuckError(ConflictError):
    """Dieser Fall läuft; es gibt nichts zu wiederholen oder fortzusetzen."""


class NotRunningError(ConflictError):
    """Dieser Fall läuft nicht mehr."""


def listed(session: Session, only_stuck: bool) -> Sequence[Case]:
    """All cases by number, or only those in which something failed, or that rest."""
    statement = select(Case).join(Instance, Instance.id == Case.instance_id).order_by(Case.number)
    if only_stuck:
        statement = statement.where(hangs())
    return session.scalars(statement).all()


def hangs() -> ColumnElement[bool]:
    """Condition on Instance: something failed in its case, it rests, or a message from it cannot be handed over."""
    trouble = or_(Instance.incident.is_not(None), Instance.status.in_(RESUMABLE))
    return or_(trouble, Instance.id.in_(_with_stuck_messages()))


def find(session: Session, number: str) -> Case:
    """The case with this number. Raises NotFoundError."""
    case = session.scalars(select(Case).where(Case.number == number.strip().upper())).one_or_none()
    if case is None:
        raise NotFoundError(f"Einen Fall «{number}» gibt es nicht.")
    return case


def retry(act: Act, flow: Flow, case: Case) -> None:
    """Lets a case go on whose step failed, or that rests; the next tick takes what is due. Raises NotStuckError."""
    messages = _stuck_messages(act.session, case)
    if case.instance.status not in RESUMABLE and not messages:
        raise NotStuckError
    if case.instance.status in RESUMABLE:
        flow.resume(act, case.instance_id)
    for message in messages:
        message.status, message.failures, message.next_try_at = CaseMessageStatus.OPEN, 0, act.now
    _note(act, case, "Fall fortgesetzt")


def suspend(act: Act, flow: Flow, case: Case, reason: str) -> None:
    """Lets a case rest: nobody can hand in anything, and no timer fires. Raises NoSentenceError, NotRunningError."""
    told = sentence(reason)
    require_running(case)
    flow.suspend(act, case.instance_id)
    _note(act, case, "Fall angehalten", told)


def cancel(act: Act, flow: Flow, case: Case, reason: str) -> None:
    """Ends a case at once; its tasks are withdrawn. Raises NoSentenceError, NotRunningError."""
    told = sentence(reason)
    require_running(case)
    flow.cancel(act, case.instance_id)
    _note(act, case, "Fall abgebrochen", told)


def require_running(case: Case) -> None:
    """Raises NotRunningError for a case that is over."""
    if case.instance.status in FINISHED:
        raise NotRunningError


def _note(act: Act, case: Case, what: str, reason: str = "") -> None:
    """The history has the reason; the log, which outlives the case, only that it was done."""
    tell_history(act, case, "rescue", f"{what}: {reason}" if reason else what)
    act.record(case.number, CHANGED, what)


def _stuck_messages(session: Session, case: Case) -> Sequence[CaseMessage]:
    """Messages from this case to another that could not be handed over."""
    statement = select(CaseMessage).where(
        CaseMessage.sender_id == case.instance_id, CaseMessage.status == CaseMessageStatus.STUCK
    )
    return session.scalars(statement).all()


def _with_stuck_messages() -> Select[str | None]:
    return select(CaseMessage.sender_id).where(CaseMessage.status == CaseMessageStatus.STUCK)
