"""A form at one moment: a spot for every field, with its answer, whether visible or not.

A field inside a list has one spot per row. What is visible depends on the answers, and which answers count depends on
what is visible; so both are computed in rounds until nothing changes any more.

There are two pieces of case data under a page. `stored` is all of it: it decides what is asked and whether answers are
right. `shared` is the part that the person who fills the form in may read: nothing else is ever shown. A formula in a
label therefore sees `shared`, a rule sees `stored`.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from app.feel import kept_json
from app.forms.answers import MISSING, Answers, list_in, without_row_numbers
from app.forms.definitions import (
    CheckboxInput,
    ChoiceInput,
    Computed,
    Field,
    FileInput,
    Input,
    ListField,
    Table,
    TextBlock,
)
from app.forms.files import named_files, records_in
from app.forms.formulas import Formula
from app.forms.levels import Level, Spot, ValuePath, given, overlay, refresh_data
from app.forms.options import offer_of, text_of
from app.forms.paths import dig
from app.forms.schema import LevelSchema

_ROUNDS = 12


class Page:
    """All spots of one form for one set of answers over one case's data, settled.

    Settled: visibility, locks and computed values no longer change. Forms that never settle stop after _ROUNDS rounds.
    """

    def __init__(
        self,
        fields: tuple[Field, ...],
        schemas: Mapping[str, LevelSchema],
        answers: Answers,
        stored: Mapping[str, Any],
        shared: Mapping[str, Any],
        now: datetime,
    ) -> None:
        self.now = now
        self._schemas = schemas
        self._answers = answers
        self._contexts: dict[tuple[int, tuple[str, ...], bool], Mapping[str, Any]] = {}
        self.root = Level(prefix="", pattern="", stored=stored, shared=shared)
        self._fill(self.root, fields)
        self.settle()

    def spots(self) -> Iterator[Spot]:
        return self.root.walk()

    def context(self, spot: Spot) -> Mapping[str, Any]:
        """The data a formula of this field sees: the case data with the answers over them, `this`, `parent` and `i`."""
        return self._context(spot.level, spot.definition.base, False)

    def shown_context(self, spot: Spot) -> Mapping[str, Any]:
        """The same, but only what this person may read; every text of the page is made of this."""
        return self._context(spot.level, spot.definition.base, True)

    def evaluate(self, formula: Formula, spot: Spot) -> object:
        return formula.value(self.context(spot), self.now)

    def shown(self, formula: Formula, spot: Spot) -> object:
        """The value of a formula, computed only of what this person may read."""
        return formula.value(self.shown_context(spot), self.now)

    def values(self) -> dict[str, Any]:
        """Nested JSON of everything visible that writes."""
        return overlay(self.root)

    def given(self) -> dict[ValuePath, str]:
        """The places where the values of this page differ from the case data, with the category of each."""
        return dict(given(self.root, ()))

    def _fill(self, level: Level, fields: tuple[Field, ...], parent: Spot | None = None) -> None:
        self._add(level, fields, parent)
        self._read_answers(level)

    def _add(self, level: Level, fields: tuple[Field, ...], parent: Spot | None) -> None:
        for definition in fields:
            name = level.prefix + ".".join(definition.key)
            spot = Spot(definition, name, level, parent)
            level.spots.append(spot)
            if isinstance(definition, ListField):
                self._add_rows(spot, definition)
            else:
                self._add(level, definition.children, spot)

    def _add_rows(self, spot: Spot, definition: ListField) -> None:
        entries, shared = list_in(spot.level.stored, definition), list_in(spot.level.shared, definition)
        pattern = pattern_of(spot.level.pattern, definition)
        for number, mark in enumerate(self._answers.rows(spot.name, definition, len(entries)), start=1):
            entry = entries[mark.origin] if mark.origin is not None else {}
            seen = shared[mark.origin] if mark.origin is not None and mark.origin < len(shared) else {}
            prefix = f"{spot.name}.{mark.index}."
            row = Level(prefix, pattern, entry, seen, outer=spot.level, mark=mark, number=number)
            self._fill(row, definition.children, spot)
            spot.rows.append(row)

    def _read_answers(self, level: Level) -> None:
        """Reads this level's answers through its schema; a field that was not on the page keeps its initial value."""
        inputs = {".".join(spot.definition.key): spot for spot in level.spots if isinstance(spot.definition, Input)}
        given: dict[str, object] = {}
        for key, spot in inputs.items():
            spot.stored = dig(level.stored, spot.definition.key)
            spot.initial = self._initial(spot)
            spot.answer = self._answers.raw(spot.name, spot.definition.disabled)  # type: ignore[attr-defined]
            if isinstance(spot.definition, FileInput):
                known = spot.initial = records_in(spot.initial)
                spot.answer = named_files(spot.answer, known, self._answers.uploads, without_row_numbers(spot.name))
            spot.hidden = not spot.lacks(spot.stored) and dig(level.shared, spot.definition.key) is None
            spot.blank = spot.answer is MISSING or _is_blank(spot)
            given[key] = spot.stored if spot.veiled else spot.initial if spot.answer is MISSING else spot.answer
        values, problems = self._schemas[level.pattern].load(given)
        for key, spot in inputs.items():
            spot.problem = spot.fault = problems.get(key, "")
            spot.typed = dig(values, spot.definition.key)
            if spot.typed is None and isinstance(spot.definition, CheckboxInput):
                spot.typed = False
            spot.value = spot.typed

    def _initial(self, spot: Spot) -> object:
        """The case data's value as far as it is shown, else the prefill formula, else the default of the form file."""
        definition = spot.definition
        assert isinstance(definition, Input)
        known = dig(spot.level.shared, definition.key)
        if known is None and definition.prefill:
            known = kept_json(self.shown(definition.prefill, spot))
        if known is None:
            known = definition.default
        return [] if known is None and isinstance(definition, ChoiceInput) and definition.many else known

    def settle(self) -> None:
        """Computes in rounds what is visible, locked and computed, until nothing changes, at most _ROUNDS times."""
        before: list[object] = []
        for _ in range(_ROUNDS):
            self._contexts.clear()
            refresh_data(self.root)
            after = [self._judge_spot(spot) for spot in self.spots()]
            if after == before:
                return
            before = after

    def _judge_spot(self, spot: Spot) -> object:
        definition = spot.definition
        shown = spot.parent is None or spot.parent.visible
        if shown and definition.hide:
            shown = self.evaluate(definition.hide, spot) not in (True, None)
            # What is only read must be wanted by the data this person may read, too: otherwise its appearing would tell
            # them something about the rest.
            if shown and isinstance(definition, TextBlock | Table | Computed):
                shown = self.shown(definition.hide, spot) not in (True, None)
        spot.visible = shown
        if isinstance(definition, Computed):
            spot.value = kept_json(self.evaluate(definition.expression, spot))
            spot.hidden = spot.value != kept_json(self.shown(definition.expression, spot))
        elif isinstance(definition, Input):
            self._lock(spot, definition)
        return spot.visible, spot.locked, spot.value

    def _lock(self, spot: Spot, definition: Input) -> None:
        """Decides whether a field is locked, and so which value counts: a locked one ignores what was sent for it."""
        switch = definition.readonly
        readonly = self.evaluate(switch, spot) is True if isinstance(switch, Formula) else switch
        spot.locked = definition.disabled or readonly
        ignored = spot.locked and spot.answer is not MISSING
        kept = spot.stored if spot.hidden else spot.initial
        spot.value, spot.problem = (kept, "") if ignored else (spot.typed, spot.fault)
        if isinstance(definition, ChoiceInput):
            spot.options = definition.options
            if definition.source:
                offer = offer_of(self.shown(definition.source, spot))
                spot.options, spot.left_out = offer.options, offer.left_out
            spot.value = _chosen(spot)

    def _context(self, level: Level, base: tuple[str, ...], shown: bool) -> Mapping[str, Any]:
        key = (id(level), base, shown)
        if key not in self._contexts:
            self._contexts[key] = self._build_context(level, base, shown)
        return self._contexts[key]

    def _build_context(self, level: Level, base: tuple[str, ...], shown: bool) -> Mapping[str, Any]:
        numbers: list[int] = []
        enclosing: Level | None = level
        while enclosing and enclosing.outer:
            numbers.insert(0, enclosing.number)
            enclosing = enclosing.outer
        if base:
            parent: Mapping[str, Any] | None = self._context(level, (), shown)
        else:
            parent = self._context(level.outer, (), shown) if level.outer else None
        root, own = (self.root.shown, level.shown) if shown else (self.root.data, level.data)
        return {**root, "this": dig(own, base), "parent": parent, "i": numbers}


def _chosen(spot: Spot) -> object:
    """The values of the options (a number, say) instead of the texts a browser sends; other values stay as they are."""
    offered = {option.text: option.value for option in spot.options}
    if isinstance(spot.value, list):
        return [offered.get(text_of(value), value) for value in spot.value]
    return None if spot.value is None else offered.get(text_of(spot.value), spot.value)


def pattern_of(outer: str, definition: ListField) -> str:
    """The name of a list without row numbers, e.g. `massnahmen.schritte`."""
    return ".".join((*filter(None, (outer,)), *definition.key))


def _is_blank(spot: Spot) -> bool:
    """Whether the answer that was sent says nothing, as texts of a browser or as a value."""
    answers = spot.answer if isinstance(spot.answer, list) else [spot.answer]
    return all(spot.lacks(answer) for answer in answers)
