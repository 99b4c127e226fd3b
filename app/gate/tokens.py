"""A simulated run: moves tokens through each container of a diagram, for every possible decision, to find standstills.

The run does not use the engine but the drawing alone. Where several tokens could move, only one is moved: no token can
block another, so every standstill is still found, with far fewer positions to look at.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from app.gate.bpmn_words import B, kind, title
from app.gate.diagram import Container, Diagram, Element, event_kinds, interrupts, is_default, is_event_subprocess, walk
from app.gate.finding import Finding

MAX_WORK = 300_000
"""Tokens looked at per container, over all positions. A diagram that needs more passes if no standstill was found."""
_MOST_TOKENS = 2
"""Tokens kept per flow: with a third, the same joins wait."""
_MOST_SUBSETS = 4
"""Ways out of an inclusive gateway up to which all combinations are tried; with more, each alone and all together."""
_ENDS_ALL = {"terminate", "error", "cancel"}

Position = tuple[int, ...]
"""The numbers of the flows on which tokens stand, sorted; a number twice for two tokens."""


@dataclass
class _Board:
    """A container as the run needs it: flows are numbers, each leading to a node.

    moves: node → the alternatives of flows on which tokens stand after it. clearing: nodes that remove all tokens.
    joins, inclusive: gateway → the flows into it. reach: node → all nodes behind it, if there are inclusive joins.
    """

    targets: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    moves: dict[str, list[tuple[int, ...]]] = field(default_factory=dict)
    clearing: set[str] = field(default_factory=set)
    joins: dict[str, list[int]] = field(default_factory=dict)
    inclusive: dict[str, list[int]] = field(default_factory=dict)
    reach: dict[str, set[str]] = field(default_factory=dict)

    def edge(self, source: str, target: str) -> int:
        self.sources.append(source)
        self.targets.append(target)
        return len(self.targets) - 1


def check_tokens(diagram: Diagram) -> Iterator[Finding]:
    """Findings about joins that wait for a token which may never come."""
    for container in diagram.containers:
        board = _board(container)
        if not board.joins:
            continue
        for name, missing in _standstills(board, [str(start.get("id")) for start in container.starts]).items():
            node, before = container.nodes[name], container.nodes[board.sources[missing]]
            message = (
                f"{title(node)} wartet auf alle Wege, aber über «{before.get('name') or before.get('id')}» kommt nicht "
                "immer etwas an: Der Fall bliebe hier stehen. Bitte führen Sie Wege, von denen nur einer begangen "
                "wird, mit einer exklusiven Verzweigung zusammen."
            )
            yield diagram.found(node, message)


def _board(container: Container) -> _Board:
    board = _Board()
    out: dict[str, list[tuple[int, Element | None]]] = {name: [] for name in container.nodes}
    for flow in container.flows:
        source, target = str(flow.get("sourceRef")), str(flow.get("targetRef"))
        if source in out and target in container.nodes:
            edge = board.edge(source, target)
            out[source].append((edge, flow))
            kinds = {"parallelGateway": board.joins, "inclusiveGateway": board.inclusive}
            kinds.get(kind(container.nodes[target]), {}).setdefault(target, []).append(edge)
    for source, target in container.links.items():
        out[source].append((board.edge(source, target), None))
    for found in (board.joins, board.inclusive):
        for name in [name for name, edges in found.items() if len(edges) < 2]:
            del found[name]
    for name, node in container.nodes.items():
        board.moves[name] = _moves(board, container, node, out[name])
        if kind(node) == "endEvent" and event_kinds(node) & _ENDS_ALL:
            board.clearing.add(name)
    board.reach = {name: walk(container.next, container.next[name]) for name in board.inclusive and container.nodes}
    _drop_what_does_not_matter(board, container)
    return board


def _drop_what_does_not_matter(board: _Board, container: Container) -> None:
    """Leaves out moves after which no join can come any more, and no end event that ends everything."""
    back: dict[str, list[str]] = {}
    for name, targets in container.next.items():
        for target in targets:
            back.setdefault(target, []).append(name)
    matters = walk(back, [*board.joins, *board.inclusive, *board.clearing])
    for name, moves in board.moves.items():
        kept = (tuple(edge for edge in move if board.targets[edge] in matters) for move in moves)
        board.moves[name] = list(dict.fromkeys(kept))


def _moves(
    board: _Board, container: Container, node: Element, out: list[tuple[int, Element | None]]
) -> list[tuple[int, ...]]:
    """The alternatives of flows on which tokens stand after a node."""
    moves = _choices(node, out)
    events = [] if is_event_subprocess(node) else container.attached.get(str(node.get("id")), [])
    besides = [board.edge(str(node.get("id")), str(event.get("id"))) for event in events if not interrupts(event)]
    instead = [board.edge(str(node.get("id")), str(event.get("id"))) for event in events if interrupts(event)]
    more = [(*move, edge) for move in moves for edge in besides]
    if len(besides) > 1:
        more += [(*move, *besides) for move in moves]
    return [*moves, *more, *((edge,) for edge in instead)]


def _choices(node: Element, out: list[tuple[int, Element | None]]) -> list[tuple[int, ...]]:
    every = tuple(edge for edge, _ in out)
    if kind(node) in ("exclusiveGateway", "eventBasedGateway"):
        return [(edge,) for edge in every] or [()]
    conditional = [edge for edge, flow in out if flow is not None and flow.find(f"{B}conditionExpression") is not None]
    if kind(node) == "parallelGateway" or (kind(node) != "inclusiveGateway" and not conditional):
        return [every]
    default = [edge for edge, flow in out if flow is not None and is_default(flow, node)]
    always = tuple(edge for edge in every if edge not in conditional and edge not in default)
    if len(conditional) > _MOST_SUBSETS:
        subsets = [(edge,) for edge in conditional] + [tuple(conditional)]
    else:
        subsets = [part for size in range(1, len(conditional) + 1) for part in combinations(conditional, size)]
    moves = [(*always, *part) for part in subsets]
    if default or always or not moves:
        moves.append((*always, *default))
    return moves


def _standstills(board: _Board, starts: list[str]) -> dict[str, int]:
    """Join that can wait for ever → a flow on which its token is missing."""
    stuck: dict[str, int] = {}
    waiting: list[Position] = [tuple(sorted(move)) for start in starts for move in board.moves[start]]
    seen, work = set(waiting), 0
    while waiting and work <= MAX_WORK:
        position = waiting.pop()
        work += len(position) + 1
        following = _following(board, position)
        if following is None:
            for name, edges in board.joins.items():
                if any(edge in position for edge in edges):
                    stuck.setdefault(name, next(edge for edge in edges if edge not in position))
            continue
        for after in following:
            if after not in seen:
                seen.add(after)
                waiting.append(after)
    return stuck


def _following(board: _Board, position: Position) -> list[Position] | None:
    """The positions after one move; empty at a proper end, None at a standstill."""
    if not position:
        return []
    tokens = set(position)
    for edge in position:
        name = board.targets[edge]
        if name not in board.joins and name not in board.inclusive:
            return _moved(board, position, (edge,), name)
    for name, edges in board.joins.items():
        if tokens.issuperset(edges):
            return _moved(board, position, tuple(edges), name)
    ready = [name for name, edges in board.inclusive.items() if tokens.intersection(edges)]
    for name in sorted(ready, key=lambda name: _may_still_come(board, tokens, name)):
        return _moved(board, position, tuple(tokens.intersection(board.inclusive[name])), name)
    return None


def _may_still_come(board: _Board, tokens: set[int], name: str) -> bool:
    """Whether a token elsewhere could still reach an inclusive join."""
    return any(board.targets[edge] != name and name in board.reach[board.targets[edge]] for edge in tokens)


def _moved(board: _Board, position: Position, taken: tuple[int, ...], name: str) -> list[Position]:
    if name in board.clearing:
        return [()]
    left = list(position)
    for edge in taken:
        left.remove(edge)
    found = []
    for move in board.moves[name]:
        after = sorted([*left, *move])
        kept = [edge for index, edge in enumerate(after) if index < _MOST_TOKENS or after[index - _MOST_TOKENS] != edge]
        found.append(tuple(kept))
    return found
