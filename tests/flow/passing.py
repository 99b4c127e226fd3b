"""Small diagrams that pass the gate, as all do that are stored or played."""

from app.flow.bundle import Bundle
from app.flow.parser import parse_process
from app.flow.serializer import Specs, dump_specs, load_specs
from app.gate import CheckedBundle, Known, check, load
from tests.dmn.models import decision, definitions, literal

KNOWN = Known(
    actions=frozenset({"mail", "note", "record", "remind", "tell"}),
    lanes=frozenset({"Fallführung", "Klient/in", "Koordinationsstelle"}),
    anytime="Jederzeit",
)
"""A house as small as the diagrams."""
TABLE = {"d.dmn": definitions(decision(literal("1"), "d")).decode()}
"""A file with the one decision that small diagrams ask for."""
FORMS = {"widerruf": '{"type": "default", "components": []}'}
"""The one form they name; it asks nothing."""


def bundle_of(
    *sources: bytes, forms: dict[str, str] | None = None, decisions: dict[str, str] | None = None, key: str = "process"
) -> Bundle:
    """A procedure of these files, `0.bpmn` first."""
    diagrams = {f"{number}.bpmn": source.decode() for number, source in enumerate(sources)}
    return Bundle(key=key, name="Test", startable=True, start_form=None, diagrams=diagrams,
                  decisions=decisions or {}, forms=forms or {})  # fmt: skip


def passed(*sources: bytes, key: str = "process") -> CheckedBundle:
    """The same with TABLE and FORMS, checked. Raises RefusedError with what the gate finds."""
    (checked,) = check(bundle_of(*sources, forms=FORMS, decisions=TABLE, key=key), KNOWN).passed()
    return checked


def specs_of(*sources: bytes, key: str = "process") -> Specs:
    """What the engine plays of checked diagrams."""
    return load(passed(*sources, key=key)).specs


def unchecked_specs_of(*sources: bytes, key: str = "process") -> Specs:
    """What the engine would play if there were no gate: only for what the engine guards against itself."""
    files = {f"{number}.bpmn": source for number, source in enumerate(sources)}
    return load_specs(dump_specs(Specs(*parse_process(key, files))))
