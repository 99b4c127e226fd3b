"""Actions that keep something for the record."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from app.act import Act
from app.actions.parameters import text, words
from app.cases import letters, recipients, statistics
from app.cases.history import tell_history
from app.cases.models import Case
from app.consent.service import close_withdrawn
from app.flow.errors import ActionError


def record(act: Act, case: Case, parameters: Mapping[str, Any]) -> None:
    """Adds the line `text` to the history of the case."""
    tell_history(act, case, "record", words(parameters, "text"))


def freeze_plan(act: Act, _case: Case, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Freezes `plan` for signing: returns {text, hash, date}, so that everybody signs the same words."""
    words = json.dumps(parameters.get("plan"), ensure_ascii=False, sort_keys=True, indent=1)
    return {
        "text": words,
        "hash": hashlib.sha256(words.encode()).hexdigest(),
        "date": act.today.isoformat(),
    }


def freeze_figures(act: Act, case: Case, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Freezes the figures of `year`: returns {text, hash, date, figures: list of a Figure's fields}."""
    year = text(parameters, "year")
    if not (year.isdigit() and len(year) == 4):
        raise ActionError(f"«{year}» ist kein Jahr.")
    rows = [asdict(figure) for figure in statistics.figures(act.session, int(year))]
    return {**freeze_plan(act, case, {"plan": rows}), "figures": rows}


def close_case(act: Act, case: Case, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Stores the `result` of the case, in words, and tells all who take part that it is closed, but not why.

    Returns {result, date}. A case is closed once: what comes later, such as a death before the survey, changes neither.
    Where the mandate was withdrawn, whoever stayed to end it leaves.
    """
    if case.closed_on is not None:
        close_withdrawn(act, case)
        return {"result": case.result, "date": case.closed_on.isoformat()}
    case.result, case.closed_on = words(parameters, "result"), act.today
    to = recipients.without_cause(act, recipients.of_everybody(act.session, case, act.today))
    subject, body = f"Fall abgeschlossen ({case.number})", "Dieser Fall ist abgeschlossen."
    letters.tell(act, case, to, subject, body, act.links.case(case.number))
    close_withdrawn(act, case)
    return {"result": case.result, "date": case.closed_on.isoformat()}
