"""What an action is given beside its parameters."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.cases.models import Case


@dataclass(frozen=True)
class ActionContext:
    """The step an action runs in. Actions write rows; they never call anything outside the database."""

    session: Session
    case: Case
    now: datetime
    base_url: str
