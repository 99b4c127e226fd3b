"""Reads procedures from disk, with limits: each diagram becomes a bundle with what it needs, or findings say why not.

A folder of procedures is laid out as `<folder>/<process>/*.bpmn` with `forms` beside the folder. A diagram that lies
elsewhere finds its forms, tables and called processes in its own folder. Findings of this module are only about files
that cannot be read; a missing form is left to the rules.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.flow.bundle import FORM_KEY, Bundle, forms_of
from app.flow.extensions import CAMUNDA
from app.gate.bpmn_words import B
from app.gate.bundles import MAX_DIAGRAMS
from app.gate.diagram import Diagram, Element
from app.gate.files import MAX_FILES, Unreadable, even, is_there, place_of, shown, size, some, text_of
from app.gate.finding import Finding
from app.gate.neighbours import Facts, Neighbours, Outside
from app.gate.opening import open_diagram

_STARTABLE = f"{{{CAMUNDA}}}isStartableInTasklist"
MAX_CHARACTERS = 20_000_000
"""In all files of one procedure together; real procedures have some hundred thousand."""


@dataclass(frozen=True)
class Procedure:
    """A bundle as it was read. shown: file of the bundle → its path as it was asked for, for findings.

    files: those of its diagrams. shared: form → other diagrams nearby that use it too.
    outside: what the other diagrams nearby hand to it; None where it has no neighbours that could be read.
    """

    bundle: Bundle
    shown: Mapping[str, str]
    files: frozenset[Path] = frozenset()
    shared: Mapping[str, frozenset[Path]] = field(default_factory=dict)
    outside: Outside | None = None


@dataclass(frozen=True)
class Sheet:
    """A file of decision tables, or a form, that is checked by itself."""

    file: Path
    text: str


Found = Procedure | Sheet | Finding


def read(path: Path, forms: Path | None = None) -> Iterator[Found]:
    """Reads a file (.bpmn, .dmn, .form) or folder; `forms` replaces the folder of forms beside it. Raises nothing."""
    return _read_folder(path, forms) if path.is_dir() else _read_file(path, _neighbours_of(path))


def _read_folder(folder: Path, forms: Path | None) -> Iterator[Found]:
    diagrams = _in_folder(folder, "bpmn")
    others = (*_in_folder(folder, "dmn"), *_in_folder(folder, "form"))
    if not diagrams and not others:
        yield Finding(shown(folder), None, None, "In diesem Ordner liegt kein Diagramm (.bpmn).")
    if len(diagrams) + len(others) > MAX_FILES:
        yield Finding(shown(folder), None, None, f"In diesem Ordner liegen mehr als {MAX_FILES} Dateien.")
        return
    beside = forms or folder.resolve().parent / "forms"
    around = Neighbours(diagrams, beside) if beside.is_dir() else None
    known: dict[Path, Facts | None] = {}
    yield from _shared_keys(diagrams)
    for file in (*diagrams, *others):
        own = _neighbours_of(file)
        yield from _read_file(file, around or Neighbours((*diagrams, *own.diagrams), own.forms, known))


def _in_folder(folder: Path, kind: str) -> tuple[Path, ...]:
    return (*some(folder, f"*.{kind}"), *some(folder, f"*/*.{kind}"))


def _neighbours_of(file: Path) -> Neighbours:
    """The neighbours of a single file: the procedures it belongs to, or else its own folder."""
    own = file.parent
    collection = own.resolve().parent
    forms = collection.parent / "forms"
    if file.suffix == ".bpmn" and forms.is_dir():
        return Neighbours(_in_folder(collection, "bpmn")[:MAX_FILES], forms)
    inner = own / "forms"
    return Neighbours(tuple(some(own, "*.bpmn"))[:MAX_FILES], inner if inner.is_dir() else own)


def _read_file(file: Path, around: Neighbours) -> Iterator[Found]:
    try:
        if file.suffix in (".dmn", ".form"):
            yield Sheet(file, even(text_of(file)))
            return
        text = text_of(file)
        diagram, findings = open_diagram(shown(file), text)
        yield from findings
        if diagram is not None:
            yield _procedure(file, text, diagram, around)
    except Unreadable as error:
        yield error.finding


def _procedure(file: Path, text: str, main: Diagram, around: Neighbours) -> Procedure:
    """A diagram with everything it names, as far as it is there. Raises Unreadable if it is too large altogether."""
    process = _main_process(main)
    texts, needed = {file: text}, [main]
    for diagram in needed:
        for called in _called(diagram):
            if len(needed) > MAX_DIAGRAMS or any(called in _keys(other) for other in needed):
                continue
            found = _find(called, around)
            if found is not None:
                texts[found[0]] = found[1]
                needed.append(found[2])
    tables = _tables(texts, needed)
    keys = sorted({form for diagram in needed for node in diagram.root.iter(f"{B}*") for form in forms_of(node)})
    forms = {key: around.forms / f"{key}.form" for key in keys if Path(key).name == key}
    forms = {key: form for key, form in forms.items() if is_there(form)}
    if sum(map(len, texts.values())) + sum(map(size, (*tables, *forms.values()))) > MAX_CHARACTERS:
        message = f"Das Verfahren ist mit allem, was es braucht, grösser als {MAX_CHARACTERS // 1_000_000} MB."
        raise Unreadable(file, message)
    names = _names((*texts, *tables))
    start = process.find(f"{B}startEvent")
    bundle = Bundle(
        key=str(process.get("id")),
        name=str(process.get("name") or process.get("id")),
        startable=process.get(_STARTABLE, "true") == "true",
        start_form=start.get(FORM_KEY) if start is not None else None,
        diagrams={names[path]: source for path, source in texts.items()},
        decisions={names[table]: even(text_of(table)) for table in tables},
        forms={key: even(text_of(form)) for key, form in forms.items()},
        strict=True,
    )
    own = frozenset(map(place_of, texts))
    shared = {key: others for key in bundle.forms if (others := around.showing(key) - own)}
    return Procedure(bundle, {name: shown(path) for path, name in names.items()}, own, shared, around.outside(own))


def _tables(files: Iterable[Path], diagrams: Iterable[Diagram]) -> list[Path]:
    """The tables beside the diagrams, if one of the diagrams has a business rule task; else none."""
    if not any(True for diagram in diagrams for _ in diagram.root.iter(f"{B}businessRuleTask")):
        return []
    # One folder may appear as a relative and as an absolute path; its tables are needed once.
    folders = {file.parent.resolve(): file.parent for file in reversed([*files])}
    return sorted((table for folder in folders.values() for table in some(folder, "*.dmn")), key=_parts)


def _names(files: Iterable[Path]) -> dict[Path, str]:
    """The names under which a bundle keeps files: `folder/file`, and more folders only where two would share that.

    Versions are compared by content and names, so a name must not depend on where the whole collection lies.
    """
    found: dict[Path, str] = {}
    for file in files:
        parts = _parts(file)
        longer = ("/".join(parts[-size:]) for size in range(2, len(parts) + 1))
        found[file] = next((name for name in longer if name not in found.values()), str(file))
    return found


def _parts(file: Path) -> tuple[str, ...]:
    folder = file.parent.absolute()
    return (*(folder.resolve() if ".." in folder.parts else folder).parts, file.name)


def _main_process(diagram: Diagram) -> Element:
    """The first process of a file that no other in it calls."""
    called = _called(diagram)
    return next((one for one in diagram.processes if one.get("id") not in called), diagram.processes[0])


def _called(diagram: Diagram) -> list[str]:
    return [str(call.get("calledElement")) for call in diagram.root.iter(f"{B}callActivity")]


def _keys(diagram: Diagram) -> list[str]:
    return [str(process.get("id")) for process in diagram.processes]


def _find(key: str, around: Neighbours) -> tuple[Path, str, Diagram] | None:
    """The first readable file with the process `key`, its text and diagram; None if there is none."""
    for file in around.files_with(key):
        text = text_of(file)
        diagram, _ = open_diagram(shown(file), text)
        if diagram is not None:
            return file, text, diagram
    return None


def _shared_keys(diagrams: Iterable[Path]) -> Iterator[Finding]:
    seen: dict[str, Path] = {}
    for file in diagrams:
        try:
            diagram, _ = open_diagram(shown(file), text_of(file))
        except Unreadable:
            continue
        if diagram is None:
            continue
        key = str(_main_process(diagram).get("id"))
        if key in seen:
            message = f"Ein Verfahren mit der Kennung «{key}» liegt schon in {shown(seen[key])}."
            yield Finding(shown(file), None, key, f"{message} Bitte geben Sie einem der beiden eine andere.")
        seen.setdefault(key, file)
