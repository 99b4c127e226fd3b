"""Actions that keep a case from being erased while something is going on."""

from collections.abc import Mapping
from typing import Any

from app.actions.context import ActionContext
from app.actions.parameters import text
from app.retention import service
from app.retention.models import REASON_LENGTH


def hold(context: ActionContext, parameters: Mapping[str, Any]) -> None:
    """Sets a hold for `reason`; each call sets one of its own."""
    service.set_hold(context.session, context.case, None, _reason(parameters), context.now)


def release_hold(context: ActionContext, parameters: Mapping[str, Any]) -> None:
    """Lifts the oldest hold that `hold` set for the same `reason`."""
    service.lift_oldest(context.session, context.case, _reason(parameters), context.now)


def _reason(parameters: Mapping[str, Any]) -> str:
    return text(parameters, "reason")[:REASON_LENGTH]
