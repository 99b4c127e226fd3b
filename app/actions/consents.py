"""Actions about the client's consent."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.act import Act
from app.actions.parameters import text, texts
from app.cases import letters, recipients, roles
from app.cases.models import Case
from app.cases.recipients import Recipient
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
        offices = [party] if party else service.receivers_of(act, case, category)
        to = [one for office in offices for one in recipients.of_party(act.session, case, office, act.today)]
        service.withdraw(act, case, party, category)
        _tell_concerned(act, case, to, gone=bool(party))
    else:
        staying = texts(parameters, "staying") if parameters.get("staying") else roles.STAYING
        service.withdraw_all(act, case, staying)


def _tell_concerned(act: Act, case: Case, to: Sequence[Recipient], gone: bool) -> None:
    """Tells those whom the withdrawal of a part concerns, in neutral words; whoever is `gone` gets no link."""
    subject = f"Ihre Mitwirkung ist beendet ({case.number})" if gone else f"Die Vollmacht ist geändert ({case.number})"
    body = "Was Sie in diesem Fall lesen dürfen, hat sich geändert."
    if gone:
        body = "Ihre Stelle wirkt in diesem Fall nicht mehr mit. Offene Aufgaben und Einladungen dazu entfallen."
    for person in dict.fromkeys(to):
        letters.post_to(act, case, person, subject, body, "" if gone else act.links.case(case.number))
