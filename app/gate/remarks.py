"""Warnings: what can be played, but in some cases would not do what was probably meant; and hints."""

import re
from collections.abc import Iterator

from app.feel.syntax import Call, Comparison, Literal, Name, Node
from app.flow.errors import FlowError
from app.flow.expressions import compile_text
from app.flow.extensions import read_extensions
from app.flow.kinds import Reminders
from app.gate.bpmn_words import B, title
from app.gate.diagram import Diagram, Element
from app.gate.finding import Finding, Known, Level
from app.gate.page_words import without_consequence, without_words

_SHOWN = 5
"""Elements without a picture that are named one by one."""
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_DECIDING = ("exclusiveGateway", "inclusiveGateway")
_WORK = ("userTask", "manualTask")
_COLUMN = re.compile(r", column=\d+")


def remarks_on(diagrams: list[Diagram], known: Known, *, startable: bool) -> Iterator[Finding]:
    """Warnings and hints about the diagrams of one procedure, in which no rule has found a mistake.

    startable: whether it is opened by itself. One that others call may leave to them what must be possible any time.
    """
    for diagram in diagrams:
        yield from without_words(diagram)
        yield from without_consequence(diagram)
        yield from _without_default(diagram)
        yield from _without_picture(diagram)
        yield from _nobody_reminds(diagram, known)
    if startable:
        yield from _unanswered(diagrams, known)


def _without_default(diagram: Diagram) -> Iterator[Finding]:
    for container in diagram.containers:
        for node in container.of(*_DECIDING):
            ways = container.outgoing.get(str(node.get("id")), [])
            if len(ways) < 2 or node.get("default") is not None:
                continue
            conditions = [_condition_of(way) for way in ways]
            if None in conditions or _covers_all(conditions):
                continue
            message = (
                "Jeder Weg hat eine Bedingung, und keiner ist der Standardweg. Trifft keine zu, bleibt der Fall hier "
                "mit einem Fehler stehen. Bitte machen Sie einen der Wege zum Standardweg."
            )
            yield diagram.remarked(node, f"{title(node)}: {message}")


def _condition_of(way: Element) -> Node | None:
    condition = way.find(f"{B}conditionExpression")
    text = "" if condition is None else "".join(str(part) for part in condition.itertext())
    try:
        return compile_text(text).node if text.strip() else None
    except FlowError:  # unreadable, which `language` says
        return None


def _covers_all(conditions: list[Node | None]) -> bool:
    """Whether two of the conditions are each other's opposite, so that one of them always holds."""
    known = [one for one in conditions if one is not None]
    return any(_opposite(one, other) for one in known for other in known)


def _opposite(one: Node, other: Node) -> bool:
    if isinstance(one, Call) and isinstance(one.function, Name) and one.function.name == "not":
        return len(one.arguments) == 1 and _same(one.arguments[0], other)
    if not isinstance(one, Comparison) or not isinstance(other, Comparison) or not _same(one.left, other.left):
        return False
    if _same(one.right, other.right):
        return _OPPOSITE.get(one.operator) == other.operator
    sides = [side.value for side in (one.right, other.right) if isinstance(side, Literal)]
    return one.operator == other.operator == "=" and sorted(map(str, sides)) == ["False", "True"]


def _same(one: Node, other: Node) -> bool:
    """Whether two nodes say the same. By themselves they are equal only to themselves."""
    return _COLUMN.sub("", repr(one)) == _COLUMN.sub("", repr(other))


def _without_picture(diagram: Diagram) -> Iterator[Finding]:
    drawn = {str(one.get("bpmnElement")) for one in diagram.root.iter("{*}BPMNShape", "{*}BPMNEdge")}
    if not drawn:
        message = (
            "Die Datei hat keine Zeichnung; die Seite des Falls kann nicht zeigen, wo das Verfahren steht. Bitte "
            "öffnen Sie sie im Editor, ordnen Sie die Elemente an und speichern Sie neu."
        )
        yield Finding(diagram.name, None, None, message, Level.WARNING)
        return
    flows = [flow for container in diagram.containers for flow in container.flows]
    missing = [one for one in (*diagram.nodes.values(), *flows) if str(one.get("id")) not in drawn]
    for node in missing[:_SHOWN]:
        yield diagram.remarked(node, f"{title(node)} fehlt in der Zeichnung. Bitte zeichnen Sie das Element neu.")
    if len(missing) > _SHOWN:
        message = f"{len(missing) - _SHOWN} weitere Elemente fehlen in der Zeichnung."
        yield Finding(diagram.name, None, None, message, Level.WARNING)


def _nobody_reminds(diagram: Diagram, known: Known) -> Iterator[Finding]:
    for container in diagram.containers:
        for node in container.of(*_WORK):
            more = read_extensions(node)
            if not more.get("due"):
                message = "hat keine Frist, also erinnert niemand daran. Geben Sie ihr eine (camunda:dueDate)."
                yield diagram.remarked(node, f"{title(node)} {message}", Level.HINT)
                continue
            silent = more.get("properties", {}).get("reminders") == Reminders.NONE
            if silent and not _reminds_itself(diagram, str(node.get("id")), known):
                message = (
                    "Die Aufgabe hat eine Frist, aber «reminders» schaltet die Erinnerungen ab, und kein Schritt des "
                    "Diagramms erinnert. Bitte entfernen Sie «reminders», oder zeichnen Sie ein Zeitereignis mit "
                    f"{' oder '.join(sorted(known.reminding)) or 'einer Nachricht'}."
                )
                yield diagram.remarked(node, f"{title(node)}: {message}")


def _reminds_itself(diagram: Diagram, task: str, known: Known) -> bool:
    """Whether an event on the border of the task leads to an action that reminds."""
    for container in diagram.containers:
        waiting = [str(event.get("id")) for event in container.attached.get(task, ())]
        seen: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in seen or name not in container.nodes:
                continue
            seen.add(name)
            if read_extensions(container.nodes[name]).get("topic") in known.reminding:
                return True
            waiting += container.next.get(name, [])
    return False


def _unanswered(diagrams: list[Diagram], known: Known) -> Iterator[Finding]:
    """Actions that need another one somewhere in the procedure: a mandate that nobody could withdraw."""
    calls = [
        (diagram, node, str(topic))
        for diagram in diagrams
        for node in diagram.nodes.values()
        if (topic := read_extensions(node).get("topic")) is not None
    ]
    topics = {topic for _, _, topic in calls}
    named: set[str] = set()
    for diagram, node, topic in calls:
        needed = known.answered_by.get(topic)
        if needed is None or needed in topics or topic in named:
            continue
        named.add(topic)
        message = (
            f"Das Verfahren kennt die Aktion «{topic}», aber nirgends «{needed}»: Was hier gegeben wird, könnte "
            f"niemand zurücknehmen. Bitte zeichnen Sie unter «Jederzeit» eine Meldung, auf die «{needed}» folgt."
        )
        yield diagram.remarked(node, f"{title(node)}: {message}")
