"""Actions about the client's consent."""

from collections.abc import Mapping
from typing import Any

from app.act import Act
from app.actions.parameters import text, texts
from app.cases import letters, recipients, roles
from app.cases.models import Case
from app.consent import service
from app.flow.errors import ActionError


def record_consent(act: Act, case: Case, parameters: Mapping[str, Any]) -> None:
    """Stores the grants of the signed mandate `mandate`, in place of those of an earlier one of this case.

    If the earlier one had expired, the institutions that had left take part again and get a message about it.
    """
    mandate = parameters.get("mandate")
    if not isinstance(mandate, Mapping):
        raise ActionError("Der Aktion fehlt die Angabe «mandate».")
    subject, body = f"Die Vollmacht ist erneuert ({case.number})", "Sie haben wieder Zugang zu diesem Fall."
    for office in service.record(act, case, mandate):
        for to in recipients.of_party(act.session, case, office.key, act.today):
            letters.post_to(act, case, to, subject, body, act.links.case(case.number))


def withdraw_consent(act: Act, case: Case, parameters: Mapping[str, Any]) -> None:
    """Ends consent at once: for one `category`, for the institution `party`, or without both for everything.

    In the last case the roles `staying` still take part.
    """
    party, category = text(parameters, "party", ""), text(parameters, "category", "")
    if party or category:
        service.withdraw(act, case, party, category)
    else:
        staying = texts(parameters, "staying") if parameters.get("staying") else roles.STAYING
        service.withdraw_all(act, case, staying)
