"""Actions that keep a case from being erased until a diagram lifts them."""

from collections.abc import Mapping
from typing import Any

from app.act import Act
from app.actions.parameters import words
from app.cases.models import Case
from app.retention import service
from app.retention.models import REASON_LENGTH


def hold(act: Act, case: Case, parameters: Mapping[str, Any]) -> None:
    """Sets a hold for `reason`. A second call sets a second one."""
    service.set_hold(act, case, _reason(parameters))


def release_hold(act: Act, case: Case, parameters: Mapping[str, Any]) -> None:
    """Lifts the oldest hold that `hold` set for the same `reason`."""
    service.lift_oldest(act, case, _reason(parameters))


def _reason(parameters: Mapping[str, Any]) -> str:
    return words(parameters, "reason")[:REASON_LENGTH]
