"""What the worker does about mandates: it warns before their end, and lets the end take effect. A case, a transaction.

The case is locked against steps of its procedure and against other workers. Nobody's access waits for this: past the
last day, pages refuse by the date alone.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.act import Act, Acts
from app.cases.models import Case
from app.consent import service, terms
from app.consent.models import Grant, Notice
from app.consent.notices import tell_expired, tell_warning
from app.db import Database
from app.flow.kinds import FINISHED
from app.flow.models import Instance
from app.sweeping import Chore, next_try, resting, sweep

ENDING, WARNING = "expired mandates", "warnings"
OVER = "over"
EARLIEST = timedelta(days=max(terms.WARN_BEFORE) + 14)
"""No warning is due earlier than this before the last day, however many holidays lie before it."""


def end_expired(database: Database, acts: Acts) -> int:
    """Lets the end of those mandates take effect whose last day has passed; returns how many."""

    def end(act: Act, case: Case) -> None:
        assert case.mandate_until is not None
        _note(act, case, OVER)
        gone = service.expire(act, case, case.mandate_until)
        if case.instance.status not in FINISHED:
            tell_expired(act, case, gone)

    return sweep(database, acts, Chore(ENDING, _claim_end, end))


def next_end(session: Session, now: datetime) -> datetime | None:
    """When the next mandate ends, or one whose end failed is tried again."""
    first = session.scalar(select(func.min(Case.mandate_until)).where(_has_not_ended(), ~_rests(ENDING, now)))
    return _first(terms.over_at(first) if first else None, next_try(session, ENDING, now))


def warn(database: Database, acts: Acts) -> int:
    """Sends the warnings that are due; returns how many cases were warned. Of several missed ones only the last."""

    def send(act: Act, case: Case) -> None:
        for step in _warnings(act.session, act.now, case.number)[case.number]:
            _note(act, case, step)
        tell_warning(act, case)

    return sweep(database, acts, Chore(WARNING, _claim_warning, send))


def next_warning(session: Session, now: datetime) -> datetime | None:
    """When the next warning is due, as far as mandates are known now, or one that failed is tried again."""
    if _warnings(session, now):
        return now
    ends = session.scalars(select(Case.mandate_until).where(Case.mandate_until >= now.date()).distinct())
    moments = [terms.warning_at(until, days) for until in ends if until for days in terms.WARN_BEFORE]
    coming = min((moment for moment in moments if moment > now), default=None)
    return _first(coming, next_try(session, WARNING, now))


def _claim_end(act: Act) -> tuple[str, Case | None] | None:
    number = act.session.scalar(select(Case.number).where(*_is_over(act.now)).order_by(Case.number).limit(1))
    if number is None:
        return None
    _lock(act.session, number)
    case = select(Case).where(Case.number == number, *_is_over(act.now))
    return number, act.session.scalars(case).one_or_none()


def _claim_warning(act: Act) -> tuple[str, Case | None] | None:
    number = min(_warnings(act.session, act.now), default=None)
    if number is None:
        return None
    _lock(act.session, number)
    if number not in _warnings(act.session, act.now, number):
        return number, None
    return number, act.session.scalars(select(Case).where(Case.number == number)).one()


def _lock(session: Session, number: str) -> None:
    # It waits for whoever has the case: passed over, its messages could leave while another worker still ends it.
    instance = select(Instance.id).join(Case, Case.instance_id == Instance.id).where(Case.number == number)
    session.execute(instance.with_for_update(of=Instance))


def _is_over(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Case.mandate_until < now.date(), _has_not_ended(), ~_rests(ENDING, now)


def _has_not_ended() -> ColumnElement[bool]:
    """Condition on Case: no end of its present mandate has been noted."""
    noted = (Notice.case_id == Case.id, Notice.until == Case.mandate_until, Notice.step == OVER)
    return ~select(Notice.case_id).where(*noted).exists()


def _warnings(session: Session, now: datetime, number: str | None = None) -> dict[str, list[str]]:
    """Case number → the steps of the warnings that are due, of all cases or of one."""
    given_at = select(func.min(Grant.given_at)).where(Grant.case_id == Case.id, Grant.ended_at.is_(None))
    candidates = (
        select(Case.id, Case.number, Case.mandate_until, given_at.scalar_subquery())
        .join(Instance, Instance.id == Case.instance_id)
        .where(
            Case.mandate_until.between(now.date(), now.date() + EARLIEST),
            Case.silent.is_(False),
            Instance.status.not_in(FINISHED),
            ~_rests(WARNING, now),
        )
    )
    noted = select(Notice.case_id, Notice.step).join(Case, Case.id == Notice.case_id)
    noted = noted.where(Notice.until == Case.mandate_until, Notice.until >= now.date())
    if number is not None:
        candidates, noted = candidates.where(Case.number == number), noted.where(Case.number == number)
    sent = {tuple(row) for row in session.execute(noted)}
    found = {}
    for key, case, until, given in session.execute(candidates):
        due = [str(days) for days in terms.warnings_due(until, given, now)] if until and given else []
        if due and (key, due[-1]) not in sent:
            found[case] = [step for step in due if (key, step) not in sent]
    return found


def _rests(kind: str, now: datetime) -> ColumnElement[bool]:
    return resting(kind, Case.number, now)


def _first(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


def _note(act: Act, case: Case, step: str) -> None:
    assert case.mandate_until is not None
    act.session.add(Notice(case_id=case.id, until=case.mandate_until, step=step, at=act.now))
