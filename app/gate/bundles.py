"""Checks a procedure with its diagrams, tables and forms: calls every rule of the gate, in order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from app.dmn import DmnError
from app.feel import FeelError
from app.flow.bundle import Bundle
from app.flow.errors import DiagramError
from app.flow.parser import read_alone
from app.forms import FormError
from app.gate.calls import check_calls
from app.gate.details import check_details
from app.gate.diagram import Diagram
from app.gate.events import check_events
from app.gate.figures import check_figures
from app.gate.finding import Finding, Known, parted, suggested
from app.gate.gateways import check_gateways
from app.gate.ignored import check_ignored
from app.gate.language import check_language
from app.gate.loops import check_loops
from app.gate.names.checking import Doubts, check_names, doubts_in_forms, follow, settled
from app.gate.names.flowing import Names
from app.gate.names.unfilled import check_unfilled
from app.gate.names.unread import Unread, unread_in
from app.gate.neighbours import Outside
from app.gate.opening import open_diagram
from app.gate.page_words import check_page_words
from app.gate.references import Surroundings, check_references
from app.gate.remarks import remarks_on
from app.gate.retention import check_retention
from app.gate.sheets import form_of, tables_of
from app.gate.structure import check_structure
from app.gate.timing import check_timers
from app.gate.tokens import check_tokens
from app.gate.unsupported import check_supported

MAX_FINDINGS = 100
"""Findings of one procedure; nobody reads more at once."""
MAX_DIAGRAMS = 30
MAX_TABLES = 500_000
"""Characters in a file of decision tables; checking a larger one would take minutes."""
_DRAWING = (
    check_supported, check_ignored, check_structure, check_gateways, check_events, check_timers, check_language,
    check_retention, check_figures, check_page_words,
)  # fmt: skip
_KEPT = 48
"""Diagrams that stay looked at, those of some procedures with all they call."""
_AS_THEY_ARE: Mapping[str, str] = {}
_NOT_WRONG = "unchecked"
"""Kind of a remark that is no finding: a table could not be searched for gaps, which does not mean that it has any."""


@dataclass(frozen=True)
class Examined:
    """What was found in a procedure; doubts about forms become findings once all procedures that use them are known.

    doubts, names: None where other findings kept its names from being followed.
    remarks: warnings and hints, which refuse nothing. unread: fields that nothing here reads, though others may.
    """

    findings: list[Finding]
    doubts: Doubts | None = None
    names: Names | None = None
    remarks: tuple[Finding, ...] = ()
    unread: Unread = field(default_factory=dict)


def check_bundle(bundle: Bundle, known: Known, shown: Mapping[str, str] = _AS_THEY_ARE) -> list[Finding]:
    """The findings of a procedure, each once and by line, at most MAX_FINDINGS; empty if it may be put into service.

    shown: file of the bundle → its name in findings, where that is another.
    """
    found = examine(bundle, known, shown)
    errors, _ = parted(settled(found.doubts or {}, all_uses=False))
    return sorted_out([*found.findings, *errors])


def examine(
    bundle: Bundle, known: Known, shown: Mapping[str, str] = _AS_THEY_ARE, outside: Outside | None = None
) -> Examined:
    """The findings of a procedure, and what its forms name that it does not know.

    outside: what other diagrams hand to it; None where that is not known.
    """
    findings, diagrams = list[Finding](), list[Diagram]()
    findings += _check(bundle, known, shown, diagrams)
    if not diagrams:
        return Examined(sorted_out(findings))
    names = follow(bundle, known, diagrams, shown, outside)
    errors, odd = parted(check_names(names))
    findings += errors
    remarks = [*remarks_on(diagrams, known, startable=bundle.startable), *check_unfilled(names), *odd]
    doubts, unread = doubts_in_forms(names, bundle), unread_in(names, bundle)
    return Examined(sorted_out(findings), doubts, names, tuple(sorted_out(remarks)), unread)


def sorted_out(findings: list[Finding]) -> list[Finding]:
    """Each finding once and by line, at most MAX_FINDINGS."""
    findings.sort(key=lambda finding: (finding.file, finding.line or 0))
    return list(dict.fromkeys(findings))[:MAX_FINDINGS]


def _check(bundle: Bundle, known: Known, shown: Mapping[str, str], sound: list[Diagram]) -> Iterator[Finding]:
    """The findings of all rules but those about names; the diagrams go to `sound` if nothing is wrong with them."""
    files = {shown.get(name, name): source for name, source in bundle.diagrams.items()}
    if len(bundle.diagrams) > MAX_DIAGRAMS:
        message = f"Das Verfahren braucht mehr als {MAX_DIAGRAMS} Diagramme. Bitte fassen Sie einige zusammen."
        yield Finding(next(iter(files)), None, None, message)
        return
    decisions: set[str] = set()
    for name, source in bundle.decisions.items():
        yield from check_decisions(shown.get(name, name), source, decisions)
    for key, source in bundle.forms.items():
        yield from check_form(key, source, known, opens_a_case=key == bundle.start_form)
    diagrams: list[Diagram] = []
    own: list[Finding] = []
    for name, source in files.items():
        diagram, findings = _looked_at(name, source)
        yield from findings if diagram is None else ()
        diagrams += [diagram] if diagram is not None else []
        own += findings
    if len(diagrams) < len(files):
        return
    processes = {str(process.get("id")): process for diagram in diagrams for process in diagram.processes}
    around = Surroundings(frozenset(bundle.forms), frozenset(decisions), frozenset(processes), known)
    drawn = list(check_calls(diagrams, bundle.key))
    drawn += own
    for diagram in diagrams:
        drawn += [*check_references(diagram, around), *check_details(diagram, known)]
    if not drawn:
        # The simulated run takes sound diagrams for granted: every flow has two ends, every join two ways in.
        drawn = [finding for diagram in diagrams for finding in (*check_tokens(diagram),
                                                                 *check_loops(diagram, processes))]  # fmt: skip
    drawn = drawn or [finding for name, source in files.items() for finding in _parsed(name, source)]
    yield from drawn
    sound += [] if drawn else diagrams


@lru_cache(maxsize=_KEPT)
def _looked_at(name: str, source: str) -> tuple[Diagram | None, tuple[Finding, ...]]:
    """The diagram in a file, and what the rules say that look at nothing else; many procedures may call it.

    None with what keeps it from being opened.
    """
    diagram, findings = open_diagram(name, source)
    found = findings if diagram is None else [finding for rule in _DRAWING for finding in rule(diagram)]
    return diagram, tuple(found)


def check_decisions(name: str, source: str, decisions: set[str]) -> Iterator[Finding]:
    """Findings in a file of decision tables; adds the ids of its decisions to `decisions`."""
    if len(source) > MAX_TABLES:
        message = f"Die Entscheidungsdatei ist grösser als {MAX_TABLES // 1000} kB. Bitte teilen Sie sie auf."
        yield Finding(name, None, None, message)
        return
    try:
        model = tables_of(name, source)
        decisions |= {info.id for info in model.decisions}
        for found in model.lint():
            if found.kind != _NOT_WRONG:
                yield Finding(name, found.line, found.element, found.message)
    except DmnError as error:
        yield Finding(name, error.line, error.element, error.message)
    except (FeelError, UnicodeEncodeError) as error:
        yield Finding(name, None, None, f"Die Entscheidungsdatei kann nicht gelesen werden: {error}")


def check_form(key: str, source: str, known: Known, *, opens_a_case: bool = False) -> Iterator[Finding]:
    """Findings in a form. One that opens a case takes no files, since there is no case yet to which they belong."""
    try:
        form = form_of(key, source)
        if opens_a_case and form.takes_files:
            message = "Das Startformular kann keine Dateien aufnehmen. Fragen Sie danach in der ersten Aufgabe."
            yield Finding(f"{key}.form", None, None, message)
        for field in (field for top in form.fields for field in top.walk()):
            if field.category and field.category not in known.categories:
                possible = suggested("Möglich", known.categories)
                message = f"Die Kategorie «{field.category}» gibt es nicht.{possible}"
                yield Finding(f"{key}.form", None, field.name, message)
    except FormError as error:
        yield Finding(f"{key}.form", None, error.element, error.plain)
    except (FeelError, UnicodeEncodeError) as error:
        yield Finding(f"{key}.form", None, None, f"Das Formular kann nicht gelesen werden: {error}")


@lru_cache(maxsize=_KEPT)
def _parsed(name: str, source: str) -> tuple[Finding, ...]:
    """The findings of the engine's own reader in a diagram in which no rule found anything."""
    try:
        read_alone(name, source.encode())
    except DiagramError as error:
        message = f"Das Diagramm lässt sich nicht übernehmen: {error.message}"
        return (Finding(error.source or name, error.line or None, error.element or None, message),)
    return ()
