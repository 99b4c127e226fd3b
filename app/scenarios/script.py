"""Reading a scenario file: YAML with German keys, each step with the line it stands on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from app.clock import ZONE
from app.scenarios.errors import ScenarioError

MAX_BYTES = 500_000
MAX_DEPTH = 50
"""Lists and mappings inside one another; the library's own reader would go on until the stack is full."""
ACTIONS = ("eroeffnet", "erledigt", "versucht", "erwartet")
STEP_KEYS = frozenset((*ACTIONS, "am", "als", "fuer", "mit", "abgelehnt", "weiter", "notiz"))
TOP_KEYS = frozenset(("szenario", "verfahren", "beginn", "personen", "schritte"))
EXPECTATION_GROUPS = {"rechnungen": frozenset(("anzahl", "summe")), "fall": frozenset(("status", "ergebnis"))}
"""Expectations with an inner mapping → the keys it may have."""
_TASK, _MESSAGE = frozenset(("aufgabe", "bei", "faellig", "fuer")), frozenset(("an", "betreff"))
EXPECTATION_LISTS = {
    "offen": _TASK, "nur_offen": _TASK, "nicht_offen": frozenset[str](),
    "nachricht": _MESSAGE, "keine_nachricht": _MESSAGE,
}  # fmt: skip
"""Expectations with a list → the keys an entry may have; one of tasks may also be the name alone."""
EXPECTATION_KEYS = frozenset(("nichts", *EXPECTATION_LISTS, *EXPECTATION_GROUPS))


@dataclass(frozen=True)
class Step:
    """One step. action: one of ACTIONS; subject: its object (user, task id or expectations).

    goes_on: key of the procedure as which the case goes on from this step, as a new one.
    """

    line: int
    at: datetime
    action: str
    subject: Any
    user: str | None = None
    party: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    refused: str | None = None
    goes_on: str | None = None


@dataclass(frozen=True)
class Scenario:
    """A case told day by day."""

    source: str
    title: str
    process: str
    start: datetime
    steps: tuple[Step, ...]
    people: Mapping[str, str] = field(default_factory=dict)

    def username(self, name: str) -> str:
        """The user name behind a name in the script: `personen` may give people names of their own."""
        return self.people.get(name, name)


def read_scenario(file: Path) -> Scenario:
    """The scenario in `file`. Raises ScenarioError with the line."""
    data = file.read_bytes()
    source = str(file)
    if len(data) > MAX_BYTES:
        raise ScenarioError("Die Datei ist zu gross.", source, 1)
    try:
        _refuse_what_grows(data)
        content = yaml.load(data, _Loader)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        raise ScenarioError(
            f"Die Datei ist kein lesbares YAML ({getattr(error, 'problem', error)}).",
            source,
            mark.line + 1 if mark else 1,
        ) from error
    if not isinstance(content, _Mapping):
        raise ScenarioError("Erwartet werden szenario, verfahren, beginn und schritte.", source, 1)
    unknown = sorted(set(content) - TOP_KEYS)
    if unknown:
        raise ScenarioError(f"Die Angabe «{unknown[0]}» kennt ein Szenario nicht.", source, content.line)
    for key in ("szenario", "verfahren", "beginn", "schritte"):
        if key not in content:
            raise ScenarioError(f"Die Angabe «{key}» fehlt.", source, content.line)
    if not isinstance(content["schritte"], list):
        raise ScenarioError("«schritte» muss eine Liste sein.", source, content.line)
    steps = tuple(_step(raw, source) for raw in content["schritte"])
    for earlier, later in pairwise(steps):
        if later.at < earlier.at:
            raise ScenarioError("Dieser Schritt liegt vor dem vorhergehenden.", source, later.line)
    names = content.get("personen") or {}
    if not isinstance(names, dict):
        raise ScenarioError("«personen» nennt zu jedem Namen einen Benutzernamen.", source, content.line)
    return Scenario(
        source=source,
        people={name: str(user) for name, user in names.items()},
        title=str(content["szenario"]),
        process=str(content["verfahren"]),
        steps=steps,
        start=_moment(content["beginn"], source, content.line),
    )


