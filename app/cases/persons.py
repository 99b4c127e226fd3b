"""Recognising the same person in another case, without keeping a register of persons.

A case keeps a keyed hash of the AHV number. Without the key of this installation (`SECRET_KEY`) nobody can tell from it
whose number it is, nor whether a given number is among them.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.models import Case
from app.flow.kinds import FINISHED
from app.flow.models import Instance


def person_key(secret: str, values: Mapping[str, Any]) -> str | None:
    """The key of the client in `values` (nested case data); None where they have no AHV number."""
    number = str((values.get("klient") or {}).get("ahv") or "")
    digits = "".join(character for character in number if character.isdigit())
    if not digits:
        return None
    return hmac.new(f"person {secret}".encode(), digits.encode(), hashlib.sha256).hexdigest()


def running_cases(session: Session, key: str, but: Case | None = None) -> Sequence[Case]:
    """The other cases of this person that have not been closed."""
    statement = (
        select(Case)
        .join(Instance, Instance.id == Case.instance_id)
        .where(Case.person_key == key, Case.closed_on.is_(None), Instance.status.not_in(FINISHED))
        .order_by(Case.opened_at)
    )
    return [case for case in session.scalars(statement) if but is None or case.id != but.id]
