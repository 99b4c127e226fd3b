"""Reads procedures from disk, with limits: each diagram becomes a bundle with what it needs, or findings say why not.

A folder of procedures is laid out as `<folder>/<process>/*.bpmn` with `forms` beside the folder. A diagram that lies
elsewhere finds its forms, tables and called processes in its own folder. Findings of this module are only about files
that cannot be read; a missing form is left to the rules.
"""

import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from app.flow.bundle import FORM_KEY, Bundle, forms_of
from app.flow.errors import DiagramError
from app.flow.extensions import CAMUNDA
from app.flow.xml import MAX_BYTES, read_xml
from app.gate.bpmn_words import B
from app.gate.bundles import MAX_DIAGRAMS
from app.gate.diagram import Diagram, Element
from app.gate.finding import Finding
from app.gate.opening import open_diagram

_STARTABLE = f"{{{CAMUNDA}}}isStartableInTasklist"
MAX_FILES = 500
MAX_CHARACTERS = 20_000_000
"""In all files of one procedure together; real procedures have some hundred thousand."""


@dataclass(frozen=True)
class Procedure:
    """A bundle as it was read. shown: file of the bundle → its path as it was asked for, for findings."""

    bundle: Bundle
    shown: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """A file of decision tables, or a form, that is checked by itself."""

    file: Path
    text: str


Found = Procedure | Sheet | Finding


class _Unreadable(Exception):  # noqa: N818 - it carries a finding and never leaves this module
    """Raised for a file that cannot be read; carries the finding."""

    def __init__(self, file: Path, message: str) -> None:
        super().__init__(message)
        self.finding = Finding(_shown(file), None, None, message)


@dataclass(frozen=True)
class _Neighbours:
    """The files among which a diagram finds what it calls: other diagrams, and the folder of forms.

    keys: file → the processes in it, filled as they are asked for, so that a file is opened only once.
    """

    diagrams: tuple[Path, ...]
    forms: Path
    keys: dict[Path, tuple[str, ...]] = field(default_factory=dict)

    def files_with(self, key: str) -> Iterator[Path]:
        """The files that contain a process `key`."""
        return (file for file in self.diagrams if key in self._keys_in(file))

    def _keys_in(self, file: Path) -> tuple[str, ...]:
        if file not in self.keys:
            try:
                root = read_xml(_text_of(file).encode(), _shown(file))
                self.keys[file] = tuple(str(process.get("id")) for process in root.findall(f"{B}process"))
            except (_Unreadable, DiagramError):
                self.keys[file] = ()
        return self.keys[file]


def read(path: Path, forms: Path | None = None) -> Iterator[Found]:
    """Reads a file (.bpmn, .dmn, .form) or folder; `forms` replaces the folder of forms beside it. Raises nothing."""
    return _read_folder(path, forms) if path.is_dir() else _read_file(path, _neighbours_of(path))


def _read_folder(folder: Path, forms: Path | None) -> Iterator[Found]:
    diagrams = _in_folder(folder, "bpmn")
    others = (*_in_folder(folder, "dmn"), *_in_folder(folder, "form"))
    if not diagrams and not others:
        yield Finding(_shown(folder), None, None, "In diesem Ordner liegt kein Diagramm (.bpmn).")
    if len(diagrams) + len(others) > MAX_FILES:
        yield Finding(_shown(folder), None, None, f"In diesem Ordner liegen mehr als {MAX_FILES} Dateien.")
        return
    beside = forms or folder.resolve().parent / "forms"
    around = _Neighbours(diagrams, beside) if beside.is_dir() else None
    keys: dict[Path, tuple[str, ...]] = {}
    yield from _shared_keys(diagrams)
    for file in (*diagrams, *others):
        own = _neighbours_of(file)
        yield from _read_file(file, around or _Neighbours((*diagrams, *own.diagrams), own.forms, keys))


def _in_folder(folder: Path, kind: str) -> tuple[Path, ...]:
    return (*_some(folder, f"*.{kind}"), *_some(folder, f"*/*.{kind}"))


def _some(folder: Path, pattern: str) -> list[Path]:
    """The files of a pattern by name, at most one more than MAX_FILES."""
    return sorted(islice(folder.glob(pattern), MAX_FILES + 1))


def _neighbours_of(file: Path) -> _Neighbours:
    """The neighbours of a single file: the procedures it belongs to, or else its own folder."""
    own = file.parent
    collection = own.resolve().parent
    forms = collection.parent / "forms"
    if file.suffix == ".bpmn" and forms.is_dir():
        return _Neighbours(_in_folder(collection, "bpmn")[:MAX_FILES], forms)
    inner = own / "forms"
    return _Neighbours(tuple(_some(own, "*.bpmn"))[:MAX_FILES], inner if inner.is_dir() else own)


