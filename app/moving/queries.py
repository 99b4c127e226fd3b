"""Reads versions of procedures and the cases that run on them."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from app.cases.models import Case
from app.errors import NotFoundError
from app.flow.kinds import LIVE, RESUMABLE
from app.flow.models import CaseMove, Definition, Instance

MOVABLE = tuple(dict.fromkeys((*LIVE, *RESUMABLE)))
"""In these a case can still go on, and so change its version."""


def version(session: Session, key: str, number: int | None = None) -> Definition:
    """A version of a procedure, without a number the one in service. Raises NotFoundError."""
    wanted = select(Definition).where(Definition.key == key).order_by(Definition.version.desc()).limit(1)
    found = session.scalars(wanted if number is None else wanted.where(Definition.version == number)).one_or_none()
    if found is None:
        raise NotFoundError(f"Diese Version des Verfahrens «{key}» gibt es nicht.")
    return found


def running(session: Session, target: Definition, after: str = "", most: int = 50) -> Sequence[Case]:
    """The cases that run on other versions of the same procedure, by number, `most` of those after `after`."""
    others = Definition.key == target.key, Definition.digest != target.digest
    statement = select(Case).join(Instance, Instance.id == Case.instance_id).join(Definition)
    statement = statement.where(*others, Instance.status.in_(MOVABLE), Case.number > after)
    return session.scalars(statement.order_by(Case.number).limit(most)).all()


def counts(session: Session, target: Definition) -> dict[int, int]:
    """Counts the cases that run on each other version of the procedure: version → number."""
    others = Definition.key == target.key, Definition.digest != target.digest
    statement = select(Definition.version, func.count()).join(Instance, Instance.definition_digest == Definition.digest)
    rows = session.execute(
        statement.where(*others, Instance.status.in_(MOVABLE)).group_by(Definition.version).order_by(Definition.version)
    )
    return {row[0]: row[1] for row in rows}


def last_move(session: Session, case: Case) -> CaseMove | None:
    """The last move of a case, with the state from before it."""
    statement = select(CaseMove).where(CaseMove.instance_id == case.instance_id).options(undefer(CaseMove.state))
    return session.scalars(statement).one_or_none()
