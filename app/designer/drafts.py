"""Checks one folder of procedures among others that are not checked, and tells what it is made of."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from app.designer.check import KNOWN, check_these, names_of
from app.dmn import DmnError
from app.feel import FeelError
from app.flow.bundle import forms_of
from app.gate import Finding, RefusedError, Verdict, check_paths, names_at
from app.gate.bpmn_words import B
from app.gate.expression_check import ExpressionCheck
from app.gate.names.checking import said_of
from app.gate.names.flowing import Names
from app.gate.names.listing import KnownName
from app.gate.opening import open_diagram
from app.gate.sheets import tables_of


def check_one(root: Path, folder: str, forms: Iterable[str]) -> list[Finding]:
    """All findings and warnings in `root/workflows/<folder>` and these forms; their files are named from `root`."""
    own = root / "workflows" / folder
    files = [*sorted(own.glob("*.bpmn")), *sorted(own.glob("*.dmn")), *sorted(own.glob("scenarios/*.yaml"))]
    files += [root / "forms" / f"{key}.form" for key in sorted(forms) if (root / "forms" / f"{key}.form").is_file()]
    if not any(file.suffix == ".bpmn" for file in files):
        return [Finding(f"workflows/{folder}", None, None, "In diesem Ordner liegt kein Diagramm (.bpmn).")]
    return [_from(root, found) for found in check_these(files)]


def check_diagram(root: Path, path: str) -> list[Finding]:
    """All findings and warnings in one diagram with what it needs, without scenarios."""
    verdict = check_paths([root / path], KNOWN)
    return [_from(root, found) for found in (*verdict.findings, *verdict.warnings)]


def check_folders(root: Path, folders: Iterable[str]) -> Verdict:
    """The verdict on the procedures of these folders in `root/workflows`, tables included, without scenarios."""
    own = [root / "workflows" / folder for folder in sorted(folders)]
    files = [file for kind in ("bpmn", "dmn") for folder in own for file in sorted(folder.glob(f"*.{kind}"))]
    verdict = check_paths(files, KNOWN)
    return replace(verdict, findings=tuple(_from(root, found) for found in verdict.findings))


def forms_named(text: bytes) -> set[str]:
    """The keys of the forms that a diagram names; none where it cannot be read."""
    try:
        diagram, _ = open_diagram("", text.decode())
    except UnicodeDecodeError:
        return set()
    return {form for node in diagram.root.iter(f"{B}*") for form in forms_of(node)} if diagram is not None else set()


def _from(root: Path, found: Finding) -> Finding:
    return replace(found, file=found.file.removeprefix(f"{root}/"), message=found.message.replace(f"{root}/", ""))


def names_here(root: Path, path: str) -> Names | None:
    """The names of the procedure in a diagram; None while it is not sound."""
    try:
        return names_of(root / path)
    except RefusedError:
        return None


def names_seen(names: Names, element: str) -> list[KnownName]:
    """The names that an expression at this element sees; none at an element that is not there."""
    try:
        return names_at(names, element)
    except KeyError:
        return []


def problem_with(text: str, element: str, names: Names | None) -> str:
    """What is wrong with an expression at an element; only how it is written where no names are known."""
    try:
        return said_of(text, element, names) if names is not None else ExpressionCheck().problem_of(text) or ""
    except KeyError:
        return ""


def decisions_in(files: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Id and name of each decision in these files of tables; a file that cannot be read has none."""
    found: list[tuple[str, str]] = []
    for path, content in files.items():
        try:
            found += [(info.id, info.name or info.id) for info in tables_of(path, content.decode()).decisions]
        except (DmnError, FeelError, UnicodeError):
            continue
    return found
