"""Random changes of random diagrams: a moved case comes to its end as drawn, or was refused by name."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from app.flow.errors import CannotMoveError
from tests.flow.player import END, START, Player, diagram
from tests.searching import examples

Block = str | tuple[str, list["Block"]]
"""The name of a task, or blocks one after the other (seq), side by side (par), or of which one is chosen (xor)."""


@dataclass
class Drawing:
    """Writes the lines of a diagram for blocks."""

    lines: list[str] = field(default_factory=list)
    gateways: int = 0

    def draw(self, block: Block, before: str) -> str:
        """Draws a block behind `before`; returns what comes last in it."""
        if isinstance(block, str):
            self.lines += [f'<userTask id="{block}" name="{block}"/>', f"{before} -> {block}"]
            return block
        kind, parts = block
        if kind == "seq":
            for part in parts:
                before = self.draw(part, before)
            return before
        self.gateways += 1
        number, tag = self.gateways, "parallelGateway" if kind == "par" else "exclusiveGateway"
        default = f' default="d{number}"' if kind == "xor" else ""
        fork, join = f"{kind}{number}", f"{kind}{number}j"
        self.lines += [f'<{tag} id="{fork}"{default}/>', f'<{tag} id="{join}"/>', f"{before} -> {fork}"]
        for index, part in enumerate(parts):
            inner = Drawing(gateways=self.gateways)
            begin = f"{fork}_{index}"
            last = inner.draw(part, begin)
            self.gateways = inner.gateways
            flows = [line.replace(f"{begin} ->", f"{fork} ->") for line in inner.lines]
            self.lines += (
                _as_default(flows, fork, number) if kind == "xor" and index == 0 else _chosen(flows, fork, kind)
            )
            self.lines.append(f"{last} -> {join}")
        return join


def _as_default(lines: list[str], fork: str, number: int) -> list[str]:
    return [
        f'<sequenceFlow id="d{number}" sourceRef="{fork}" targetRef="{line.partition("->")[2].strip()}"/>'
        if line.startswith(f"{fork} ->")
        else line
        for line in lines
    ]


def _chosen(lines: list[str], fork: str, kind: str) -> list[str]:
    return [f"{line} [wahl = 1]" if kind == "xor" and line.startswith(f"{fork} ->") else line for line in lines]


def drawn(block: Block) -> bytes:
    drawing = Drawing()
    last = drawing.draw(block, "start")
    return diagram("\n".join([START, END, *drawing.lines, f"{last} -> end"]))


def some_block(chance: random.Random, names: list[str], depth: int = 0) -> Block:
    kind = chance.choice(["task", "task", "seq", "seq", "par", "xor"]) if depth < 3 else "task"
    if kind == "task" and depth:
        return names.pop()
    return (
        "seq" if kind == "task" else kind,
        [some_block(chance, names, depth + 1) for _ in range(chance.randint(2, 3))],
    )


def changed(chance: random.Random, block: Block, names: list[str]) -> Block:
    """Some tasks removed, added before or after, or put side by side with a new one."""
    if isinstance(block, str):
        new = names.pop()
        others: list[Block] = [("seq", [new, block]), ("seq", [block, new]), ("par", [block, new]), new]
        return chance.choice(others) if chance.random() < 0.25 else block
    kind, parts = block
    kept = [changed(chance, part, names) for part in parts]
    if kind == "seq" and len(kept) > 2 and chance.random() < 0.2:
        kept.pop(chance.randrange(len(kept)))
    return kind, kept


@examples(40)
@given(seed=st.integers(min_value=0, max_value=10**6))
def test_a_moved_case_comes_to_its_end_or_was_refused(seed: int) -> None:
    chance = random.Random(seed)
    names = [f"t{number}" for number in range(400, 0, -1)]
    first = some_block(chance, names)
    second = changed(chance, first, names)
    player = Player(drawn(first), variables={"wahl": chance.randint(0, 1)})
    for _ in range(chance.randint(0, 4)):
        if player.open:
            player.complete(chance.choice(player.open))
    if player.done:
        return
    before = player.open
    try:
        player.move(drawn(second))
    except CannotMoveError as refusal:
        assert refusal.element
        assert player.open == before
        return
    assert set(before) <= set(player.open)
    for _ in range(200):
        if player.done:
            break
        assert player.open, "it waits for ever"
        player.complete(chance.choice(player.open))
    assert player.done
