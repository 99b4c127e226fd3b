"""Checked bundles: only this module makes them, and nothing but a checked bundle is stored or played."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import InitVar, dataclass, field
from pathlib import Path

from app.errors import InvalidError
from app.flow.bundle import Bundle
from app.gate.bundles import Examined, check_decisions, check_form, examine, sorted_out
from app.gate.finding import Finding, Known, Level, parted
from app.gate.names.checking import Doubts, settled
from app.gate.names.flowing import Names
from app.gate.names.unread import read_by_nobody
from app.gate.reading import Procedure, Sheet, read

_SEAL = object()
_AS_THEY_ARE: Mapping[str, str] = {}


class RefusedError(InvalidError):
    """Diese Verfahren können so nicht übernommen werden."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        super().__init__("\n".join(map(str, findings)))


@dataclass(frozen=True)
class CheckedBundle:
    """A procedure in which the gate found nothing. Made by `check` and `check_paths` alone.

    digest: the name of the content that was checked. `dataclasses.replace` cannot make a copy with another bundle,
    since the constructor wants the seal, and the seal is not kept.
    """

    bundle: Bundle = field(compare=False)
    digest: str
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("A bundle becomes a CheckedBundle by app.gate.check or check_paths, in no other way.")


@dataclass(frozen=True)
class Verdict:
    """The outcome of a check: the findings, or else the procedures that passed; and warnings and hints in any case."""

    findings: tuple[Finding, ...]
    _bundles: tuple[CheckedBundle, ...] = ()
    remarks: tuple[Finding, ...] = ()

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What should be thought about, although it refuses nothing; without the hints."""
        return tuple(one for one in self.remarks if one.level is Level.WARNING)

    def passed(self) -> tuple[CheckedBundle, ...]:
        """All procedures that were checked. Raises RefusedError with every finding if there is one."""
        if self.findings:
            raise RefusedError(self.findings)
        return self._bundles

    def and_these(self, findings: Iterable[Finding]) -> "Verdict":
        """The same verdict with more findings, each of them once."""
        return Verdict(tuple(dict.fromkeys((*self.findings, *findings))), self._bundles, self.remarks)


def check(bundle: Bundle, known: Known, shown: Mapping[str, str] = _AS_THEY_ARE) -> Verdict:
    """Checks one procedure with all it needs. shown: file of the bundle → its name in findings, where it has another.

    Raises nothing: every mistake becomes a finding.
    """
    examined = examine(bundle, known, shown)
    errors, odd = parted(settled(examined.doubts or {}, all_uses=False))
    findings = tuple(sorted_out([*examined.findings, *errors]))
    bundles = () if findings else (CheckedBundle(bundle, bundle.digest(), _SEAL),)
    return Verdict(findings, bundles, (*examined.remarks, *odd, *examined.unread.values()))


def check_paths(paths: Iterable[Path], known: Known, forms: Path | None = None) -> Verdict:
    """Checks files (.bpmn, .dmn, .form) and folders; `forms` replaces the folder of forms beside a folder.

    Each diagram is checked as the procedure it starts. Files are read once, so that nothing can change between checking
    and storing.
    """
    findings: list[Finding] = []
    procedures: list[tuple[Procedure, Examined]] = []
    for found in (found for path in paths for found in read(path, forms)):
        if isinstance(found, Finding):
            findings.append(found)
        elif isinstance(found, Sheet):
            findings += _check_sheet(found, known)
        else:
            procedures.append((found, examine(found.bundle, known, found.shown, found.outside)))
            findings += procedures[-1][1].findings
    few, all_of_them = _doubts_of_all(procedures)
    errors, odd = parted([*settled(few, all_uses=False), *settled(all_of_them, all_uses=True)])
    findings += sorted_out(errors)
    bundles = [] if findings else [CheckedBundle(one.bundle, one.bundle.digest(), _SEAL) for one, _ in procedures]
    remarks = dict.fromkeys([*(one for _, examined in procedures for one in examined.remarks), *sorted_out(odd)])
    remarks |= dict.fromkeys(read_by_nobody([(one.bundle, examined.unread) for one, examined in procedures]))
    return Verdict(tuple(dict.fromkeys(findings)), tuple(bundles), tuple(remarks))


def names_in(file: Path, known: Known) -> Names:
    """The names of the procedure in a diagram, misspelt ones left aside. Raises RefusedError where it is not sound."""
    findings: list[Finding] = []
    for found in read(file):
        if isinstance(found, Procedure):
            examined = examine(found.bundle, known, found.shown, found.outside)
            if examined.names is not None:
                return examined.names
            findings += examined.findings
        elif isinstance(found, Finding):
            findings.append(found)
    raise RefusedError(findings or [Finding(str(file), None, None, "Das ist kein Diagramm (.bpmn).")])


def _doubts_of_all(procedures: Sequence[tuple[Procedure, Examined]]) -> tuple[Doubts, Doubts]:
    """The doubts about each form from all steps that use it: of forms that others may use as well, and of the rest."""
    followed = {file for procedure, examined in procedures if examined.doubts is not None for file in procedure.files}
    elsewhere = {
        key
        for procedure, examined in procedures
        for key in procedure.bundle.forms
        if examined.doubts is None or not procedure.shared.get(key, frozenset()) <= followed
    }
    few: Doubts = {}
    all_of_them: Doubts = {}
    for _, examined in procedures:
        for key, uses in (examined.doubts or {}).items():
            (few if key in elsewhere else all_of_them).setdefault(key, []).extend(uses)
    return few, all_of_them


def _check_sheet(sheet: Sheet, known: Known) -> list[Finding]:
    if sheet.file.suffix == ".dmn":
        return list(check_decisions(str(sheet.file), sheet.text, set()))
    return list(check_form(sheet.file.stem, sheet.text, known))


def content_of(checked: CheckedBundle) -> Bundle:
    """The bundle as it was checked. Raises TypeError if it was changed since, and for anything but a CheckedBundle."""
    if not isinstance(checked, CheckedBundle):
        raise TypeError(f"Only a CheckedBundle is stored or played, not {type(checked).__name__}.")
    if checked.bundle.digest() != checked.digest:
        raise TypeError("This bundle is no longer what was checked.")
    return checked.bundle
