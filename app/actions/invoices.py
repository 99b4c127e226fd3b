"""Actions about money between institutions."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from app.act import Act
from app.actions.parameters import text, words
from app.cases.models import Case, Invoice
from app.cases.service import UnknownPartyError
from app.flow.errors import ActionError
from app.people import queries as people
from app.people.models import Institution


def invoice(act: Act, case: Case, parameters: Mapping[str, Any]) -> None:
    """Notes what `to` owes `from` (institutions). Parameters: `from`, `to`, `amount` in francs, `period`, `text`."""
    row = Invoice(
        case_id=case.id,
        payee_id=_institution(act, parameters, "from").id,
        debtor_id=_institution(act, parameters, "to").id,
        amount=_rappen(text(parameters, "amount")),
        period=words(parameters, "period"),
        text=words(parameters, "text"),
        at=act.now,
    )
    act.session.add(row)


def _institution(act: Act, parameters: Mapping[str, Any], name: str) -> Institution:
    found = people.institution_by_key(act.session, text(parameters, name))
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
