"""The properties of a diagram that only pages read: phases, names of results, meetings, the plan.

At the process: `phases`, their names in order; `contact`, `goals`, `timeline` and `light`, expressions for how to reach
the client, what the plan wants, its measures, and the last report on how it goes. At an element: the `phase` it belongs
to, the `result` that comes of it, whether that is `pinned`, the `meeting` it is about, and whether the timer is left
out of the `outlook`.
"""

from collections.abc import Mapping

from app.flow.bundle import Bundle
from app.flow.extensions import BPMN, read_extensions
from app.flow.xml import read_xml

PHASES, CONTACT, GOALS, TIMELINE, LIGHT = "phases", "contact", "goals", "timeline", "light"
PHASE, RESULT, PINNED, MEETING, OUTLOOK = "phase", "result", "pinned", "meeting", "outlook"
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
    roots = (read_xml(text.encode(), file) for file, text in bundle.diagrams.items())
    processes = (process for root in roots for process in root.iter(f"{{{BPMN}}}process"))
    return {str(one.get("id")): read_extensions(one).get("properties", {}) for one in processes}
