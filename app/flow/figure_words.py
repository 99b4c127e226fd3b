"""Reads what a process says of its figures: what they are called (property `figures` of the process), which of them
make a rate (`rates`), and at which elements they are counted (`statistic`)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.clock import at_local
from app.flow.bundle import Bundle, process_of
from app.flow.errors import FlowError
from app.flow.expressions import value_of
from app.flow.extensions import BPMN, read_extensions
from app.flow.xml import read_xml

PROPERTY, RATES, STATISTIC = "figures", "rates", "statistic"
BETWEEN = ":"
"""Between the parts of a name: `abschluss:rente`."""
_NO_TIME = at_local(date(2000, 1, 1))
"""Words do not depend on the day on which they are read."""


@dataclass(frozen=True)
class Rate:
    """A share: so many of `whole` are `part`. name: in words; whole: names of figures that are added up."""

    name: str
    part: str
    whole: tuple[str, ...]


@dataclass(frozen=True)
class Said:
    """What the processes of a bundle say of their figures. steps: rule of each `statistic` and the name of its step."""

    words: Mapping[str, str]
    rates: tuple[Rate, ...]
    steps: tuple[tuple[str, str], ...]

    def counted_at(self, name: str) -> list[str]:
        """The names of the steps at which a figure is counted, each once, in the order of the diagrams."""
        first = re.compile(rf"(?<![\w-]){re.escape(name.split(BETWEEN)[0])}(?!\w)")
        return list(dict.fromkeys(step for rule, step in self.steps if step and first.search(rule)))


def said_in(bundle: Bundle) -> Said:
    """What the bundle's process and those it calls say; the process itself has the last word."""
    roots = [read_xml(text.encode(), file) for file, text in bundle.diagrams.items()]
    processes = [process for root in roots for process in root.iter(f"{{{BPMN}}}process")]
    properties = [_properties(process) for process in processes]
    words = dict[str, str]()
    for one in properties:
        words |= words_in(one[PROPERTY]) if one.get(PROPERTY) else {}
    rates = dict.fromkeys(rate for one in properties if one.get(RATES) for rate in rates_in(one[RATES]))
    counted = ((_properties(node).get(STATISTIC), node.get("name")) for process in processes for node in process.iter())
    steps = tuple((rule, " ".join((name or "").split())) for rule, name in counted if rule)
    return Said(words | words_of(bundle), tuple(rates), steps)


def _properties(node: Any) -> Mapping[str, str]:
    return dict(read_extensions(node).get("properties", {})) if isinstance(node.tag, str) else {}


def rates_in(rule: str) -> tuple[Rate, ...]:
    """The rates in an expression for a list of contexts with `name`, `part`, `whole`. Raises FlowError."""
    value = value_of(rule, {}, lambda: _NO_TIME)
    try:
        rates = tuple(
            Rate(one["name"].strip(), one["part"].strip(), tuple(name.strip() for name in one["whole"].split("+")))
            for one in value
        )
    except (TypeError, KeyError, AttributeError):
        rates = ()
    if not rates or not all(rate.name and rate.part and all(rate.whole) for rate in rates):
        raise FlowError(
            "Hier steht eine Liste von Gruppen, zum Beispiel = "
            '[{name: "Aufgenommen von den Angemeldeten", part: "aufnahme", whole: "anmeldung"}].'
        )
    return rates


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
