"""What a construct of BPMN is shown by: a small diagram, what is done to it, and what must come of it.

`docs/bpmn-support.md` is written from these.
"""

import json
from dataclasses import dataclass, field

from app.flow.kinds import MessageKind
from tests.flow.player import Player, diagram, file_with


@dataclass(frozen=True)
class Construct:
    """One construct: its German name, BPMN elements, and a play.

    plays: (what is done, tasks open afterwards); what is done is "do TASK [JSON]", "wait MOMENT",
    "message NAME [JSON]", "signal NAME" or "start". The last entry may be "done" instead of a list.
    """

    name: str
    elements: str
    body: str
    plays: tuple[tuple[str, list[str] | str], ...]
    definitions: str = ""
    called: str = ""
    variables: dict[str, object] = field(default_factory=dict)
    trace: tuple[str, ...] = ()
    note: str = ""

    def player(self, kind: type[Player] = Player) -> Player:
        sources = [file_with(self.definitions, self.body)]
        if self.called:
            sources.append(diagram(self.called, "called"))
        return kind(*sources, variables=self.variables)

    def play(self, kind: type[Player] = Player) -> Player:
        """Plays everything; asserts what is open after each step, and the trace at the end."""
        player = self.player(kind)
        for action, expected in self.plays:
            verb, _, rest = action.partition(" ")
            name, _, payload = rest.partition(" ")
            values = json.loads(payload) if payload else {}
            if verb == "do":
                player.complete(name.replace("_", " ") if " " in name else name, **values)
            elif verb == "wait":
                player.wait_until(name)
            elif verb in ("message", "signal"):
                player.receive(name, values, kind=MessageKind(verb))
            if expected == "done":
                assert player.done, f"{self.name}: not done after «{action}», open: {player.open}"
            else:
                assert sorted(player.open) == sorted(expected), f"{self.name}: after «{action}»: {player.open}"
                assert not player.done or not expected
        if self.trace:
            assert tuple(player.trace) == self.trace, f"{self.name}: {player.trace}"
        return player
