"""Actions about the client's consent."""

from collections.abc import Mapping
from typing import Any

from app.actions.context import ActionContext
from app.actions.parameters import text, texts
from app.cases import letters, recipients, roles
from app.consent import service
from app.flow.errors import ActionError


def record_consent(context: ActionContext, parameters: Mapping[str, Any]) -> None:
    """Keeps what the signed mandate `mandate` allows, in place of an earlier one of this case.

    Had that one expired, the institutions that had left take part again, and are told so.
    """
    mandate = parameters.get("mandate")
    if not isinstance(mandate, Mapping):
        raise ActionError("Der Aktion fehlt die Angabe «mandate».")
    session, case = context.session, context.case
    subject, body = f"Die Vollmacht ist erneuert ({case.number})", "Sie haben wieder Zugang zu diesem Fall."
    for office in service.record(session, case, mandate, context.now):
        for to in recipients.of_party(session, case, office.key):
            letters.post_to(session, case, to, subject, body, f"{context.base_url}/faelle/{case.number}", context.now)


def withdraw_consent(context: ActionContext, parameters: Mapping[str, Any]) -> None:
    """Ends consent at once: for the institution `party`, one `category`, or else for all but the roles `staying`."""
    party, category = text(parameters, "party", ""), text(parameters, "category", "")
    if party or category:
        service.withdraw(context.session, context.case, context.now, party, category)
    else:
        staying = texts(parameters, "staying") if parameters.get("staying") else roles.STAYING
        service.withdraw_all(context.session, context.case, context.now, staying)