def _read_file(file: Path, around: _Neighbours) -> Iterator[Found]:
    try:
        if file.suffix in (".dmn", ".form"):
            yield Sheet(file, _even(_text_of(file)))
            return
        text = _text_of(file)
        diagram, findings = open_diagram(_shown(file), text)
        yield from findings
        if diagram is not None:
            yield _procedure(file, text, diagram, around)
    except _Unreadable as error:
        yield error.finding


def _text_of(file: Path) -> str:
    try:
        str(file).encode()
        # Kind and size are asked for before opening: a pipe would never end, and gigabytes would fill the memory.
        facts = file.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise _Unreadable(file, "Das ist keine gewöhnliche Datei.")
        if facts.st_size > MAX_BYTES:
            raise _Unreadable(file, f"Die Datei ist grösser als {MAX_BYTES // 1_000_000} MB.")
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES).decode("utf-8")
    except UnicodeEncodeError as error:
        raise _Unreadable(file, "Der Dateiname enthält ungültige Zeichen. Bitte benennen Sie die Datei um.") from error
    except UnicodeDecodeError as error:
        message = "Die Zeichencodierung der Datei ist nicht lesbar. Bitte speichern Sie sie als UTF-8."
        raise _Unreadable(file, message) from error
    except OSError as error:
        raise _Unreadable(file, f"Die Datei lässt sich nicht lesen ({error.strerror}).") from error


def _even(text: str) -> str:
    """The text with `\\n` as line end, so that saving a file on Windows makes no new version of the procedure."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _shown(file: Path) -> str:
    return str(file).encode(errors="replace").decode()


def _procedure(file: Path, text: str, main: Diagram, around: _Neighbours) -> Procedure:
    """A diagram with everything it names, as far as it is there. Raises _Unreadable if it is too large altogether."""
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
    forms = {key: form for key, form in forms.items() if _is_there(form)}
    if sum(map(len, texts.values())) + sum(map(_size, (*tables, *forms.values()))) > MAX_CHARACTERS:
        message = f"Das Verfahren ist mit allem, was es braucht, grösser als {MAX_CHARACTERS // 1_000_000} MB."
        raise _Unreadable(file, message)
    names = _names((*texts, *tables))
    start = process.find(f"{B}startEvent")
    bundle = Bundle(
        key=str(process.get("id")),
        name=str(process.get("name") or process.get("id")),
        startable=process.get(_STARTABLE, "true") == "true",
        start_form=start.get(FORM_KEY) if start is not None else None,
        diagrams={names[path]: source for path, source in texts.items()},
        decisions={names[table]: _even(_text_of(table)) for table in tables},
        forms={key: _even(_text_of(form)) for key, form in forms.items()},
    )
    return Procedure(bundle, {name: _shown(path) for path, name in names.items()})


def _tables(files: Iterable[Path], diagrams: Iterable[Diagram]) -> list[Path]:
    """The tables beside the diagrams, if one of the diagrams has a business rule task; else none."""
    if not any(True for diagram in diagrams for _ in diagram.root.iter(f"{B}businessRuleTask")):
        return []
    # One folder may appear as a relative and as an absolute path; its tables are needed once.
    folders = {file.parent.resolve(): file.parent for file in reversed([*files])}
    return sorted((table for folder in folders.values() for table in _some(folder, "*.dmn")), key=_parts)


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


def _is_there(file: Path) -> bool:
    try:
        return file.exists()
    except OSError:  # a name too long for any file
        return False


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # reading it will raise _Unreadable with the reason
        return 0


def _main_process(diagram: Diagram) -> Element:
    """The first process of a file that no other in it calls."""
    called = _called(diagram)
    return next((one for one in diagram.processes if one.get("id") not in called), diagram.processes[0])


def _called(diagram: Diagram) -> list[str]:
    return [str(call.get("calledElement")) for call in diagram.root.iter(f"{B}callActivity")]


def _keys(diagram: Diagram) -> list[str]:
    return [str(process.get("id")) for process in diagram.processes]


def _find(key: str, around: _Neighbours) -> tuple[Path, str, Diagram] | None:
    """The first readable file with the process `key`, its text and diagram; None if there is none."""
    for file in around.files_with(key):
        text = _text_of(file)
        diagram, _ = open_diagram(_shown(file), text)
        if diagram is not None:
            return file, text, diagram
    return None


def _shared_keys(diagrams: Iterable[Path]) -> Iterator[Finding]:
    seen: dict[str, Path] = {}
    for file in diagrams:
        try:
            diagram, _ = open_diagram(_shown(file), _text_of(file))
        except _Unreadable:
            continue
        if diagram is None:
            continue
        key = str(_main_process(diagram).get("id"))
        if key in seen:
            message = f"Ein Verfahren mit der Kennung «{key}» liegt schon in {_shown(seen[key])}."
            yield Finding(_shown(file), None, key, f"{message} Bitte geben Sie einem der beiden eine andere.")
        seen.setdefault(key, file)