def _step(raw: Any, source: str) -> Step:
    if not isinstance(raw, _Mapping):
        raise ScenarioError("Jeder Schritt braucht «am» und eine Handlung.", source, getattr(raw, "line", 1))
    unknown = sorted(set(raw) - STEP_KEYS)
    if unknown:
        raise ScenarioError(f"Die Angabe «{unknown[0]}» kennt ein Schritt nicht.", source, raw.line)
    actions = [action for action in ACTIONS if action in raw]
    if len(actions) != 1 or "am" not in raw:
        raise ScenarioError(f"Ein Schritt braucht «am» und genau eines von {', '.join(ACTIONS)}.", source, raw.line)
    action = actions[0]
    subject = raw[action]
    if action == "erwartet":
        wrong = _unknown_expectations(subject)
        if wrong:
            raise ScenarioError(f"Die Erwartung «{wrong[0]}» gibt es nicht.", source, raw.line)
    elif action != "eroeffnet" and "als" not in raw:
        raise ScenarioError("Es fehlt «als»: wer diese Aufgabe erledigt.", source, raw.line)
    if "weiter" in raw and action != "eroeffnet":
        raise ScenarioError("«weiter» steht bei «eroeffnet»: als welches Verfahren es weitergeht.", source, raw.line)
    if action == "versucht" and "abgelehnt" not in raw:
        raise ScenarioError("Es fehlt «abgelehnt»: welches Feld beanstandet wird.", source, raw.line)
    return Step(
        line=raw.line,
        at=_moment(raw["am"], source, raw.line),
        action=action,
        subject=subject,
        user=raw.get("als"),
        party=raw.get("fuer"),
        values=_case_data(raw.get("mit") or {}),
        refused=raw.get("abgelehnt"),
        goes_on=raw.get("weiter"),
    )


def _unknown_expectations(subject: Any) -> list[str]:
    if not isinstance(subject, _Mapping):
        return ["erwartet"]
    wrong = sorted(set(subject) - EXPECTATION_KEYS)
    for name, known in EXPECTATION_GROUPS.items():
        group = subject.get(name, {})
        wrong += sorted(set(group) - known) if isinstance(group, dict) else [name]
    for name, known in EXPECTATION_LISTS.items():
        entries = subject.get(name) or []
        if not isinstance(entries, list):
            wrong.append(name)
            continue
        wrong += [key for entry in entries if isinstance(entry, dict) for key in sorted(set(entry) - known)]
    return wrong


def _case_data(value: Any) -> Any:
    """`value` with dates as ISO text, as case data have them; YAML reads them as dates."""
    if isinstance(value, dict):
        return {key: _case_data(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_case_data(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def _moment(value: Any, source: str, line: int) -> datetime:
    """A date (then 08:00) or a date and time, local."""
    try:
        if isinstance(value, datetime):
            return value.replace(tzinfo=ZONE)
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day, 8, tzinfo=ZONE)
        return datetime.fromisoformat(str(value)).replace(tzinfo=ZONE)
    except ValueError as error:
        raise ScenarioError(f"«{value}» ist kein Datum, zum Beispiel 2027-02-09 14:00.", source, line) from error


class _Mapping(dict[str, Any]):
    """A mapping that knows its line."""

    line = 1


class _Loader(yaml.CSafeLoader):
    """Safe YAML; mappings keep their line, and a key may not stand twice."""


def _refuse_what_grows(data: bytes) -> None:
    """Raises ValueError for references, which multiply what they stand for, and for values too deep inside others."""
    depth = 0
    for event in yaml.parse(data, yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise ValueError("Verweise mit * sind nicht erlaubt")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise ValueError(f"mehr als {MAX_DEPTH} Ebenen ineinander")


def _construct_mapping(loader: _Loader, node: yaml.MappingNode) -> _Mapping:
    found = _Mapping()
    found.line = node.start_mark.line + 1
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node))
        if key in found:
            raise yaml.MarkedYAMLError(problem=f"«{key}» steht zweimal", problem_mark=key_node.start_mark)
        found[key] = loader.construct_object(value_node, deep=True)
    return found


_Loader.add_constructor("tag:yaml.org,2002:map", _construct_mapping)
