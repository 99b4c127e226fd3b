"""Actions that keep something for the record."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from app.actions.context import ActionContext
from app.actions.parameters import text
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


def close_case(context: ActionContext, parameters: Mapping[str, Any]) -> None:
    """Notes the `result` of the case."""
    context.case.result = text(parameters, "result")[:200]
