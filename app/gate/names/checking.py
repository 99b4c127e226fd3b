"""Makes findings of names that stand for nothing: where, which, what was probably meant, what is known there."""

from collections.abc import Iterator, Mapping

from app.dmn import DmnError, Reading
from app.feel import FeelError
from app.flow.bundle import Bundle
from app.flow.errors import FlowError
from app.flow.expressions import compile_text, is_expression
from app.flow.extensions import read_extensions
from app.flow.retention import PROPERTY
from app.forms import FormError
from app.forms.definitions import Field
from app.forms.form import Form
from app.gate.bpmn_words import B, kind, title
from app.gate.diagram import Diagram, Element
from app.gate.expression_check import ExpressionCheck, short
from app.gate.finding import Finding, Known, Level
from app.gate.names.flowing import Names
from app.gate.names.forms import check_formulas
from app.gate.names.kinds import misfits
from app.gate.names.lines import line_of
from app.gate.names.listing import place_in
from app.gate.names.places import Place, chain_in
from app.gate.names.reading import Reader, Unknown
from app.gate.names.shapes import TEXT, context_of
from app.gate.names.tables import Decisions
from app.gate.neighbours import Outside
from app.gate.sheets import form_of, tables_of

Doubt = tuple[str, str, str]
"""Field, formula and name in a form."""
Doubts = dict[str, list[dict[Doubt, tuple[Finding, bool]]]]
"""Form → for each step that uses it: the doubts, the finding each would be, whether it is surely wrong."""
_SHOWN = 12
"""Known names that a sentence lists at most."""


def follow(
    bundle: Bundle, known: Known, diagrams: list[Diagram], shown: Mapping[str, str], outside: Outside | None = None
) -> Names:
    """The names of a procedure. Forms and tables that cannot be read are left out; other rules name them."""
    return Names(bundle, known, diagrams, _forms(bundle), _tables(bundle, shown), outside)


def check_names(names: Names) -> Iterator[Finding]:
    """Findings about names that stand for nothing, and warnings about kinds that cannot meet; diagrams and tables."""
    for diagram in names.parts.diagrams:
        for place in (*names.places[diagram.name], *_handed_out(diagram, names), *_retention(diagram, names)):
            yield from _at_place(diagram, place, names)
        for node in diagram.root.iter(f"{B}businessRuleTask"):
            yield from _decision_of(diagram, node, names)


def doubts_in_forms(names: Names, bundle: Bundle) -> Doubts:
    """What the forms of a procedure name that stands for nothing, for each place that uses the form."""
    found: Doubts = {}
    for diagram in names.parts.diagrams:
        for node in diagram.root.iter(f"{B}*"):
            for key in _forms_of(diagram, node, names):
                found.setdefault(key, []).append(_doubts(diagram, node, key, names, bundle))
    return found


def settled(doubts: Doubts, *, all_uses: bool) -> Iterator[Finding]:
    """Findings about names in forms. A form that several steps use may name what only one of them knows.

    A step that does not know `at` cannot vouch for `at.end` either: whether that is there, the others say.

    all_uses: whether these are all steps that use the forms. If not, only what is surely wrong is a finding.
    """
    for uses in doubts.values():
        told = {doubt: found for use in reversed(uses) for doubt, found in use.items()}
        for doubt, (finding, surely) in told.items():
            if (all_uses or surely) and all(_doubted(doubt, use) for use in uses):
                yield finding


def _doubted(doubt: Doubt, use: Mapping[Doubt, object]) -> bool:
    """Whether one step that uses a form knows as little about what `doubt` names."""
    field, text, written = doubt
    parts = written.split(".")
    return any((field, text, ".".join(parts[:size])) in use for size in range(len(parts), 0, -1))


def _forms(bundle: Bundle) -> dict[str, Form]:
    found: dict[str, Form] = {}
    for key, source in bundle.forms.items():
        try:
            found[key] = form_of(key, source)
        except (FormError, FeelError, UnicodeEncodeError):
            continue
    return found


def _tables(bundle: Bundle, shown: Mapping[str, str]) -> list[Decisions]:
    found: list[Decisions] = []
    for name, source in bundle.decisions.items():
        try:
            model = tables_of(name, source)
        except (DmnError, FeelError, UnicodeEncodeError):
            continue
        found.append(Decisions(shown.get(name, name), model.outlines()))
    return found


def said_of(text: str, element: str, names: Names) -> str:
    """What is wrong with an expression that somebody writes at an element; empty if nothing is known against it."""
    problem = ExpressionCheck().problem_of(text)
    if problem is not None:
        return problem
    found: list[Unknown] = []
    _diagram, _node, chain = place_in(names, element)
    Reader(found.append).read(compile_text(text).node, names.see(chain))
    return " ".join(f"Der Ausdruck nennt {_told(one)}" for one in dict.fromkeys(found) if not _brought(one, names))


def _handed_out(diagram: Diagram, names: Names) -> Iterator[Place]:
    """What call activities take out of the processes they call."""
    for node in diagram.root.iter(f"{B}callActivity"):
        inner = names.parts.process(str(node.get("calledElement")))
        for mapping in read_extensions(node).get("out", []) if inner is not None else ():
            assert inner is not None
            yield Place(node, f"Die Übergabe heraus an «{mapping['target']}»", mapping["source"], (inner,))


