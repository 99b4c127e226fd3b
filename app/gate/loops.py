"""Finds circles that run for ever by themselves: no step in them waits, and none changes what would lead out."""

from collections.abc import Iterator

from app.flow.errors import FlowError
from app.flow.expressions import compile_text
from app.flow.extensions import read_extensions, read_loop
from app.gate.bpmn_words import B, kind
from app.gate.diagram import Container, Diagram, Element, event_kinds, walk
from app.gate.expression_check import depends_on_time
from app.gate.finding import Finding
from app.gate.walks import endless_walk

_WAITING = ("userTask", "manualTask", "receiveTask", "eventBasedGateway")
_NO_WAY_OUT = (
    "Auf niemanden wird gewartet, und kein Weg führt hinaus. Bitte ergänzen Sie eine Verzweigung oder ein Ereignis, "
    "auf das gewartet wird."
)
_UNCHANGED = (
    "Auf niemanden wird gewartet, und kein Schritt darin ändert, was die Bedingung prüft. Bitte ergänzen Sie eine "
    "Aufgabe, ein Ereignis oder einen Schritt, der den Wert ändert."
)
_BY_ITS_VALUES = (
    "Auf niemanden wird gewartet, und mit den Werten der Skripte endet der Kreis nie oder viel zu spät. Bitte "
    "berichtigen Sie die Bedingung oder das Skript."
)


def check_loops(diagram: Diagram, processes: dict[str, Element]) -> Iterator[Finding]:
    """Findings about circles that run by themselves. `processes`: id → process, of all diagrams around."""
    for container in diagram.containers:
        automatic = {name for name, node in container.nodes.items() if not waits(node, processes)}
        for name in automatic:
            if _repeats_for_ever(container.nodes[name]):
                yield diagram.found(container.nodes[name], _said(container, {name}, _UNCHANGED))
        circles = _circles(container, automatic)
        reasons = [(circle, reason) for circle in circles if (reason := _why_endless(container, circle))]
        for circle, reason in reasons:
            first = next(name for name in container.nodes if name in circle)
            yield diagram.found(container.nodes[first], _said(container, circle, reason))
        if circles and not reasons:
            stuck = endless_walk(container, automatic)
            if stuck is not None:
                circle = next((circle for circle in circles if stuck in circle), {stuck})
                yield diagram.found(container.nodes[stuck], _said(container, circle, _BY_ITS_VALUES))


def waits(node: Element, processes: dict[str, Element], seen: frozenset[str] = frozenset()) -> bool:
    """Whether a token may have to wait at a node, or inside it, for a person, a message or time."""
    if kind(node) in _WAITING:
        return True
    if kind(node) == "intermediateCatchEvent":
        return "link" not in event_kinds(node)
    if kind(node) == "callActivity":
        called = str(node.get("calledElement"))
        if called in seen or called not in processes:
            return True
        return any(waits(inner, processes, seen | {called}) for inner in processes[called])
    if kind(node) in ("subProcess", "transaction"):
        return any(waits(inner, processes, seen) for inner in node)
    return False


def _said(container: Container, circle: set[str], reason: str) -> str:
    nodes = [node for name, node in container.nodes.items() if name in circle]
    names = ", ".join(f"«{node.get('name') or node.get('id')}»" for node in nodes[:5])
    return f"Hier dreht sich das Verfahren ohne Ende im Kreis ({names}): {reason}"


def _circles(container: Container, automatic: set[str]) -> list[set[str]]:
    """The sets of automatic nodes that can reach one another."""
    ways = {name: [target for target in container.next[name] if target in automatic] for name in automatic}
    reach = {name: walk(ways, ways[name]) for name in automatic}
    found: list[set[str]] = []
    for name in sorted(automatic):
        if name in reach[name] and not any(name in circle for circle in found):
            found.append({other for other in reach[name] if name in reach[other]})
    return found


def _why_endless(container: Container, circle: set[str]) -> str | None:
    if any(container.attached.get(name) for name in circle):
        return None
    deciding = [name for name in circle if _decides(container, name)]
    if not any(target not in circle for name in deciding for target in container.next[name]):
        return _NO_WAY_OUT
    read: set[str] = set()
    for flow in (flow for name in deciding for flow in container.outgoing.get(name, [])):
        names = _names_in(flow)
        if names is None:
            return None
        read |= names
    written = {name for node in circle for name in written_by(container.nodes[node])}
    return None if read & written else _UNCHANGED


def _repeats_for_ever(node: Element) -> bool:
    """Whether an automatic activity repeats on a condition that nothing in it changes."""
    loop = node.find(f"{B}standardLoopCharacteristics")
    condition = None if loop is None else loop.find(f"{B}loopCondition")
    if loop is None or condition is None or loop.get("loopMaximum"):
        return False
    names = _names_read(condition.text or "")
    return names is not None and not names & (written_by(node) | {"loopCounter"})


def _decides(container: Container, name: str) -> bool:
    node = container.nodes[name]
    if kind(node) in ("exclusiveGateway", "inclusiveGateway"):
        return True
    return any(flow.find(f"{B}conditionExpression") is not None for flow in container.outgoing.get(name, []))


def _names_in(flow: Element) -> set[str] | None:
    """The variables a condition reads; None if its result may change with time alone."""
    condition = flow.find(f"{B}conditionExpression")
    return set() if condition is None else _names_read(condition.text or "")


def _names_read(text: str) -> set[str] | None:
    try:
        expression = compile_text(text)
    except FlowError:
        return None
    if depends_on_time(expression):
        return None
    return set(expression.names | expression.possible_names)


def written_by(node: Element) -> set[str]:
    """The variables that a node, or anything inside it, may set."""
    found: set[str] = set()
    for inner in node.iter(f"{B}*"):
        more = read_extensions(inner)
        targets = [str(more.get("result", "")), str(more.get("properties", {}).get("results", ""))]
        targets += [mapping["target"] for mapping in more.get("out", [])]
        targets += list(more.get("inputs", {}))
        loop = read_loop(inner)
        targets += [loop["element"]] if loop else []
        if kind(inner) == "script":
            targets += [line.partition("=")[0].strip() for line in (inner.text or "").splitlines()]
        found |= {target.partition(".")[0] for target in targets if target}
    return found
