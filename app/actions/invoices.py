"""Actions about money between institutions."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from app.actions.context import ActionContext
from app.actions.parameters import text
from app.cases.models import Invoice
from app.cases.service import UnknownPartyError
from app.flow.errors import ActionError
from app.people import queries as people
from app.people.models import Institution


def invoice(context: ActionContext, parameters: Mapping[str, Any]) -> None:
    """Notes what `to` owes `from` (institutions). Parameters: `from`, `to`, `amount` in francs, `period`, `text`."""
    row = Invoice(
        case_id=context.case.id,
        payee_id=_institution(context, parameters, "from").id,
        debtor_id=_institution(context, parameters, "to").id,
        amount=_rappen(text(parameters, "amount")),
        period=text(parameters, "period")[:50],
        text=text(parameters, "text")[:200],
        at=context.now,
    )
    context.session.add(row)


def _institution(context: ActionContext, parameters: Mapping[str, Any], name: str) -> Institution:
    found = people.institution_by_key(context.session, text(parameters, name))
    if found is None:
        raise UnknownPartyError
    return found


def _rappen(francs: str) -> int:
    try:
        amount = Decimal(francs) * 100
    except InvalidOperation as error:
        raise ActionError(f"«{francs}» ist kein Betrag.") from error
    if not amount.is_finite() or amount <= 0 or amount != amount.to_integral_value() or amount > 10**9:
        raise ActionError(f"«{francs}» ist kein Betrag in Franken und Rappen.")
    return int(amount)
