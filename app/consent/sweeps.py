"""What the worker does about mandates: it warns before their end, and lets the end take effect. A case, a transaction.

The case is locked against steps of its procedure and against other workers. One that fails never stops the others and
is tried again with the next tick. Nobody's access waits for this: past the last day, pages refuse by the date alone.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.act import Act, Acts
from app.cases.models import Case
from app.consent import service, terms
from app.consent.models import Grant, Notice
from app.consent.notices import tell_expired, tell_warning
from app.db import Database
from app.flow.models import CANCELLED, DONE, Instance

logger = logging.getLogger(__name__)

OVER = "over"
EARLIEST = timedelta(days=max(terms.WARN_BEFORE) + 14)
"""No warning is due earlier than this before the last day, however many holidays lie before it."""

Step = Callable[[Act, Case], int]


def end_expired(database: Database, acts: Acts) -> int:
    """Lets the end of those mandates take effect whose last day has passed; returns how many."""

    def end(act: Act, case: Case) -> int:
        if (
            case.mandate_until is None
            or act.now < terms.over_at(case.mandate_until)
            or _is_noted(act.session, case, OVER)
        ):
            return 0
        _note(act, case, OVER)
        gone = service.expire(act, case, case.mandate_until)
        if case.instance.status not in (DONE, CANCELLED):
            tell_expired(act, case, gone)
        return 1

    return _sweep(database, acts, _expired, end)


def warn(database: Database, acts: Acts) -> int:
    """Sends the warnings that are due; returns how many cases were warned. Of several missed ones only the last."""

    def send(act: Act, case: Case) -> int:
        given = select(func.min(Grant.given_at)).where(Grant.case_id == case.id, Grant.ended_at.is_(None))
        given_at = act.session.scalar(given)
        if case.mandate_until is None or given_at is None or case.silent:
            return 0
        due = terms.warnings_due(case.mandate_until, given_at, act.now)
        if not due or _is_noted(act.session, case, str(due[-1])):
            return 0
        for days in due:
            if not _is_noted(act.session, case, str(days)):
                _note(act, case, str(days))
        tell_warning(act, case)
        return 1

    return _sweep(database, acts, _ending, send)


def next_moment(session: Session, now: datetime) -> datetime | None:
    """When there will next be something to do for a mandate that is known now."""
    ends = session.scalars(select(Case.mandate_until).where(Case.mandate_until >= now.date())).all()
    moments = [terms.over_at(until) for until in ends if until]
    moments += [terms.warning_at(until, days) for until in ends if until for days in terms.WARN_BEFORE]
    return min((moment for moment in moments if moment > now), default=None)


def _sweep(database: Database, acts: Acts, candidates: Callable[[datetime], Select[str]], step: Step) -> int:
    with database.transaction(writes=False) as session:
        numbers = session.scalars(candidates(acts(session).now).order_by(Case.number)).all()
    done = 0
    for number in numbers:
        try:
            with database.transaction() as session:
                case = _locked(session, number)
                done += step(acts(session), case) if case is not None else 0
        except Exception as error:  # its own text may carry case data
            logger.error("mandate of %s failed: %s", number, type(error).__name__)
    return done


def _locked(session: Session, number: str) -> Case | None:
    """The case as it is once its row is ours; None where somebody else works on it right now."""
    instance = select(Instance.id).join(Case, Case.instance_id == Instance.id).where(Case.number == number)
    if session.scalars(instance.with_for_update(of=Instance, skip_locked=True)).one_or_none() is None:
        return None
    return session.scalars(select(Case).where(Case.number == number)).one()


def _expired(now: datetime) -> Select[str]:
    noted = select(Notice.case_id).where(
        Notice.case_id == Case.id, Notice.until == Case.mandate_until, Notice.step == OVER
    )
    return select(Case.number).where(Case.mandate_until < now.date(), ~noted.exists())


def _ending(now: datetime) -> Select[str]:
    last = min(terms.WARN_BEFORE)
    noted = select(Notice.case_id).where(
        Notice.case_id == Case.id, Notice.until == Case.mandate_until, Notice.step == str(last)
    )
    return (
        select(Case.number)
        .join(Instance, Instance.id == Case.instance_id)
        .where(
            Case.mandate_until.between(now.date(), now.date() + EARLIEST),
            Case.silent.is_(False),
            Instance.status.not_in((DONE, CANCELLED)),
            ~noted.exists(),
        )
    )


def _is_noted(session: Session, case: Case, step: str) -> bool:
    return session.get(Notice, (case.id, case.mandate_until, step)) is not None


def _note(act: Act, case: Case, step: str) -> None:
    assert case.mandate_until is not None
    act.session.add(Notice(case_id=case.id, until=case.mandate_until, step=step, at=act.now))
