"""Small diagrams at the gate."""

from app.gate import Finding, Known, check_bundle
from tests.flow.passing import bundle_of
from tests.flow.player import END, START, diagram, file_with

KNOWN = Known(actions=frozenset({"mail", "record"}), lanes=frozenset({"Fallführung"}), anytime="Jederzeit")
TASK = '<userTask id="ask" name="Fragen"/>'


def findings_in(body: str, definitions: str = "") -> list[Finding]:
    """What the gate finds in one process."""
    return check_bundle(bundle_of(file_with(definitions, body)), KNOWN)


def sentences(body: str, definitions: str = "") -> str:
    """The same, as text: one line `line element: sentence` per finding."""
    return "\n".join(f"{item.line} {item.element}: {item.message}" for item in findings_in(body, definitions))


def between(*lines: str) -> str:
    """Start and end with something in between; `lines` are elements and flows, as in `diagram`."""
    return "\n".join((START, END, *lines))


__all__ = ["END", "KNOWN", "START", "TASK", "between", "bundle_of", "diagram", "file_with", "findings_in", "sentences"]
