"""Compares scenarios with the procedures they tell of: tasks, reports and fields must exist by the names they use."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.demo.people import PEOPLE
from app.feel import FeelError
from app.flow.bundle import Bundle, forms_of
from app.flow.errors import DiagramError
from app.flow.kinds import InstanceStatus
from app.flow.xml import read_xml
from app.forms import FormError
from app.forms.definitions import Computed, Field, Input, ListField
from app.gate import Finding
from app.gate.names.reading import similar
from app.gate.sheets import form_of
from app.scenarios.script import Scenario, Step

_EXPECTED = ("offen", "nur_offen", "nicht_offen")
_STEPS = ("erledigt", "versucht")
_CONFIRM = "_confirm"
"""Among answers: the warnings of the form are confirmed. It is no field."""
_USERNAMES = frozenset(username for username, *_ in PEOPLE)
Keys = Mapping[str, Any]
"""Keys of a level of a form → the keys below, None for a single field, a list of one for rows."""


@dataclass(frozen=True)
class Cast:
    """What a scenario of one procedure may name."""

    bundle: Bundle

    @cached_property
    def forms(self) -> Mapping[str, str | None]:
        """Ids of tasks and reports → their form."""
        found: dict[str, str | None] = {}
        for name, text in self.bundle.diagrams.items():
            try:
                root = read_xml(text.encode(), name)
            except DiagramError:
                continue
            for node in root.iter("{*}userTask", "{*}manualTask", "{*}task"):
                found[str(node.get("id"))] = next(iter(forms_of(node)), None)
            for node in root.iter("{*}startEvent", "{*}boundaryEvent", "{*}intermediateCatchEvent", "{*}receiveTask"):
                if forms_of(node):
                    found[str(node.get("id"))] = forms_of(node)[-1]
        return found

    def keys(self, form: str | None) -> Keys | None:
        """The keys of a form; None where it cannot be read."""
        if form is None:
            return {}
        try:
            return _keys(form_of(form, self.bundle.forms[form]).fields)
        except (FormError, FeelError, KeyError, UnicodeEncodeError):
            return None


def check_scenario(scenario: Scenario, procedures: Mapping[str, Cast]) -> Iterator[Finding]:
    """Findings about names in a scenario that its procedure does not know."""
    cast = procedures.get(scenario.process)
    if cast is None:
        message = f"Das Verfahren «{scenario.process}» gibt es hier nicht.{_meant(scenario.process, procedures)}"
        yield Finding(scenario.source, 1, None, message)
        return
    for step in scenario.steps:
        if step.goes_on is not None:
            cast = procedures.get(step.goes_on)
        if cast is None:
            message = f"Das Verfahren «{step.goes_on}» gibt es hier nicht.{_meant(str(step.goes_on), procedures)}"
            yield Finding(scenario.source, step.line, None, message)
            return
        for element, problem in (*_people(step, scenario), *_problems(step, cast)):
            yield Finding(scenario.source, step.line, element, problem)


def _problems(step: Step, cast: Cast) -> Iterator[tuple[str | None, str]]:
    for task in _named(step):
        if task not in cast.forms:
            yield None, f"Die Aufgabe «{task}» gibt es in diesem Verfahren nicht.{_meant(task, cast.forms)}"
    opens, subject = step.action == "eroeffnet", str(step.subject)
    element = None if opens else subject
    known = (
        cast.keys(cast.bundle.start_form if opens else cast.forms[subject]) if opens or subject in cast.forms else None
    )
    if step.action == "erwartet" or known is None or not isinstance(step.values, Mapping):
        return
    # A step that is to be refused may give what the form does not have.
    for path, level in _strangers(step.values, known) if step.action != "versucht" else ():
        yield (
            element,
            f"Die Antwort «{path}» gehört zu keinem Feld des Formulars.{_meant(path.rpartition('.')[2], level)}",
        )
    if step.action == "versucht" and step.refused and not _has(known, str(step.refused).split(".")):
        flat = [".".join(path) for path in _paths(known)]
        yield (
            element,
            f"«abgelehnt» nennt «{step.refused}»; dieses Feld hat das Formular nicht.{_meant(str(step.refused), flat)}",
        )


def _people(step: Step, scenario: Scenario) -> Iterator[tuple[str | None, str]]:
    """Findings about people and states that do not exist."""
    names = [str(step.subject)] if step.action == "eroeffnet" else [str(step.user)] if step.user else []
    if step.action == "erwartet":
        for kind, word in (*((name, "bei") for name in _EXPECTED), ("nachricht", "an"), ("keine_nachricht", "an")):
            wanted = step.subject.get(kind)
            rows = [one for one in wanted if isinstance(one, Mapping)] if isinstance(wanted, list) else []
            names += [str(row[word]) for row in rows if row.get(word)]
        status = step.subject.get("fall", {}).get("status")
        if status is not None and str(status) not in set(InstanceStatus):
            yield None, f"Den Zustand «{status}» gibt es nicht.{_meant(str(status), InstanceStatus)}"
    for name in dict.fromkeys(names):
        if scenario.username(name) not in _USERNAMES:
            known = (*_USERNAMES, *scenario.people)
            yield None, f"Die Person «{name}» spielt in keiner Vorführung mit.{_meant(name, known)}"


def _named(step: Step) -> Iterator[str]:
    """The tasks and reports that a step names."""
    if step.action in _STEPS:
        yield str(step.subject)
    elif step.action == "erwartet":
        for name in _EXPECTED:
            wanted = step.subject.get(name)
            for one in wanted if isinstance(wanted, list) else ():
                task = one.get("aufgabe") if isinstance(one, Mapping) else one
                if isinstance(task, str):
                    yield task


def _keys(fields: Iterable[Field]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields:
        if isinstance(field, Input | Computed | ListField):
            level = found
            for name in field.key[:-1]:
                inner = level.setdefault(name, {})
                level = inner if isinstance(inner, dict) else {}
            level[field.key[-1]] = [_keys(field.children)] if isinstance(field, ListField) else None
        else:
            _merge(found, _keys(field.children))
    return found


def _merge(level: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(level.get(key), dict):
            _merge(level[key], value)
        else:
            level.setdefault(key, value)


def _strangers(values: Mapping[str, Any], known: Keys, before: str = "") -> Iterator[tuple[str, list[str]]]:
    """Paths of given values that no field has, with the names that their level has."""
    for key, value in values.items():
        below = known.get(key)
        if key not in known:
            if key != _CONFIRM:
                yield f"{before}{key}", list(known)
        elif isinstance(below, dict) and isinstance(value, Mapping):
            yield from _strangers(value, below, f"{before}{key}.")
        elif isinstance(below, list) and isinstance(value, list):
            for row in value:
                if isinstance(row, Mapping):
                    yield from _strangers(row, below[0], f"{before}{key}.")


def _has(known: Keys, path: list[str]) -> bool:
    """Whether a form has a field at a path such as `zeilen.0.beleg`."""
    level: Any = known
    for name in path:
        if isinstance(level, list):
            level = level[0] if name.isdigit() else level[0].get(name, False)
        elif isinstance(level, dict) and name in level:
            level = level[name]
        else:
            return False
    return level is not False


def _paths(known: Keys, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, below in known.items():
        if isinstance(below, dict):
            yield from _paths(below, (*before, key))
        else:
            yield (*before, key)


def _meant(name: str, known: Iterable[str]) -> str:
    found = similar(name, frozenset(known))
    return f" Meinten Sie «{found[0]}»?" if found else ""
