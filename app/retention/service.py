"""Fixing the day on which a case is erased, and holds that put it off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import texts
from app.act import Act
from app.audit.models import CHANGED
from app.cases.history import tell_history
from app.cases.models import Case
from app.cases.queries import case_of_instance
from app.errors import ConflictError, InvalidError, NotFoundError
from app.flow import retention
from app.flow.definitions import Definitions
from app.flow.durations import Duration
from app.flow.errors import FlowError
from app.flow.kinds import FINISHED
from app.flow.models import Instance
from app.flow.store import StepResult
from app.retention import queries
from app.retention.models import REASON_LENGTH, Hold

UNCLEAR = "Die Aufbewahrungsfrist des Verfahrens liess sich nicht bestimmen. Der Fall wird 10 Jahre aufbewahrt."


class NoReasonError(InvalidError):
    """Bitte schreiben Sie einen Grund, höchstens 300 Zeichen."""


class LiftedError(ConflictError):
    """Diese Löschsperre ist bereits aufgehoben."""


@dataclass(frozen=True)
class Retention:
    """Listens to the steps of cases and fixes the day of erasure when one ends."""

    definitions: Definitions

    def after_step(self, act: Act, instance: Instance, _result: StepResult, variables: Mapping[str, Any]) -> None:
        """Fixes the day on which the case is erased, in the step that ends it."""
        if instance.status in FINISHED:
            case = case_of_instance(act.session, instance.id)
            case.erase_on = self._day(act, case, variables)

    def _day(self, act: Act, case: Case, variables: Mapping[str, Any]) -> date:
        closed = case.closed_on or act.today
        rule = retention.rule_of(self.definitions.load(act.session, case.instance.definition_digest).bundle)
        of_case = variables.get("fall")
        known = {**variables, "fall": {**(of_case if isinstance(of_case, Mapping) else {}), "ergebnis": case.result}}
        try:
            return retention.day_after(closed, retention.period_of(rule, known, lambda: act.now))
        except FlowError:
            # A period that cannot be computed must not stop the last step; the case is then kept for the usual time.
            tell_history(act, case, "retention", UNCLEAR)
            return retention.day_after(closed, retention.USUAL)


def months_later(day: date, months: int) -> date:
    """`months` calendar months after `day`, at most the last day of the month."""
    return retention.day_after(day, Duration(months))


def set_hold(act: Act, case: Case, reason: str) -> Hold:
    """Keeps `case` from being erased until the hold is lifted. Without a person in `act` a diagram set it.

    Raises NoReasonError.
    """
    told = texts.one_line(reason)
    if not told or len(told) > REASON_LENGTH:
        raise NoReasonError
    _lock(act.session, case)
    hold = Hold(case_id=case.id, reason=told, since=act.now, set_by_id=act.by.id if act.by else None)
    act.session.add(hold)
    act.session.flush()
    act.record(case.number, CHANGED, "Löschsperre gesetzt")
    return hold


def lift_hold(act: Act, case: Case, hold: Hold) -> None:
    """Lifts `hold`; the case is erased once no other stands. Raises LiftedError."""
    _lock(act.session, case)
    act.session.refresh(hold)
    if hold.until is not None:
        raise LiftedError
    hold.until, hold.lifted_by_id = act.now, act.by.id if act.by else None
    act.record(case.number, CHANGED, "Löschsperre aufgehoben")


def lift_oldest(act: Act, case: Case, reason: str) -> None:
    """Lifts the oldest standing hold that a diagram set for `reason`; does nothing where there is none."""
    told = " ".join(reason.split())
    for hold in queries.standing(act.session, case):
        if hold.set_by_id is None and hold.reason == told:
            lift_hold(act, case, hold)
            return


def _lock(session: Session, case: Case) -> None:
    """Locks the case against being erased meanwhile. Raises NotFoundError where it was erased already."""
    if session.scalar(select(Case.id).where(Case.id == case.id).with_for_update()) is None:
        raise NotFoundError
