"""Reads what the figures of a process are called, from the property `figures` of its process."""

from collections.abc import Mapping
from datetime import date

from app.clock import at_local
from app.flow.bundle import Bundle, process_of
from app.flow.errors import FlowError
from app.flow.expressions import value_of
from app.flow.extensions import read_extensions

PROPERTY = "figures"
BETWEEN = ":"
"""Between the parts of a name: `abschluss:rente`."""
_NO_TIME = at_local(date(2000, 1, 1))
"""Words do not depend on the day on which they are read."""


def words_in(rule: str) -> dict[str, str]:
    """Name, or part of a name → words, as `rule` says: an expression for a context of texts. Raises FlowError."""
    value = value_of(rule, {}, lambda: _NO_TIME)
    if not isinstance(value, Mapping) or not all(isinstance(one, str) and one.strip() for one in value.values()):
        raise FlowError('Hier steht eine Gruppe von Texten, zum Beispiel = {anmeldung: "Anmeldungen"}.')
    return {str(name): str(words) for name, words in value.items()}


def words_of(bundle: Bundle) -> dict[str, str]:
    """The words of the process the bundle is about; empty where it has none or they cannot be read."""
    process = process_of(bundle)
    rule = read_extensions(process).get("properties", {}).get(PROPERTY) if process is not None else None
    try:
        return words_in(rule) if rule else {}
    except FlowError:
        return {}


def named(name: str, words: Mapping[str, str]) -> str:
    """What a figure is called: by its whole name, else part by part; a part without words is written as it is."""
    if name in words:
        return words[name]
    first, *others = (words.get(part) or _as_it_is(part) for part in name.split(BETWEEN))
    return f"{first}: {', '.join(others)}" if others else first


def _as_it_is(part: str) -> str:
    plain = part.replace("_", " ").strip()
    return plain[:1].upper() + plain[1:]
