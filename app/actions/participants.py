"""Actions that change who takes part."""

from collections.abc import Mapping
from typing import Any

from app.actions.context import ActionContext
from app.actions.parameters import text
from app.cases import roles, service


def set_lead(context: ActionContext, parameters: Mapping[str, Any]) -> None:
    """Hands the case lead to the institution `party`."""
    service.set_participant(context.session, context.case, roles.CASE_LEAD, text(parameters, "party"), context.now)


def set_provider(context: ActionContext, parameters: Mapping[str, Any]) -> None:
    """Lets the provider `party` take part."""
    service.set_participant(context.session, context.case, roles.PROVIDER, text(parameters, "party"), context.now)
