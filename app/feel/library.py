"""Libraries of functions: what an expression may call, and how arguments are matched to parameters."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import DecimalException, Overflow
from functools import cached_property

from app.feel.conversion import adopt
from app.feel.errors import FeelLimitError, FeelSyntaxError
from app.feel.evaluation import Run
from app.feel.names import NameTable, tidy
from app.feel.types import Type
from app.feel.values import FunctionValue, kind_of

_TEMPORAL = frozenset({"date", "date and time"})


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter: its kind of value (`any` for all), whether it may be left out, whether it may be null."""

    name: str
    kind: str = "any"
    optional: bool = False
    nullable: bool = False

    def accept(self, value: object) -> tuple[bool, object]:
        """Whether the value fits, and the value as the function gets it (a list of one and its element are alike)."""
        kind = self.kind
        if kind == "any" or (value is None and self.nullable):
            return True, value
        found = kind_of(value)
        if found == kind or (kind == "moment" and found in _TEMPORAL):
            return True, value
        if kind == "list":
            return value is not None, [value]
        if isinstance(value, list) and len(value) == 1:
            inner = kind_of(value[0])
            return inner == kind or (kind == "moment" and inner in _TEMPORAL), value[0]
        return False, value


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function. If `wants_run`, the body gets the run first; if variadic, a list at the end."""

    params: tuple[Param, ...]
    body: Callable[..., object]
    variadic: bool = False
    wants_run: bool = False

    def match(self, arguments: Sequence[object]) -> list[object] | None:
        """The arguments as the body takes them, or None when they do not fit."""
        if self.variadic:
            fixed = len(self.params) - 1
            if len(arguments) <= fixed:
                return None
            arguments = [*arguments[:fixed], list(arguments[fixed:])]
        if len(arguments) > len(self.params):
            return None
        taken: list[object] = []
        for index, param in enumerate(self.params):
            if index >= len(arguments):
                if not param.optional:
                    return None
                taken.append(None)
                continue
            fits, value = param.accept(arguments[index])
            if not fits:
                return None
            taken.append(value)
        return taken

    def match_named(self, arguments: Mapping[str, object]) -> list[object] | None:
        """The same for arguments given by name."""
        names = [param.name for param in self.params]
        if not set(arguments) <= set(names):
            return None
        if any(not param.optional and param.name not in arguments for param in self.params):
            return None
        taken: list[object] = []
        for param in self.params:
            fits, value = param.accept(arguments[param.name]) if param.name in arguments else (True, None)
            if not fits:
                return None
            taken.append(value)
        return taken


class Function:
    """A function with one or more signatures, tried in order."""

    def __init__(self, *signatures: Signature) -> None:
        self.signatures = signatures

    @classmethod
    def of(cls, body: Callable[..., object], params: Iterable[str]) -> Function:
        """A function of the product's own: plain Python, positional arguments of any kind, null included.

        Parameters with a default may be left out. ValueError and TypeError make the result null.
        """
        defaults = [param.default is not param.empty for param in inspect.signature(body).parameters.values()]
        names = tuple(params)
        optional = [*defaults, *([False] * len(names))]
        return cls(_ForeignSignature.of(body, names, optional))

    def value(self, name: str) -> FunctionValue:
        """The function as a FEEL value under a name."""

        def invoke(run: Run, arguments: Sequence[object]) -> object:
            return self._call(name, run, [(signature, signature.match(arguments)) for signature in self.signatures])

        def invoke_named(run: Run, arguments: Mapping[str, object]) -> object:
            matches = [(signature, signature.match_named(arguments)) for signature in self.signatures]
            return self._call(name, run, matches)

        params = self.signatures[0].params
        return FunctionValue(name, tuple(param.name for param in params), invoke, invoke_named)

    def _call(self, name: str, run: Run, matches: list[tuple[Signature, list[object] | None]]) -> object:
        run.charge(1)
        for signature, arguments in matches:
            if arguments is not None:
                return _run_body(name, signature, arguments, run)
        run.fail(f"Die Angaben passen nicht zur Funktion «{name}»")
        return None


def _run_body(name: str, signature: Signature, arguments: list[object], run: Run) -> object:
    reasons = len(run.reasons)
    try:
        result = signature.body(run, *arguments) if signature.wants_run else signature.body(*arguments)
    except Overflow as error:
        raise FeelLimitError("Eine Zahl wird zu gross.") from error
    except FeelSyntaxError as error:
        run.fail(f"Der Text für «{name}» ist nicht lesbar: {error}")
        return None
    except (ValueError, TypeError, OverflowError, DecimalException) as error:
        run.fail(f"Die Funktion «{name}» hat kein Ergebnis ({error})" if str(error) else f"«{name}» hat kein Ergebnis")
        return None
    if result is None and len(run.reasons) == reasons:
        run.fail(f"Die Funktion «{name}» hat für diese Angaben kein Ergebnis")
    return result


class _ForeignSignature(Signature):
    """A plain Python function: arguments that are left out are not passed, results are converted to FEEL values."""

    @classmethod
    def of(cls, body: Callable[..., object], names: tuple[str, ...], optional: list[bool]) -> _ForeignSignature:
        """A signature for a Python function."""
        params = tuple(Param(tidy(name), optional=optional[index]) for index, name in enumerate(names))

        def call(*arguments: object) -> object:
            taken = list(arguments)
            while taken and taken[-1] is None and params[len(taken) - 1].optional:
                taken.pop()
            return adopt(body(*taken))

        return cls(params, call)


class Library:
    """Functions by name, and the types expressions may name in `instance of`."""

    def __init__(self, functions: Mapping[str, Function], types: Mapping[str, Type] | None = None) -> None:
        self.functions = {tidy(name): function for name, function in functions.items()}
        self.types = dict(types or {})

    @cached_property
    def words(self) -> NameTable:
        """The function names of several words."""
        return NameTable([*self.functions, *self.types])

    @cached_property
    def names(self) -> frozenset[str]:
        """All function names."""
        return frozenset(self.functions)

    @cached_property
    def values(self) -> dict[str, FunctionValue]:
        """The functions as FEEL values."""
        return {name: function.value(name) for name, function in self.functions.items()}

    def extend(
        self,
        functions: Mapping[str, Function | tuple[Callable[..., object], Iterable[str]]],
        types: Mapping[str, Type] | None = None,
    ) -> Library:
        """A library with further functions, each a Function or a pair of a Python function and parameter names."""
        added = {
            name: given if isinstance(given, Function) else Function.of(*given) for name, given in functions.items()
        }
        return Library({**self.functions, **added}, {**self.types, **(types or {})})
