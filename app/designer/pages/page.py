"""Writes the page about one procedure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from app.cases.roles import NAMES
from app.designer.pages.drawing import B, C, Drawing, one_line, properties_of
from app.designer.pages.phrases import action, cell, holder, is_expression, plain, table
from app.flow.extensions import read_extensions, read_loop
from app.flow.retention import PROPERTY

_TO_ROOT = "../.."
_EVENTS = ("startEvent", "boundaryEvent", "intermediateCatchEvent")
_TIMER = f"{B}timerEventDefinition"


@dataclass(frozen=True)
class TableSummary:
    """A decision table: its file, its name, and the headings of its columns."""

    file: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True)
class Story:
    """A scenario: its file, its title, and the remark at its top."""

    file: str
    title: str
    note: str


class ProcedurePage:
    """Writes one page. `titles`: key of a form → its title; `tables`: id of a decision → its table."""

    def __init__(
        self,
        drawing: Drawing,
        titles: Mapping[str, str],
        tables: Mapping[str, TableSummary],
        stories: Sequence[Story],
        others: Sequence[Drawing],
    ) -> None:
        self._drawing, self._titles, self._tables = drawing, titles, tables
        self._told, self._others = stories, others

    def text(self) -> str:
        """The page as Markdown."""
        drawing = self._drawing
        source = f"workflows/{drawing.file.parent.name}/{drawing.file.name}"
        lines = [
            f"# {plain(drawing.name)}",
            "",
            f"Diese Seite entsteht mit `make docs` aus [{source}]({_TO_ROOT}/{source}). Ändern Sie das Diagramm, nicht "
            "die Seite.",
            "",
            *([plain(drawing.purpose), ""] if drawing.purpose else []),
            f"![Diagramm des Verfahrens {plain(drawing.name)}]({drawing.key}.svg)",
            "",
        ]
        for title, part in (
            ("Wer mitwirkt", self._people()),
            ("Aufgaben", self._tasks()),
            ("Was jederzeit gemeldet werden kann", self._reports()),
            ("Fristen, die von selbst auslösen", self._timers()),
            ("Automatische Schritte", self._steps()),
            ("Entscheidungstabellen", self._decisions()),
            ("Aufgerufene Verfahren", self._calls()),
            ("Aufbewahrung", self._retention()),
            ("Szenarien, die es zeigen", self._stories()),
        ):
            if part:
                lines += [f"## {title}", "", *part]
        return "\n".join(lines)

    def _people(self) -> list[str]:
        holders = [self._who(task) for task in self._in_order("userTask", "manualTask")]
        roles = dict.fromkeys(name for name in (*self._drawing.lanes, *holders) if name in NAMES.values())
        return [*(f"- {plain(name)}" for name in roles), "", self._opening(), ""]

    def _opening(self) -> str:
        if not self._drawing.startable:
            callers = [f"[{plain(other.name)}]({other.key}.md)" for other in self._others if self._is_called_by(other)]
            return f"Es wird von anderen Verfahren aufgerufen: {', '.join(callers) or 'bisher von keinem'}."
        start = next(iter(self._drawing.process.iterchildren(f"{B}startEvent")), None)
        lane = self._drawing.lane_of(start) if start is not None else ""
        form = self._form(start.get(f"{C}formKey")) if start is not None else "–"
        return f"Einen Fall eröffnet: {plain(lane)}, mit dem Formular {form}."

    def _is_called_by(self, other: Drawing) -> bool:
        return any(call.get("calledElement") == self._drawing.key for call in other.nodes("callActivity"))

    def _tasks(self) -> list[str]:
        lines: list[str] = []
        for subprocess, nodes in self._by_subprocess("userTask", "manualTask"):
            lines += [f"### In «{plain(one_line(subprocess.get('name')))}»", ""] if subprocess is not None else []
            lines += table(("Aufgabe", "Wer", "Bis wann", "Formular"), [self._task(node) for node in nodes])
        return lines

    def _by_subprocess(self, *tags: str) -> Iterator[tuple[etree._Element | None, list[etree._Element]]]:
        """The elements of these kinds by the sub-process they stand in; event sub-processes come last."""
        subprocesses: list[etree._Element | None] = [
            None, *sorted(self._drawing.nodes("subProcess"), key=lambda node: node.get("triggeredByEvent") == "true")
        ]  # fmt: skip
        for subprocess in subprocesses:
            nodes = [node for node in self._drawing.nodes(*tags) if self._drawing.around(node) is subprocess]
            if nodes:
                yield subprocess, nodes

    def _in_order(self, *tags: str) -> list[etree._Element]:
        return [node for _, nodes in self._by_subprocess(*tags) for node in nodes]

    def _task(self, node: etree._Element) -> list[str]:
        reason = properties_of(node).get("reason", "")
        return [
            cell(one_line(node.get("name"))),
            cell(self._who(node) + (", je für sich" if read_loop(node) else "")),
            cell("je nach Fall" if is_expression(reason) else reason),
            self._form(node.get(f"{C}formKey")),
        ]

    def _who(self, task: etree._Element) -> str:
        return holder(task.get(f"{C}candidateGroups") or "", self._drawing.lane_of(task))

    def _reports(self) -> list[str]:
        rows = []
        for event in self._in_order(*_EVENTS):
            more = properties_of(event)
            if "form" in more:
                name = one_line(event.get("name"))
                rows.append([cell(name), cell(more.get("roles", "")), self._effect(event), self._form(more["form"])])
        return table(("Meldung", "Wer", "Was dann geschieht", "Formular"), rows) if rows else []

    def _effect(self, event: etree._Element) -> str:
        """A sentence: what else a report ends, and the steps that follow."""
        next_steps = ", ".join(f"«{plain(name)}»" for name in self._next(event))
        if event.tag == f"{B}intermediateCatchEvent":
            return f"Es geht weiter: {next_steps}" if next_steps else "Es geht weiter."
        around = self._drawing.around(event)
        at = self._drawing.named(event.get("attachedToRef"))
        outer = self._drawing.around(around) if around is not None else None
        ended = at or (one_line(outer.get("name")) if outer is not None else "")
        interrupts = event.get("cancelActivity", event.get("isInterrupting", "true")) == "true"
        if interrupts:
            rest = f"«{plain(ended)}» endet" if ended else "Alles Übrige in diesem Verfahren endet"
        else:
            rest = "Alles Übrige läuft weiter"
        return f"{rest}; dann: {next_steps}" if next_steps else f"{rest}."

    def _next(self, event: etree._Element) -> list[str]:
        """The names of what follows an event."""
        return [name for node in self._drawing.followers(event) if (name := one_line(node.get("name")))]

    def _timers(self) -> list[str]:
        rows = []
        for event in self._in_order(*_EVENTS):
            name = one_line(event.get("name"))
            if event.find(_TIMER) is not None and name:
                at = self._drawing.named(event.get("attachedToRef"))
                rows.append([cell(name), cell(at), cell(", ".join(self._next(event)) or "geht es weiter")])
        return table(("Wann", "Solange offen ist", "Dann"), rows) if rows else []

    def _steps(self) -> list[str]:
        rows = []
        for node in self._in_order("serviceTask", "sendTask"):
            topic = node.get(f"{C}topic")
            if topic:
                inputs = read_extensions(node).get("inputs", {})
                told = action(topic, inputs, self._drawing.named(inputs.get("task")))
                rows.append((cell(one_line(node.get("name"))), cell(told)))
        return table(("Schritt", "Was geschieht"), list(dict.fromkeys(rows))) if rows else []

    def _decisions(self) -> list[str]:
        rows = []
        for node in self._drawing.nodes("businessRuleTask"):
            found = self._tables.get(str(node.get(f"{C}decisionRef")))
            if found is not None:
                link = f"[{cell(found.name)}]({_TO_ROOT}/{found.file})"
                columns = [cell(", ".join(labels)) for labels in (found.inputs, found.outputs)]
                rows.append([cell(one_line(node.get("name"))), link, *columns])
        return table(("Schritt", "Tabelle", "Was zählt", "Was herauskommt"), rows) if rows else []

    def _calls(self) -> list[str]:
        known = {other.key: other for other in self._others}
        calls = dict.fromkeys(str(call.get("calledElement")) for call in self._drawing.nodes("callActivity"))
        lines = [f"- [{plain(known[key].name)}]({key}.md)" for key in calls if key in known]
        return [*lines, ""] if lines else []

    def _retention(self) -> list[str]:
        if not self._drawing.startable:
            return []
        rule = properties_of(self._drawing.process).get(PROPERTY)
        if rule is None:
            return ["Nach dem Abschluss wird ein Fall 10 Jahre aufbewahrt und dann gelöscht.", ""]
        return [f"Nach dem Abschluss wird ein Fall so lange aufbewahrt und dann gelöscht: `{one_line(rule)}`", ""]

    def _stories(self) -> list[str]:
        rows = [[f"[{cell(story.title)}]({_TO_ROOT}/{story.file})", cell(story.note)] for story in self._told]
        return table(("Szenario", "Was es zeigt"), rows) if rows else []

    def _form(self, key: str | None) -> str:
        if not key:
            return "–"
        return f"[{cell(self._titles.get(key, key))}]({_TO_ROOT}/forms/{key}.form)"
