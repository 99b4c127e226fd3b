"""Checks procedures before they are put into service: the gate, with the actions, lanes and categories there are."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from app.actions.registry import ACTIONS, SIGNATURES
from app.cases import given
from app.cases.roles import ANYTIME, LANES
from app.cases.roles import NAMES as ROLE_NAMES
from app.cases.service import FROM_THE_START
from app.consent.categories import NAMES, OWN
from app.designer.told import Cast, check_scenario
from app.gate import CheckedBundle, Finding, Known, Verdict, check_paths, names_in
from app.gate.names.flowing import Names
from app.gate.reading import Procedure, read
from app.scenarios.errors import ScenarioError
from app.scenarios.script import read_scenario

__all__ = ["KNOWN", "Finding", "check_folder", "check_these", "names_of", "procedures_in"]

KNOWN = Known(
    actions=frozenset(ACTIONS),
    lanes=frozenset(LANES),
    anytime=ANYTIME,
    categories=frozenset((*NAMES, *OWN)),
    roles=ROLE_NAMES,
    signatures=SIGNATURES,
    given=FROM_THE_START,
    everywhere=given.EXAMPLE,
    brought=frozenset({"klient"}),
    answered_by={"record_consent": "withdraw_consent"},
    reminding=frozenset({"mail", "remind"}),
)


def check_folder(folder: Path, forms: Path | None = None) -> Verdict:
    """Checks the procedures of `folder` with its `forms` (else those beside it), tables and scenarios."""
    return check_paths([folder], KNOWN, forms).and_these(_scenarios(folder))


def check_these(paths: Iterable[Path], *, hints: bool = False) -> list[Finding]:
    """All findings and warnings in files (diagrams, tables, forms, scenarios) and folders of procedures.

    hints: whether hints are wanted too.
    """
    findings: list[Finding] = []
    around: dict[Path, dict[str, Cast]] = {}
    for path in paths:
        if path.suffix in (".yaml", ".yml") and not path.is_dir():
            findings += _scenario(path, _around(path, around))
            continue
        verdict = check_folder(path) if path.is_dir() else check_paths([path], KNOWN)
        findings += [*verdict.findings, *(verdict.remarks if hints else verdict.warnings)]
    return list(dict.fromkeys(findings))


def procedures_in(path: Path, forms: Path | None = None) -> tuple[CheckedBundle, ...]:
    """The procedures of a folder, or the one of a diagram, for playing. Raises RefusedError with all findings.

    Scenarios are not read here: one that is half written does not keep another from being played.
    """
    return check_paths([path], KNOWN, forms).passed()


def names_of(file: Path) -> Names:
    """The names of the procedure in a diagram. Raises RefusedError where it is not sound."""
    return names_in(file, KNOWN)


def _scenarios(folder: Path) -> Iterator[Finding]:
    files = (*sorted(folder.glob("scenarios/*.yaml")), *sorted(folder.glob("*/scenarios/*.yaml")))
    procedures = _casts(folder) if files else {}
    for file in files:
        yield from _scenario(file, procedures)


def _casts(folder: Path) -> dict[str, Cast]:
    """What scenarios of the procedures in a folder may name, by the key of the procedure."""
    found = [one.bundle for one in read(folder) if isinstance(one, Procedure)]
    return {bundle.key: Cast(bundle) for bundle in found}


def _around(file: Path, known: dict[Path, dict[str, Cast]]) -> dict[str, Cast]:
    """The same for the procedures around one scenario; none where it lies elsewhere. known: folders read so far."""
    folders = [*file.resolve().parents][1:3]
    for folder in folders:
        if folder not in known:
            known[folder] = _casts(folder)
    return {key: cast for folder in folders for key, cast in known[folder].items()}


def _scenario(file: Path, procedures: dict[str, Cast]) -> Iterator[Finding]:
    try:
        scenario = read_scenario(file)
    except ScenarioError as error:
        yield Finding(error.source, error.line, None, error.message)
        return
    if procedures:
        yield from check_scenario(scenario, procedures)
