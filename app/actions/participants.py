"""Actions about the participants of a case."""

from collections.abc import Mapping
from typing import Any

from app.act import Act
from app.actions.parameters import text, texts
from app.cases import letters, passing_on, queries, roles, service
from app.cases.models import Case
from app.flow.errors import ActionError


def assign_role(act: Act, case: Case, parameters: Mapping[str, Any]) -> None:
    """Gives the role of the lane `role` to the institution `party`, and to it alone.

    person, deputy: user names of those who hold it for the institution, and who stands in while they are away.
    """
    role = roles.LANES.get(text(parameters, "role"))
    if role is None:
        raise ActionError(f"Die Rolle «{text(parameters, 'role')}» gibt es nicht.")
    row = service.set_participant(act, case, role, text(parameters, "party"))
    person, deputy = (text(parameters, name, "") for name in ("person", "deputy"))
    before = row.user_id
    if person or deputy:
        service.appoint(act, row, person, deputy)
    passing_on.pass_on(act, case, row, before)


def end_participation(act: Act, case: Case, parameters: Mapping[str, Any]) -> None:
    """Ends the part of the institutions `party` (one or a list), until a later step brings them in again."""
    parties, rows = texts(parameters, "party"), [*queries.participants(act.session, case.id)]
    rows += queries.sent_away(act.session, case.id)
    leaving = [row for row in rows if row.institution and row.institution.key in parties]
    service.end_participation(act, leaving)
    passing_on.take_away(act.session, case, {row.institution_id for row in leaving if row.institution_id})


def silence(act: Act, case: Case, _parameters: Mapping[str, Any]) -> None:
    """Silences the case: no message about it leaves any more, and waiting ones are deleted."""
    letters.silence(act, case)
