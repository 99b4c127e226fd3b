"""Reading an action's parameters, with a sentence for the process owner where one is missing."""

from collections.abc import Mapping
from typing import Any

from app import wording
from app.deadlines import moments
from app.flow.errors import ActionError


def text(parameters: Mapping[str, Any], name: str, default: str | None = None) -> str:
    """A parameter as text. Raises ActionError where it is missing and has no default."""
    value = parameters.get(name)
    if value is None or value == "":
        if default is None:
            raise ActionError(f"Der Aktion fehlt die Angabe «{name}».")
        return default
    return str(value)


def words(parameters: Mapping[str, Any], name: str, default: str | None = None) -> str:
    """A parameter as a text that people read: days, moments and numbers in it are written as they write them."""
    return wording.one_stop(wording.counted(moments.for_people(text(parameters, name, default))))


def texts(parameters: Mapping[str, Any], name: str) -> list[str]:
    """A parameter as a list of texts; a single text is a list of one."""
    value = parameters.get(name)
    values = value if isinstance(value, list) else [value]
    found = [str(item) for item in values if item]
    if not found:
        raise ActionError(f"Der Aktion fehlt die Angabe «{name}».")
    return found
