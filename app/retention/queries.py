"""Reading what is to be erased and what is held."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.cases.models import Case
from app.flow.kinds import FINISHED
from app.flow.models import Definition, Instance
from app.retention.models import ErasedCase, Hold
from app.sweeping import SetAside

ERASURE = "erasure"
"""Where erasing failed, what was set aside has this kind."""


@dataclass(frozen=True)
class Candidate:
    """A case that will be erased on its day (`Case.erase_on`), or later where it is `held`.

    again_at: when it is tried again, where erasing it failed.
    """

    case: Case
    procedure: str
    held: bool
    again_at: datetime | None


def is_held() -> ColumnElement[bool]:
    """Condition on Case: a hold stands."""
    return select(Hold.id).where(Hold.case_id == Case.id, Hold.until.is_(None)).exists()


def due_until(session: Session, day: date) -> list[Candidate]:
    """The ended cases that are erased on `day` or earlier, overdue ones included, by their day."""
    statement = (
        select(Case, Definition.name, is_held(), SetAside.next_try_at)
        .join(Instance, Instance.id == Case.instance_id)
        .join(Definition, Definition.digest == Instance.definition_digest)
        .outerjoin(SetAside, (SetAside.kind == ERASURE) & (SetAside.key == Case.number))
        .where(Case.erase_on <= day, Instance.status.in_(FINISHED))
        .order_by(Case.erase_on, Case.number)
    )
    return [Candidate(*row) for row in session.execute(statement)]


def holds(session: Session, case: Case) -> Sequence[Hold]:
    """The holds of a case, the newest first."""
    return session.scalars(select(Hold).where(Hold.case_id == case.id).order_by(Hold.since.desc(), Hold.id)).all()


def standing(session: Session, case: Case) -> Sequence[Hold]:
    """The holds of a case that have not been lifted, the oldest first."""
    statement = select(Hold).where(Hold.case_id == case.id, Hold.until.is_(None))
    return session.scalars(statement.order_by(Hold.since, Hold.id)).all()


def again_at(session: Session, case: Case) -> datetime | None:
    """When erasing this case is tried again, where it failed."""
    row = session.get(SetAside, (ERASURE, case.number))
    return None if row is None else row.next_try_at


def erased(session: Session, number: str) -> ErasedCase | None:
    """The trace of an erased case with this number; None where none was erased."""
    return session.get(ErasedCase, number)


def procedure_names(session: Session, keys: Collection[str]) -> dict[str, str]:
    """Keys of procedures → their names in the newest version."""
    statement = select(Definition.key, Definition.name).where(Definition.key.in_(keys)).order_by(Definition.version)
    return {row.key: row.name for row in session.execute(statement)}
