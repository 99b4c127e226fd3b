"""Actions that keep something for the record."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from app.actions.context import ActionContext
from app.actions.parameters import text
from app.cases import statistics
from app.flow.errors import ActionError
from app.flow.models import Event


def record(context: ActionContext, parameters: Mapping[str, Any]) -> None:
    """Adds the line `text` to the history of the case."""
    line = text(parameters, "text")[:200]
    context.session.add(
        Event(instance_id=context.case.instance_id, at=context.now, kind="notice", element="record", title=line)
    )


def freeze_plan(context: ActionContext, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Freezes `plan` for signing: returns {text, hash, date}, so that everybody signs the same words."""
    words = json.dumps(parameters.get("plan"), ensure_ascii=False, sort_keys=True, indent=1)
    return {
        "text": words,
        "hash": hashlib.sha256(words.encode()).hexdigest(),
        "date": context.now.date().isoformat(),
    }


def freeze_figures(context: ActionContext, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Freezes what was counted in `year`: returns {text, hash, date, figures: list of a Figure's fields}."""
    year = text(parameters, "year")
    if not (year.isdigit() and len(year) == 4):
        raise ActionError(f"«{year}» ist kein Jahr.")
    rows = [asdict(figure) for figure in statistics.figures(context.session, int(year))]
    return {**freeze_plan(context, {"plan": rows}), "figures": rows}


def close_case(context: ActionContext, parameters: Mapping[str, Any]) -> None:
    """Notes the `result` of the case."""
    context.case.result = text(parameters, "result")[:200]
