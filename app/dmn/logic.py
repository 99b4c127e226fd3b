"""Decision logic while it runs: the log, the frame of names, and the functions it defines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.feel.evaluation import Frame, Run
from app.feel.types import Type, coerce
from app.feel.values import FunctionValue, function_value, german_kind

Logic = Callable[[Frame], object]
_STEPS = 200_000
"""Steps of evaluation for one decision with all its expressions: ten times what one expression may cost."""


@dataclass(frozen=True, slots=True)
class RuleHit:
    """The rules of a decision table that hit: their numbers from 1, the inputs by label, the outputs of each rule."""

    decision: str
    rule_numbers: tuple[int, ...]
    inputs: dict[str, object]
    outputs: tuple[object, ...]


class DecisionRun(Run):
    """An evaluation of a model, with its log."""

    __slots__ = ("log",)

    def __init__(self, now: Callable[[], datetime] | None) -> None:
        super().__init__(now, _STEPS)
        self.log: list[RuleHit] = []


def root_frame(values: dict[str, object], run: Run) -> Frame:
    """A frame of values that are FEEL values already and are not converted again."""
    return Frame(values, Frame({}, None, run), run)


def fitted(value: object, kind: Type, what: str, run: Run) -> object:
    """A value fitted to a type; null, with a reason, when it does not belong to it."""
    fits, result = coerce(value, kind)
    if not fits:
        run.fail(f"«{what}» hat nicht die verlangte Art ({german_kind(value)})")
    return result


def defined_function(
    name: str, params: Sequence[tuple[str, Type]], body: Logic, result: Type, frame: Frame | None
) -> FunctionValue:
    """A function whose parameters and result are fitted to their types; `frame` is where it was defined."""
    names = tuple(param for param, _ in params)

    def invoke(run: Run, arguments: Sequence[object]) -> object:
        if len(arguments) != len(names):
            run.fail(f"Die Angaben passen nicht zur Funktion «{name}»")
            return None
        values: dict[str, object] = {}
        for (param, kind), argument in zip(params, arguments, strict=True):
            values[param] = fitted(argument, kind, param, run)
            if values[param] is None and argument is not None:
                return None
        run.charge(1)
        run.enter_call(_CALL_HEIGHT)
        inner = Frame(values, frame, run) if frame is not None else root_frame(values, run)
        value = fitted(body(inner), result, name, run)
        run.leave_call(_CALL_HEIGHT)
        return value

    return function_value(name, names, invoke)


_CALL_HEIGHT = 8
"""The levels a call through boxed logic takes, on the scale of `Run.enter_call`."""
