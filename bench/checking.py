"""The diagrams that are measured go through the gate, as everything does that is stored or played."""

from app.designer.check import KNOWN
from app.flow.bundle import Bundle
from app.gate import CheckedBundle, check


def checked(source: bytes) -> CheckedBundle:
    """The procedure `bench` of one diagram."""
    diagrams = {"bench/diagram.bpmn": source.decode()}
    bundle = Bundle(
        key="bench", name="Bench", startable=True, start_form=None, diagrams=diagrams, decisions={}, forms={}
    )
    return check(bundle, KNOWN).passed()[0]
