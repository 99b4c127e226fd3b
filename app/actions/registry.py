"""The actions by topic: one row each. A diagram that names any other topic is refused by the check."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from app.act import Act
from app.actions import consents, holds, invitations, invoices, mails, participants, records
from app.cases.models import Case
from app.cases.statistics import Figure
from app.flow.errors import ActionError
from app.gate import Signature

Action = Callable[[Act, Case, Mapping[str, Any]], Any]

ACTIONS: dict[str, Action] = {
    "mail": mails.mail,
    "remind": mails.remind,
    "invite": invitations.invite,
    "assign_role": participants.assign_role,
    "end_participation": participants.end_participation,
    "record_consent": consents.record_consent,
    "withdraw_consent": consents.withdraw_consent,
    "silence": participants.silence,
    "hold": holds.hold,
    "release_hold": holds.release_hold,
    "invoice": invoices.invoice,
    "record": records.record,
    "freeze_plan": records.freeze_plan,
    "freeze_figures": records.freeze_figures,
    "close_case": records.close_case,
}

SIGNATURES: dict[str, Signature] = {
    "mail": Signature(
        ("to", "subject", "text"),
        ("duty", "to_author", "also", "number", "count"),
        fills={"fall": "", "nummer": "number", "anzahl": "count"},
    ),
    "remind": Signature(("task", "subject", "text"), fills={"fall": ""}),
    "invite": Signature(
        ("to", "date", "time", "place"), ("subject", "minutes", "client_time", "guests"), fills={"fall": ""}
    ),
    "assign_role": Signature(("role", "party"), ("person", "deputy")),
    "end_participation": Signature(("party",)),
    "record_consent": Signature(("mandate",)),
    "withdraw_consent": Signature((), ("party", "category", "staying")),
    "silence": Signature(),
    "hold": Signature(("reason",)),
    "release_hold": Signature(("reason",)),
    "invoice": Signature(("from", "to", "amount", "period", "text")),
    "record": Signature(("text",)),
    "freeze_plan": Signature(("plan",), results={"text": (), "hash": (), "date": ()}),
    "freeze_figures": Signature(
        ("year",), results={"text": (), "hash": (), "date": (), "figures": tuple(one.name for one in fields(Figure))}
    ),
    "close_case": Signature(("result",), results={"result": (), "date": ()}),
}
"""Topic → the parameters the action reads, and what it returns."""


def perform(act: Act, case: Case, name: str, parameters: Mapping[str, Any]) -> Any:
    """Performs the action `name` for `case`; returns case data or None. Raises ActionError."""
    action = ACTIONS.get(name)
    if action is None:
        raise ActionError(f"Die Aktion «{name}» gibt es nicht.")
    return action(act, case, parameters)
