"""What administrators do about cases that hang."""

from sqlalchemy import select

from app.act import Act
from app.audit.models import CHANGED
from app.cases import rescue
from app.cases.models import Cancellation, Case
from app.errors import AppError, ConflictError, NotFoundError
from app.flow.kinds import InstanceStatus
from app.flow.models import Instance
from app.flow.service import Flow
from app.people.sentences import sentence

AT_ONCE = 100
"""So many cases are let go on by one press of the button: it takes a second or two."""
FAILED = (InstanceStatus.STUCK, InstanceStatus.ERROR)


class AskedAlreadyError(ConflictError):
    """Der Abbruch dieses Falls ist schon verlangt."""


class OwnRequestError(ConflictError):
    """Den Abbruch haben Sie selbst verlangt. Eine zweite Person der Verwaltung muss ihn bestätigen."""


def retry_failed(act: Act, flow: Flow) -> tuple[int, int]:
    """Lets up to AT_ONCE cases go on that stand still or failed; returns how many, and how many could not be.

    What then fails again comes back with the worker's next look. A case that somebody holds at the moment is left out.
    """
    failed = select(Case).join(Instance, Instance.id == Case.instance_id).where(Instance.status.in_(FAILED))
    done = left_out = 0
    for case in act.session.scalars(failed.order_by(Instance.incident_at, Case.number).limit(AT_ONCE)).all():
        try:
            with act.session.begin_nested():
                rescue.retry(act, flow, case)
        except AppError:
            left_out += 1
        else:
            done += 1
    return done, left_out


def ask_to_cancel(act: Act, case: Case, reason: str) -> None:
    """Asks another administrator to end a case. Raises NoSentenceError, NotRunningError, AskedAlreadyError."""
    told = sentence(reason)
    rescue.require_running(case)
    if act.session.get(Cancellation, case.id) is not None:
        raise AskedAlreadyError
    act.session.add(Cancellation(case_id=case.id, asker_id=act.user.id, asked_at=act.now, reason=told))
    act.record(case.number, CHANGED, "Abbruch des Falls verlangt")


def confirm_cancelling(act: Act, flow: Flow, case: Case) -> None:
    """Ends a case whose end another administrator asked for. Raises NotFoundError, OwnRequestError, NotRunningError."""
    asked = _asked(act, case)
    if asked.asker_id == act.user.id:
        raise OwnRequestError
    act.session.delete(asked)
    rescue.cancel(act, flow, case, asked.reason)


def keep(act: Act, case: Case) -> None:
    """Takes back that a case is to be ended; any administrator may. Raises NotFoundError."""
    act.session.delete(_asked(act, case))
    act.record(case.number, CHANGED, "Abbruch des Falls nicht bestätigt")


def _asked(act: Act, case: Case) -> Cancellation:
    asked = act.session.get(Cancellation, case.id, with_for_update=True)
    if asked is None:
        raise NotFoundError
    return asked
