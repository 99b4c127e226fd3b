"""Actions that change who takes part, and who is written to."""

from collections.abc import Mapping
from typing import Any

from app.actions.context import ActionContext
from app.actions.parameters import text, texts
from app.cases import letters, queries, roles, service
from app.flow.errors import ActionError


def assign_role(context: ActionContext, parameters: Mapping[str, Any]) -> None:
    """Gives the role of the lane `role` to the institution `party`, and to it alone."""
    role = roles.LANES.get(text(parameters, "role"))
    if role is None:
        raise ActionError(f"Die Rolle «{text(parameters, 'role')}» gibt es nicht.")
    service.set_participant(context.session, context.case, role, text(parameters, "party"), context.now)


def end_participation(context: ActionContext, parameters: Mapping[str, Any]) -> None:
    """Ends the part of the institutions `party` (one or a list), until a later step brings them in again."""
    parties, rows = texts(parameters, "party"), [*queries.participants(context.session, context.case.id)]
    rows += queries.sent_away(context.session, context.case.id)
    leaving = [row for row in rows if row.institution and row.institution.key in parties]
    service.end_participation(leaving, context.now)


def silence(context: ActionContext, _parameters: Mapping[str, Any]) -> None:
    """From now on nobody gets a message about this case, and those on their way are dropped."""
    letters.silence(context.session, context.case)
