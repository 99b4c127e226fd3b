"""The properties of a diagram that only pages read: phases, names of results, meetings, the plan.

At the process: `phases`, their names in order; `contact`, `goals`, `timeline` and `light`, expressions for how to reach
the client, what the plan wants, its measures, and the last report on how it goes. At an element: the `phase` it belongs
to, the `result` that comes of it, whether that is `pinned`, the `meeting` it is about, whether the timer is left out of
the `outlook`, and the `consequence` that nobody can take back once it is handed in.
"""

from collections.abc import Iterator, Mapping

from lxml.etree import _Element as Element

from app.flow.bundle import Bundle
from app.flow.extensions import BPMN, read_extensions
from app.flow.xml import read_xml

PHASES, CONTACT, GOALS, TIMELINE, LIGHT = "phases", "contact", "goals", "timeline", "light"
PHASE, RESULT, PINNED, MEETING, OUTLOOK = "phase", "result", "pinned", "meeting", "outlook"
CONSEQUENCE = "consequence"
SHOWN = (CONTACT, GOALS, TIMELINE, LIGHT)
"""The expressions at a process whose values the page of a case draws."""
YES, NO = "ja", "nein"
"""The values that `pinned` and `outlook` can have."""

Words = Mapping[str, Mapping[str, str]]
"""Id of a process → its properties."""


def phases_in(text: str) -> tuple[str, ...]:
    """The names of phases in the property `phases`, in order: separated by commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def words_of(bundle: Bundle) -> Words:
    """The properties of every process in the bundle, also of those that are called."""
    return {str(one.get("id")): _properties(one) for root in _roots(bundle) for one in root.iter(f"{{{BPMN}}}process")}


def asked_before(bundle: Bundle) -> frozenset[str]:
    """The ids of the elements that have a `consequence`: whoever hands them in is asked before."""
    nodes = (node for root in _roots(bundle) for node in root.iter(f"{{{BPMN}}}*"))
    return frozenset(str(node.get("id")) for node in nodes if _properties(node).get(CONSEQUENCE))


def _roots(bundle: Bundle) -> Iterator[Element]:
    return (read_xml(text.encode(), file) for file, text in bundle.diagrams.items())


def _properties(node: Element) -> Mapping[str, str]:
    found: Mapping[str, str] = read_extensions(node).get("properties", {})
    return found
