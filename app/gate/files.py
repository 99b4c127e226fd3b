"""Reads what is to be checked from disk, with limits, and finds what a diagram needs around it.

A folder of procedures is laid out as `<folder>/<process>/*.bpmn` with `forms` beside the folder. A diagram that lies
elsewhere finds its forms, tables and called processes in its own folder.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.flow.bundle import Bundle, forms_of
from app.flow.extensions import CAMUNDA
from app.flow.xml import MAX_BYTES
from app.gate.bundles import check_bundle, check_decisions, check_form
from app.gate.diagram import Diagram, Element
from app.gate.finding import Finding, Known
from app.gate.opening import open_diagram
from app.gate.words import B

_STARTABLE = f"{{{CAMUNDA}}}isStartableInTasklist"
MAX_FILES = 500


class _Unreadable(Exception):  # noqa: N818 - carries a finding, which is no error of ours
    """A file that cannot be looked at."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


@dataclass(frozen=True)
class _Place:
    """Where a diagram looks for what it needs: diagrams, and the folder of forms."""

    diagrams: tuple[Path, ...]
    forms: Path


def check_paths(paths: Iterable[Path], known: Known, forms: Path | None = None) -> list[Finding]:
    """The findings of files (.bpmn, .dmn, .form) and folders; `forms` replaces the folder of forms beside a folder."""
    findings: list[Finding] = []
    for path in paths:
        findings += _check_folder(path, known, forms) if path.is_dir() else _check_file(path, known, _place_of(path))
    return list(dict.fromkeys(findings))


def _check_folder(folder: Path, known: Known, forms: Path | None) -> Iterator[Finding]:
    diagrams = _in_folder(folder, "bpmn")
    others = (*_in_folder(folder, "dmn"), *_in_folder(folder, "form"))
    if not diagrams and not others:
        yield Finding(str(folder), None, None, "In diesem Ordner liegt kein Diagramm (.bpmn).")
    if len(diagrams) + len(others) > MAX_FILES:
        yield Finding(str(folder), None, None, f"In diesem Ordner liegen mehr als {MAX_FILES} Dateien.")
        return
    beside = forms or folder.resolve().parent / "forms"
    place = _Place(diagrams, beside) if beside.is_dir() else None
    yield from _shared_keys(diagrams)
    for file in (*diagrams, *others):
        own = _place_of(file)
        yield from _check_file(file, known, place or _Place((*diagrams, *own.diagrams), own.forms))


def _in_folder(folder: Path, kind: str) -> tuple[Path, ...]:
    return (*sorted(folder.glob(f"*.{kind}")), *sorted(folder.glob(f"*/*.{kind}")))


def _place_of(file: Path) -> _Place:
    """What lies around a single file: the procedures it belongs to, or else its own folder."""
    own = file.parent
    collection = file.resolve().parent.parent
    forms = collection.parent / "forms"
    if file.suffix == ".bpmn" and forms.is_dir():
        return _Place(_in_folder(collection, "bpmn")[:MAX_FILES], forms)
    inner = own / "forms"
    return _Place(tuple(sorted(own.glob("*.bpmn")))[:MAX_FILES], inner if inner.is_dir() else own)


def _check_file(file: Path, known: Known, place: _Place) -> Iterator[Finding]:
    try:
        text = _read(file)
        if file.suffix == ".dmn":
            yield from check_decisions(str(file), text, set())
        elif file.suffix == ".form":
            yield from check_form(file.stem, text, known)
        else:
            diagram, findings = open_diagram(str(file), text)
            yield from findings
            if diagram is not None:
                yield from check_bundle(_bundle(file, text, diagram, place), known)
    except _Unreadable as error:
        yield error.finding


def _read(file: Path) -> str:
    try:
        # Its size is asked for first: a file of gigabytes is not worth reading.
        if file.stat().st_size > MAX_BYTES:
            message = f"Die Datei ist grösser als {MAX_BYTES // 1_000_000} MB."
            raise _Unreadable(Finding(str(file), None, None, message))
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        message = "Die Zeichencodierung der Datei ist nicht lesbar. Bitte speichern Sie sie als UTF-8."
        raise _Unreadable(Finding(str(file), None, None, message)) from error
    except OSError as error:
        message = f"Die Datei lässt sich nicht lesen ({error.strerror})."
        raise _Unreadable(Finding(str(file), None, None, message)) from error


def _bundle(file: Path, text: str, main: Diagram, place: _Place) -> Bundle:
    """A diagram with everything it names, as far as it is there; the gate says what is missing."""
    process = _main_process(main)
    texts, needed = {str(file): text}, [main]
    folders = [file.parent]
    for diagram in needed:
        for called in _called(diagram):
            if any(called == key for other in needed for key in _keys(other)):
                continue
            found = _find(called, place)
            if found is not None:
                texts[str(found[0])] = found[1]
                needed.append(found[2])
                folders.append(found[0].parent)
    keys = {form for diagram in needed for node in diagram.root.iter(f"{B}*") for form in forms_of(node)}
    decides = any(True for diagram in needed for _ in diagram.root.iter(f"{B}businessRuleTask"))
    tables = sorted({table for folder in folders for table in folder.glob("*.dmn")}) if decides else []
    forms = {key: place.forms / f"{key}.form" for key in sorted(keys) if Path(key).name == key}
    return Bundle(
        key=str(process.get("id")),
        name=str(process.get("name") or process.get("id")),
        startable=process.get(_STARTABLE, "true") == "true",
        start_form=None,
        diagrams=texts,
        decisions={str(table): _read(table) for table in tables},
        forms={key: _read(form) for key, form in forms.items() if form.is_file()},
    )


def _main_process(diagram: Diagram) -> Element:
    """The first process of a file that no other in it calls."""
    called = _called(diagram)
    return next((one for one in diagram.processes if one.get("id") not in called), diagram.processes[0])


def _called(diagram: Diagram) -> list[str]:
    return [str(call.get("calledElement")) for call in diagram.root.iter(f"{B}callActivity")]


def _keys(diagram: Diagram) -> list[str]:
    return [str(process.get("id")) for process in diagram.processes]


def _find(key: str, place: _Place) -> tuple[Path, str, Diagram] | None:
    """The file with the process `key`, if there is one that can be read."""
    for file in place.diagrams:
        try:
            text = _read(file)
        except _Unreadable:
            continue
        if f'"{key}"' not in text and f"'{key}'" not in text:
            continue
        diagram, _ = open_diagram(str(file), text)
        if diagram is not None and key in _keys(diagram):
            return file, text, diagram
    return None


def _shared_keys(diagrams: Iterable[Path]) -> Iterator[Finding]:
    seen: dict[str, Path] = {}
    for file in diagrams:
        try:
            diagram, _ = open_diagram(str(file), _read(file))
        except _Unreadable:
            continue
        for key in _keys(diagram)[:1] if diagram is not None else []:
            if key in seen:
                message = f"Ein Verfahren mit der Kennung «{key}» liegt schon in {seen[key]}."
                yield Finding(str(file), None, key, f"{message} Bitte geben Sie einem der beiden eine andere.")
            seen.setdefault(key, file)
