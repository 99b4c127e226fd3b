"""A process with everything it needs, as one unit: the diagrams it calls, its decision tables, its forms."""

import hashlib
import json
import zlib
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from app.flow.errors import DiagramError
from app.flow.extensions import BPMN, CAMUNDA, read_extensions
from app.flow.xml import read_xml

_FORM_KEY = f"{{{CAMUNDA}}}formKey"
_STARTABLE = f"{{{CAMUNDA}}}isStartableInTasklist"
_NODE_REF = f"{{{BPMN}}}flowNodeRef"
_PROCESS = f"{{{BPMN}}}process"


@dataclass(frozen=True)
class Bundle:
    """The sources of one process: file or form name → text. `diagrams` starts with the process's own."""

    key: str
    name: str
    startable: bool
    start_form: str | None
    diagrams: dict[str, str]
    decisions: dict[str, str]
    forms: dict[str, str]

    def packed(self) -> bytes:
        """For storage."""
        return zlib.compress(json.dumps(self.__dict__, ensure_ascii=False).encode(), 9)

    @staticmethod
    def unpacked(data: bytes) -> "Bundle":
        """The inverse of packed."""
        return Bundle(**json.loads(zlib.decompress(data)))

    def digest(self) -> str:
        """The name of this content, 64 hexadecimal digits."""
        return hashlib.sha256(json.dumps(self.__dict__, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class _Diagram:
    folder: Path
    file: Path
    text: str
    key: str
    name: str
    startable: bool
    start_form: str | None
    calls: tuple[str, ...]
    forms: tuple[str, ...]


def opener_of(bundle: Bundle) -> str | None:
    """The lane of the start event, whose people may open such a case; None where it lies in no lane."""
    file, text = next(iter(bundle.diagrams.items()))
    process = read_xml(text.encode(), file).find(f"{{{BPMN}}}process")
    start = process.find(f"{{{BPMN}}}startEvent") if process is not None else None
    if process is None or start is None:
        return None
    lanes = (lane for lane in process.iter(f"{{{BPMN}}}lane"))
    names = (lane.get("name") for lane in lanes if start.get("id") in {ref.text for ref in lane.iter(_NODE_REF)})
    return next((str(name) for name in names if name), None)


def read_bundles(workflows: Path, forms: Path) -> list[Bundle]:
    """All processes below `workflows/*/`, each with what it needs. Raises DiagramError."""
    diagrams = {item.key: item for item in _read_diagrams(workflows)}
    return [_bundle(item, diagrams, forms) for item in diagrams.values()]


def _read_diagrams(workflows: Path) -> list[_Diagram]:
    found: list[_Diagram] = []
    for file in sorted(workflows.glob("*/*.bpmn")):
        data = file.read_bytes()
        root = read_xml(data, str(file))
        process = root.find(f"{{{BPMN}}}process")
        if process is None:
            raise DiagramError("Die Datei enthält keinen Prozess.", str(file), 1)
        start = process.find(f"{{{BPMN}}}startEvent")
        found.append(
            _Diagram(
                folder=file.parent,
                file=file,
                text=data.decode("utf-8"),
                key=str(process.get("id")),
                name=str(process.get("name") or process.get("id")),
                startable=process.get(_STARTABLE, "true") == "true",
                start_form=start.get(_FORM_KEY) if start is not None else None,
                calls=tuple(str(call.get("calledElement")) for call in process.iter(f"{{{BPMN}}}callActivity")),
                forms=tuple(form for node in process.iter(f"{{{BPMN}}}*") for form in forms_of(node)),
            )
        )
    return found


def forms_of(node: etree._Element) -> list[str]:
    """The forms a flow node names: for its task, or for what people may report."""
    reported = read_extensions(node).get("properties", {}).get("form") if node.tag != _PROCESS else None
    return [str(form) for form in (node.get(_FORM_KEY), reported) if form]


def _bundle(main: _Diagram, diagrams: dict[str, _Diagram], forms: Path) -> Bundle:
    needed: dict[str, _Diagram] = {}
    waiting = [main]
    while waiting:
        item = waiting.pop(0)
        if item.key in needed:
            continue
        needed[item.key] = item
        for called in item.calls:
            if called not in diagrams:
                raise DiagramError(f"Das aufgerufene Verfahren «{called}» gibt es nicht.", str(item.file))
            waiting.append(diagrams[called])
    tables = sorted({file for item in needed.values() for file in item.folder.glob("*.dmn")})
    keys = sorted({form for item in needed.values() for form in item.forms})
    return Bundle(
        key=main.key,
        name=main.name,
        startable=main.startable,
        start_form=main.start_form,
        diagrams={f"{item.folder.name}/{item.file.name}": item.text for item in needed.values()},
        decisions={f"{file.parent.name}/{file.name}": file.read_text("utf-8") for file in tables},
        forms={key: _read_form(forms / f"{key}.form", main) for key in keys},
    )


def _read_form(file: Path, diagram: _Diagram) -> str:
    if not file.is_file():
        raise DiagramError(f"Das Formular «{file.stem}» fehlt (erwartet: {file}).", str(diagram.file))
    return file.read_text("utf-8")
