"""What the worker does about mandates: it warns before their end, and lets the end take effect. A case, a transaction.

The case is locked against steps of its procedure and against other workers. Nobody's access waits for this: past the
last day, pages refuse by the date alone.
"""

from datetime import date, datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import Session

from app.act import Act, Acts
from app.cases.models import Case
from app.consent import service, terms
from app.consent.models import Grant, Notice
from app.consent.notices import tell_expired, tell_warning
from app.db import Database
from app.flow.models import Instance
from app.sweeping import NOW, Chore, earliest, next_try, resting, sweep

ENDING, WARNING = "expired mandates", "warnings"
OVER = "over"


def end_expired(database: Database, acts: Acts) -> int:
    """Lets the end of those mandates take effect whose last day has passed; returns how many."""

    def end(act: Act, case: Case) -> None:
        assert case.mandate_until is not None
        _note(act, case, OVER)
        gone = service.expire(act, case, case.mandate_until)
        if not case.is_closed:
            tell_expired(act, case, gone)

    return sweep(database, acts, Chore(ENDING, _claim_end, end))


def next_end(session: Session, now: datetime) -> datetime | None:
    """When the next mandate ends, or one whose end failed is tried again."""
    last_day, again = session.execute(_next_ends(), {NOW.key: now}).one()
    return earliest(terms.over_at(last_day) if last_day else None, again)


def warn(database: Database, acts: Acts) -> int:
    """Sends the warnings that are due; returns how many cases were warned. Of several missed ones only the last."""

    def send(act: Act, case: Case) -> None:
        for step in _due_steps(act.session, case, act.now):
            _note(act, case, step)
        tell_warning(act, case)
        _look_again_later(case, act.now)

    return sweep(database, acts, Chore(WARNING, _claim_warning, send))


def next_warning(session: Session, now: datetime) -> datetime | None:
    """When the next warning is due, as far as mandates are known now, or one that failed is tried again."""
    return earliest(*session.execute(_next_warnings(), {NOW.key: now}).one())


def _claim_end(act: Act) -> tuple[str, Case | None] | None:
    moment = {NOW.key: act.now, "today": act.today}
    number = act.session.scalar(_first_over(), moment)
    if number is None:
        return None
    _lock(act.session, number)
    case = select(Case).where(Case.number == number, *_is_over())
    return number, act.session.scalars(case, moment).one_or_none()


def _claim_warning(act: Act) -> tuple[str, Case | None] | None:
    """The case whose moment came first; without a row where no warning of it is due after all."""
    number = act.session.scalar(_first_to_warn(), {NOW.key: act.now})
    if number is None:
        return None
    _lock(act.session, number)
    waits = select(Case).where(Case.number == number, *_is_to_warn())
    case = act.session.scalars(waits, {NOW.key: act.now}).one_or_none()
    if case is not None and not _due_steps(act.session, case, act.now):
        _look_again_later(case, act.now)
        case = None
    return number, case


def _lock(session: Session, number: str) -> None:
    # It waits for whoever has the case: passed over, its messages could leave while another worker still ends it.
    instance = select(Instance.id).join(Case, Case.instance_id == Instance.id).where(Case.number == number)
    session.execute(instance.with_for_update(of=Instance))


@cache
def _next_ends() -> Select[date, datetime]:
    first = select(func.min(Case.mandate_until)).where(_has_not_ended(), ~_rests(ENDING))
    return select(first.scalar_subquery(), next_try(ENDING))


@cache
def _first_over() -> Select[str]:
    return select(Case.number).where(*_is_over()).order_by(Case.number).limit(1)


def _is_over() -> tuple[ColumnElement[bool], ...]:
    return Case.mandate_until < bindparam("today"), _has_not_ended(), ~_rests(ENDING)


@cache
def _next_warnings() -> Select[datetime, datetime]:
    coming = select(Case.warn_at).where(Case.warn_at.is_not(None), ~_rests(WARNING)).order_by(Case.warn_at).limit(1)
    return select(coming.scalar_subquery(), next_try(WARNING))


@cache
def _first_to_warn() -> Select[str]:
    return select(Case.number).where(*_is_to_warn()).order_by(Case.warn_at, Case.number).limit(1)


def _is_to_warn() -> tuple[ColumnElement[bool], ...]:
    return Case.warn_at <= NOW, ~_rests(WARNING)


def _has_not_ended() -> ColumnElement[bool]:
    """Condition on Case: no end of its present mandate has been noted."""
    noted = (Notice.case_id == Case.id, Notice.until == Case.mandate_until, Notice.step == OVER)
    return ~select(Notice.case_id).where(*noted).exists()


def _due_steps(session: Session, case: Case, now: datetime) -> list[str]:
    """The steps of the warnings that are due in a case and were not noted yet; none where the last of them was."""
    if case.mandate_until is None or case.silent or case.is_closed:
        return []
    grants = select(func.min(Grant.given_at)).where(Grant.case_id == case.id, Grant.ended_at.is_(None))
    given = session.scalar(grants)
    due = [str(days) for days in terms.warnings_due(case.mandate_until, given, now)] if given else []
    noted = select(Notice.step).where(Notice.case_id == case.id, Notice.until == case.mandate_until)
    sent = set(session.scalars(noted)) if due else set()
    return [step for step in due if step not in sent] if due and due[-1] not in sent else []


def _look_again_later(case: Case, now: datetime) -> None:
    case.warn_at = terms.next_warning(case.mandate_until, now) if case.mandate_until else None


def _rests(kind: str) -> ColumnElement[bool]:
    return resting(kind, Case.number)


def _note(act: Act, case: Case, step: str) -> None:
    assert case.mandate_until is not None
    act.session.add(Notice(case_id=case.id, until=case.mandate_until, step=step, at=act.now))
