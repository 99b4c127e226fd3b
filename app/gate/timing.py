"""Checks timers: their dates, durations and expressions must be readable before a case waits for them."""

from collections.abc import Iterator

from app.feel.syntax import Arithmetic, Call, Literal, Name, Negate
from app.flow.errors import FlowError
from app.flow.expressions import compile_text, is_expression, timer_value
from app.flow.timers import as_moment, as_repetition
from app.gate.bpmn_words import EVENTS, B, kind, title
from app.gate.details import duration_meant
from app.gate.diagram import Diagram, Element, interrupts, is_event_subprocess
from app.gate.expression_check import SOME_DAY, ExpressionCheck, is_usable_name, parts_of, short
from app.gate.finding import Finding

_QUICK = 10
_KINDS = ("timeDate", "timeDuration", "timeCycle")


def check_timers(diagram: Diagram) -> Iterator[Finding]:
    """Findings about every timer event."""
    judge = ExpressionCheck()
    for definition in diagram.root.iter(f"{B}timerEventDefinition"):
        event = definition.getparent()
        if event is not None and kind(event) in EVENTS:
            for problem in _problems(judge, definition, event):
                yield diagram.found(event, f"{title(event)}: {problem}")


def _problems(judge: ExpressionCheck, definition: Element, event: Element) -> Iterator[str]:
    times = [child for child in definition if kind(child) in _KINDS]
    text = "".join(str(part) for part in times[0].itertext()).strip() if times else ""
    if not text:
        yield "Die Zeitangabe fehlt. Bitte geben Sie ein Datum, eine Dauer (P14D) oder einen Ausdruck an."
        return
    cycle = kind(times[0]) == "timeCycle"
    if cycle and not _may_repeat(event):
        yield (
            "Eine Wiederholung ist nur an einem nicht unterbrechenden angehefteten Ereignis möglich. Bitte geben Sie "
            "eine Dauer an, oder setzen Sie das Ereignis auf «nicht unterbrechend»."
        )
    problem = _problem_of_time(judge, text, cycle)
    if problem:
        yield problem


def _may_repeat(event: Element) -> bool:
    around = event.getparent()
    in_handler = kind(event) == "startEvent" and around is not None and is_event_subprocess(around)
    return (kind(event) == "boundaryEvent" or in_handler) and not interrupts(event)


def _problem_of_time(judge: ExpressionCheck, text: str, cycle: bool) -> str | None:
    meant = duration_meant(text)
    if meant is not None:
        return f"«{short(text)}» ist keine Dauer. Schreiben Sie {meant}."
    problem = judge.problem_of(text)
    if problem is None and not _is_quick(text):
        return None
    try:
        value = timer_value(text, {}, lambda: SOME_DAY)
        if value is not None and cycle:
            as_repetition(value, "")
        elif value is not None:
            as_moment(value, SOME_DAY, "")
        if value == text:
            return None
    except FlowError as error:
        return problem or error.message
    if problem is None and not is_expression(text) and isinstance(compile_text(text).node, Name):
        meant = f" Falls eine Variable gemeint ist, schreiben Sie «= {text}»." if is_usable_name(text) else ""
        return f"«{short(text)}» ist weder ein Datum noch eine Dauer wie P14D.{meant}"
    return problem


def _is_quick(text: str) -> bool:
    """Whether an expression is cheap to try out: a few names, literals, sums and calls. (`2027-02-09` is a sum.)"""
    parts = list(parts_of(compile_text(text)))
    return len(parts) <= _QUICK and all(isinstance(part, Arithmetic | Call | Literal | Name | Negate) for part in parts)
