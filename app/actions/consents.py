"""Actions about the client's consent."""

from collections.abc import Mapping
from typing import Any

from app.actions.context import ActionContext
from app.actions.parameters import text
from app.consent import service
from app.flow.errors import ActionError


def record_consent(context: ActionContext, parameters: Mapping[str, Any]) -> None:
    """Keeps what the signed mandate `mandate` allows, in place of an earlier one of this case."""
    mandate = parameters.get("mandate")
    if not isinstance(mandate, Mapping):
        raise ActionError("Der Aktion fehlt die Angabe «mandate».")
    service.record(context.session, context.case, mandate, context.now)


def withdraw_consent(context: ActionContext, parameters: Mapping[str, Any]) -> None:
    """Ends consent at once. `scope`: alles, stelle (with `party`) or kategorie (with `category`)."""
    scope = text(parameters, "scope")
    if scope not in (service.ALL, service.PARTY, service.CATEGORY):
        raise ActionError(f"«{scope}» ist kein Umfang eines Widerrufs: alles, stelle oder kategorie.")
    party = text(parameters, "party") if scope == service.PARTY else ""
    category = text(parameters, "category") if scope == service.CATEGORY else ""
    service.withdraw(context.session, context.case, scope, context.now, party, category)
