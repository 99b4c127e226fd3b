"""When a case is to be erased, and what holds that up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.models import CHANGED
from app.cases.models import Case
from app.cases.queries import case_of_instance
from app.errors import ConflictError, InvalidError, NotFoundError
from app.flow import retention
from app.flow.definitions import Definitions
from app.flow.durations import Duration
from app.flow.errors import FlowError
from app.flow.models import Event, Instance
from app.flow.store import StepResult
from app.people.models import User
from app.retention import queries
from app.retention.models import REASON_LENGTH, Hold

UNCLEAR = "Die Aufbewahrungsfrist des Verfahrens liess sich nicht bestimmen. Der Fall wird 10 Jahre aufbewahrt."


class NoReasonError(InvalidError):
    """Bitte schreiben Sie einen Grund, höchstens 300 Zeichen."""


class LiftedError(ConflictError):
    """Diese Löschsperre ist bereits aufgehoben."""


@dataclass(frozen=True)
class Retention:
    """Listens to the steps of cases: a case that ends is told its day."""

    definitions: Definitions

    def after_step(
        self, session: Session, instance: Instance, _result: StepResult, variables: Mapping[str, Any], now: datetime
    ) -> None:
        """Fixes when the case is erased, once, in the step that ends it."""
        if instance.status in queries.ENDED:
            case = case_of_instance(session, instance.id)
            case.erase_on = self._day(session, case, variables, now)

    def _day(self, session: Session, case: Case, variables: Mapping[str, Any], now: datetime) -> date:
        rule = retention.rule_of(self.definitions.load(session, case.instance.definition_digest).bundle)
        of_case = variables.get("fall")
        known = {**variables, "fall": {**(of_case if isinstance(of_case, Mapping) else {}), "ergebnis": case.result}}
        try:
            return retention.day_after(now.date(), retention.period_of(rule, known, lambda: now))
        except FlowError:
            # Nobody shall be kept from the last step, and rather too long than lost too early.
            session.add(Event(instance_id=case.instance_id, at=now, kind="notice", element="retention", title=UNCLEAR))
            return retention.day_after(now.date(), retention.USUAL)


def months_later(day: date, months: int) -> date:
    """`months` calendar months after `day`, at most the last day of the month."""
    return retention.day_after(day, Duration(months))


def set_hold(session: Session, case: Case, user: User | None, reason: str, now: datetime) -> Hold:
    """Keeps `case` from being erased until the hold is lifted. Without `user` a diagram asks. Raises NoReasonError."""
    told = " ".join(reason.split())
    if not told or len(told) > REASON_LENGTH or not told.isprintable():
        raise NoReasonError
    _lock(session, case)
    hold = Hold(case_id=case.id, reason=told, since=now, set_by_id=user.id if user else None)
    session.add(hold)
    session.flush()
    _record(session, case, user, "Löschsperre gesetzt", now)
    return hold


def lift_hold(session: Session, case: Case, hold: Hold, user: User | None, now: datetime) -> None:
    """Lets the case go again as far as `hold` is concerned. Raises LiftedError."""
    _lock(session, case)
    session.refresh(hold)
    if hold.until is not None:
        raise LiftedError
    hold.until, hold.lifted_by_id = now, user.id if user else None
    _record(session, case, user, "Löschsperre aufgehoben", now)


def lift_oldest(session: Session, case: Case, reason: str, now: datetime) -> None:
    """Lifts the oldest standing hold that a diagram set for `reason`; none is no fault."""
    told = " ".join(reason.split())
    for hold in queries.standing(session, case):
        if hold.set_by_id is None and hold.reason == told:
            lift_hold(session, case, hold, None, now)
            return


def _lock(session: Session, case: Case) -> None:
    """Nobody erases the case at this moment. Raises NotFoundError where it is gone already."""
    if session.scalar(select(Case.id).where(Case.id == case.id).with_for_update()) is None:
        raise NotFoundError


def _record(session: Session, case: Case, user: User | None, what: str, now: datetime) -> None:
    audit.record(session, case.number, audit.actor(user) if user else audit.AUTOMATIC, CHANGED, what, now)
