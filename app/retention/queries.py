"""Reading what is to be erased and what is held."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.cases.models import Case
from app.flow.models import CANCELLED, DONE, Definition, Instance
from app.retention.models import ErasedCase, Hold

ENDED = (DONE, CANCELLED)


@dataclass(frozen=True)
class Candidate:
    """A case that will be erased on its day (`Case.erase_on`), or later where it is `held`."""

    case: Case
    procedure: str
    held: bool


def is_held() -> ColumnElement[bool]:
    """Condition on Case: a hold stands."""
    return select(Hold.id).where(Hold.case_id == Case.id, Hold.until.is_(None)).exists()


def due_until(session: Session, day: date) -> list[Candidate]:
    """The ended cases that are erased on `day` or earlier, overdue ones included, by their day."""
    statement = (
        select(Case, Definition.name, is_held())
        .join(Instance, Instance.id == Case.instance_id)
        .join(Definition, Definition.digest == Instance.definition_digest)
        .where(Case.erase_on <= day, Instance.status.in_(ENDED))
        .order_by(Case.erase_on, Case.number)
    )
    return [Candidate(case, procedure, held) for case, procedure, held in session.execute(statement)]


def holds(session: Session, case: Case) -> Sequence[Hold]:
    """The holds of a case, the newest first."""
    return session.scalars(select(Hold).where(Hold.case_id == case.id).order_by(Hold.since.desc(), Hold.id)).all()


def standing(session: Session, case: Case) -> Sequence[Hold]:
    """The holds of a case that have not been lifted, the oldest first."""
    statement = select(Hold).where(Hold.case_id == case.id, Hold.until.is_(None))
    return session.scalars(statement.order_by(Hold.since, Hold.id)).all()


def erased(session: Session, number: str) -> ErasedCase | None:
    """The trace of an erased case with this number; None where none was erased."""
    return session.get(ErasedCase, number)


def procedure_names(session: Session, keys: Collection[str]) -> dict[str, str]:
    """Keys of procedures → their names in the newest version."""
    statement = select(Definition.key, Definition.name).where(Definition.key.in_(keys)).order_by(Definition.version)
    return {row.key: row.name for row in session.execute(statement)}