def _retention(diagram: Diagram, names: Names) -> Iterator[Place]:
    for process in diagram.processes:
        rule = read_extensions(process).get("properties", {}).get(PROPERTY, "")
        scope = (diagram.name, str(process.get("id")))
        if is_expression(rule) and scope == names.main:
            fall = names.see((scope,)).find("fall") or context_of({})
            extra = {"fall": context_of({**fall.fields, "ergebnis": TEXT})}
            yield Place(process, f"Die Eigenschaft «{PROPERTY}»", rule, (scope,), extra)


def _at_place(diagram: Diagram, place: Place, names: Names) -> Iterator[Finding]:
    try:
        node = compile_text(place.text).node
    except FlowError:  # unreadable, which `gate.language` says
        return
    found: list[Unknown] = []
    odd: list[str] = []
    shape = Reader(found.append, odd.append).read(node, names.see(place.chain).within(place.extra))
    start = f"{title(place.node)}: {place.what} «{short(' '.join(place.text.split()))}»"
    for unknown in dict.fromkeys(one for one in found if not _brought(one, names)):
        yield diagram.found(place.node, f"{start} nennt {_told(unknown)}")
    yield from (
        diagram.remarked(place.node, f"{start} {one}") for one in dict.fromkeys((*odd, *misfits(shape, place.wanted)))
    )


def _forms_of(diagram: Diagram, node: Element, names: Names) -> Iterator[str]:
    """The readable forms that a step or a report shows; the start form only of the procedure that is opened with it."""
    if kind(node) in ("", "process"):
        return
    more = read_extensions(node)
    asked = more.get("form") if kind(node) != "startEvent" or _opens(diagram, node, names) else None
    for key in (asked, more.get("properties", {}).get("form")):
        if key in names.parts.forms:
            yield str(key)


def _doubts(
    diagram: Diagram, node: Element, key: str, names: Names, bundle: Bundle
) -> dict[Doubt, tuple[Finding, bool]]:
    found: dict[Doubt, tuple[Finding, bool]] = {}

    def note(field: Field, text: str, wrong: Unknown | str) -> None:
        if _brought(wrong, names):
            return
        message = f"Der Ausdruck «{short(text)}» {_said(wrong)} (Formular von: {title(node)})"
        finding = Finding(f"{key}.form", line_of(bundle.forms[key], text), field.name, message, _level(wrong))
        found[(field.name, text, _written(wrong))] = (finding, _surely(wrong))

    check_formulas(names.parts.forms[key], names.see(chain_in(diagram, node)), note)
    return found


def _opens(diagram: Diagram, node: Element, names: Names) -> bool:
    around = node.getparent()
    return around is not None and (diagram.name, around.get("id")) == names.main


def _decision_of(diagram: Diagram, node: Element, names: Names) -> Iterator[Finding]:
    wanted = str(read_extensions(node).get("decision"))
    decisions = names.parts.decisions_with(wanted)
    if decisions is None:
        return
    findings: list[Finding] = []

    def note(file: str, reading: Reading, wrong: Unknown | str) -> None:
        if _brought(wrong, names):
            return
        message = f"Der Ausdruck «{short(reading.text)}» {_said(wrong)} (gefragt von: {title(node)})"
        findings.append(Finding(file, reading.line, reading.element, message, _level(wrong)))

    decisions.check(wanted, names.see(chain_in(diagram, node)), note)
    yield from findings


def _brought(unknown: Unknown | str, names: Names) -> bool:
    """Whether a field may have come in when the case was opened, beside those its form asks for."""
    if isinstance(unknown, str):
        return False
    root, _, field = unknown.written.partition(".")
    return bool(field) and not unknown.meant and root in names.parts.known.brought


def _level(wrong: Unknown | str) -> Level:
    return Level.WARNING if isinstance(wrong, str) else Level.ERROR


def _said(wrong: Unknown | str) -> str:
    return wrong if isinstance(wrong, str) else f"nennt {_told(wrong)}"


def _written(wrong: Unknown | str) -> str:
    return wrong if isinstance(wrong, str) else wrong.written


def _surely(wrong: Unknown | str) -> bool:
    """Whether it is wrong whoever else may use the form: an unknown name may be one that only they know."""
    return isinstance(wrong, str) or bool(wrong.meant) or wrong.name != wrong.written


def _told(unknown: Unknown) -> str:
    """«chek_open», das es in `at` nicht gibt. Meinten Sie …? Bekannt sind …"""
    before, _, _ = unknown.written.rpartition(".")
    where = f" bei «{before}»" if before and before != unknown.written else ""
    known = sorted(unknown.known, key=lambda name: (name not in unknown.meant, name.casefold()))
    hint = f" Meinten Sie «{unknown.meant[0]}»?" if unknown.meant else ""
    listed = ", ".join(known[:_SHOWN]) + (" …" if len(known) > _SHOWN else "")
    return (
        f"«{short(unknown.name)}»; diesen Namen gibt es hier{where} nicht.{hint} Bekannt sind{where}: {listed or '–'}."
    )
