"""A process with everything it needs, as one unit: the diagrams it calls, its decision tables, its forms."""

import hashlib
import json
import zlib
from dataclasses import dataclass

from lxml import etree

from app.flow.extensions import BPMN, CAMUNDA, read_extensions
from app.flow.xml import read_xml

FORM_KEY = f"{{{CAMUNDA}}}formKey"
_NODE_REF = f"{{{BPMN}}}flowNodeRef"
_PROCESS = f"{{{BPMN}}}process"


@dataclass(frozen=True)
class Bundle:
    """The sources of one process: file or form name → text. `diagrams` starts with the process's own.

    strict: conditions, timers and due dates stop at a name that is not there. Versions stored before there was this
    have it as false and take such a name for null: they stay as they are until the procedure is changed.
    """

    key: str
    name: str
    startable: bool
    start_form: str | None
    diagrams: dict[str, str]
    decisions: dict[str, str]
    forms: dict[str, str]
    strict: bool = False

    def packed(self) -> bytes:
        """As compressed bytes, for storage."""
        return zlib.compress(json.dumps(self.__dict__, ensure_ascii=False).encode(), 9)

    @staticmethod
    def unpacked(data: bytes) -> "Bundle":
        """The inverse of packed."""
        return Bundle(**json.loads(zlib.decompress(data)))

    def digest(self) -> str:
        """The name of this content, 64 hexadecimal digits. What is only read more strictly is the same content."""
        content = {name: value for name, value in self.__dict__.items() if name != "strict"}
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def process_of(bundle: Bundle) -> etree._Element | None:
    """The process the bundle is about, as drawn in the first of its diagrams; None where there is none."""
    file, text = next(iter(bundle.diagrams.items()))
    processes = read_xml(text.encode(), file).findall(f"{{{BPMN}}}process")
    return next((process for process in processes if process.get("id") == bundle.key), None)


def diagram_of(bundle: Bundle, process: str) -> str | None:
    """The text of the diagram in which the process with this id is drawn; None where there is none."""
    for file, text in bundle.diagrams.items():
        if any(one.get("id") == process for one in read_xml(text.encode(), file).iter(_PROCESS)):
            return text
    return None


def opener_of(bundle: Bundle) -> str | None:
    """The lane of the start event, whose people may open such a case; None where it lies in no lane."""
    process = process_of(bundle)
    start = process.find(f"{{{BPMN}}}startEvent") if process is not None else None
    if process is None or start is None:
        return None
    lanes = (lane for lane in process.iter(f"{{{BPMN}}}lane"))
    names = (lane.get("name") for lane in lanes if start.get("id") in {ref.text for ref in lane.iter(_NODE_REF)})
    return next((str(name) for name in names if name), None)


def forms_of(node: etree._Element) -> list[str]:
    """The forms a flow node names: for its task, or for a report."""
    reported = read_extensions(node).get("properties", {}).get("form") if node.tag != _PROCESS else None
    return [str(form) for form in (node.get(FORM_KEY), reported) if form]
