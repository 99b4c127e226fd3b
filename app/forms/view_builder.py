"""Turns a settled page into the records that templates draw: labels, values, attributes of inputs, rows."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from markupsafe import Markup

from app.deadlines.moments import as_date
from app.forms import messages
from app.forms.answers import MISSING, Raw
from app.forms.bounds import moment_bounds
from app.forms.definitions import (
    CheckboxInput,
    ChoiceInput,
    Computed,
    Field,
    FileInput,
    Group,
    Input,
    ListField,
    MomentInput,
    NumberInput,
    Ornament,
    Table,
    TextBlock,
    TextInput,
)
from app.forms.display import display_in
from app.forms.files import KINDS, WORDS, in_words, records_in, view_of
from app.forms.levels import Level, Spot
from app.forms.limits import FILES, TABLE_ROWS
from app.forms.moments import for_browser
from app.forms.options import gone_from, labels_of, text_of
from app.forms.paths import dig
from app.forms.remarks import FieldError, FieldWarning, anchor_of
from app.forms.richtext import RichText
from app.forms.spots import Page
from app.forms.view_records import FieldView, OptionView, RowView

_INPUT_TYPES = {"email": ("email", "email"), "phone": ("tel", "tel"), "url": ("url", "url"), "": ("text", "text")}
_MOST_DIGITS = 15
_MOMENT_TYPES = {"date": "date", "time": "time", "datetime": "datetime-local"}


class ViewBuilder:
    """Makes the records of one page."""

    def __init__(
        self,
        page: Page,
        rich_texts: Mapping[str, RichText],
        errors: Sequence[FieldError] = (),
        warnings: Sequence[FieldWarning] = (),
        raw: Raw | None = None,
    ) -> None:
        self._page = page
        self._rich_texts = rich_texts
        self._errors = {error.name: error.message for error in errors}
        self._warnings = {warning.name: warning for warning in warnings}
        self._focus = "".join((raw or {}).get("_focus", []))

    def items(self, level: Level, parent: Spot | None = None) -> list[FieldView]:
        """The visible fields directly inside a group, a row or the form."""
        views: list[FieldView] = []
        row_before = ""
        for spot in level.spots:
            if spot.parent is not parent or not spot.visible:
                continue
            view = self._view(spot)
            if view is None:
                continue
            row = spot.definition.row
            view.starts_row = not row or row != row_before
            row_before = row
            views.append(view)
        return views

    def _view(self, spot: Spot) -> FieldView | None:
        definition = spot.definition
        match definition:
            case Group():
                items = self.items(spot.level, spot)
                return self._base(spot, "group", items=items) if items else None
            case ListField():
                return self._list(spot, definition)
            case TextBlock():
                return self._base(spot, "text", html=self._text(spot, definition))
            case Table():
                return self._table(spot, definition)
            case Computed():
                shown = bool(definition.label.source)
                return self._base(spot, "output", text=self._shown_text(spot)) if shown else None
            case Ornament():
                return self._base(spot, definition.kind)
            case Input():
                return self._input(spot, definition)
            case _:
                return None

    def _base(self, spot: Spot, shape: str, **more: object) -> FieldView:
        definition, context, now = spot.definition, self._page.shown_context(spot), self._page.now
        view = FieldView(
            shape=shape,
            name=spot.name,
            label=definition.label.render(context, now),
            hint=definition.hint.render(context, now),
            lang=definition.lang,
            columns=definition.columns,
            error=self._errors.get(spot.name, ""),
            warning=self._warnings.get(spot.name),
        )
        for name, value in more.items():
            setattr(view, name, value)
        return view

    def _input(self, spot: Spot, definition: Input) -> FieldView:
        if spot.locked:
            return self._base(spot, "output", locked=True, text=self._locked_text(spot))
        view = self._base(spot, _shape(definition), required=definition.required and not spot.veiled)
        view.label = view.label or definition.name
        view.notice = messages.VEILED if spot.veiled else ""
        view.optional = not view.required and definition.rule is None
        view.attributes = self._attributes(spot, definition)
        if isinstance(definition, ChoiceInput):
            view.options = _option_views(spot)
            kept = spot.veiled or spot.answer is not MISSING
            gone = () if kept else gone_from(spot.initial, spot.options)
            parts = view.notice, messages.gone(gone), messages.offered(len(spot.options), spot.left_out)
            view.notice = " ".join(filter(None, parts))
        elif isinstance(definition, FileInput):
            view.files = [view_of(one) for one in records_in(spot.initial if spot.answer is MISSING else spot.answer)]
            view.text = messages.files_wanted([WORDS[kind] for kind in definition.kinds], definition.many)
            view.full = definition.many and len(view.files) >= FILES
            view.autofocus = spot.name == self._focus
        elif isinstance(definition, CheckboxInput):
            view.options = [OptionView(view.id, "true", view.label, spot.value is True and not spot.veiled)]
        else:
            view.text = _typed_text(spot, definition)
        if isinstance(definition, TextInput | NumberInput):
            view.prefix, view.suffix = definition.prefix, definition.suffix
        return view

    def _locked_text(self, spot: Spot) -> str:
        if isinstance(spot.definition, FileInput) and not spot.veiled:
            return in_words(records_in(spot.value)) or messages.NOTHING
        if spot.veiled or not isinstance(spot.definition, ChoiceInput):
            return self._shown_text(spot)
        return ", ".join(labels_of(spot.value, spot.options)) or messages.NOTHING

    def _shown_text(self, spot: Spot) -> str:
        if spot.veiled:
            return messages.NOT_SHARED
        return display_in(self._page.shown_context(spot), spot.value) or messages.NOTHING

    def _attributes(self, spot: Spot, definition: Input) -> dict[str, str]:
        match definition:
            case TextInput():
                attributes = _text_attributes(definition)
            case NumberInput():
                attributes = {"type": "text", "inputmode": "numeric" if definition.decimals == 0 else "decimal"}
            case FileInput():
                return _file_attributes(definition)
            case MomentInput():
                attributes = self._moment_attributes(spot, definition)
            case _:
                return {}
        return {**attributes, "autocomplete": definition.autocomplete}

    def _moment_attributes(self, spot: Spot, definition: MomentInput) -> dict[str, str]:
        attributes = {"type": _MOMENT_TYPES[definition.family]}
        if definition.family != "date":
            return attributes
        for name, bound in zip(("min", "max"), moment_bounds(self._page, spot, definition), strict=True):
            day = as_date(bound)
            if day is not None:
                attributes[name] = day.isoformat()
        return attributes

    def _list(self, spot: Spot, definition: ListField) -> FieldView:
        view = self._base(spot, "list", changeable=definition.changeable)
        view.full = len(spot.rows) >= definition.most_rows
        view.rows = [self._row(view, row, number) for number, row in enumerate(spot.rows, start=1)]
        return view

    def _row(self, view: FieldView, level: Level, number: int) -> RowView:
        mark = level.mark
        assert mark is not None
        items = self.items(level, self._holder(level))
        name = f"{view.name}.{mark.index}"
        if name == self._focus and items:
            first = next((item for item in items if item.attributes or item.options), items[0])
            first.autofocus = True
        origin = "" if mark.origin is None else str(mark.origin)
        return RowView(number, f"{view.label} {number}", name, origin, items)

    def _holder(self, level: Level) -> Spot | None:
        """The list the row belongs to: the parent of the row's outermost fields."""
        return level.spots[0].parent if level.spots else None

    def _text(self, spot: Spot, definition: TextBlock) -> Markup:
        text, now = definition.text, self._page.now
        shown, known = text.values(self._page.shown_context(spot), now), text.values(self._page.context(spot), now)
        values = [_unless_hidden(*pair) for pair in zip(shown, known, strict=True)]
        return self._rich_texts[text.source].render(text.filled(values))

    def _table(self, spot: Spot, definition: Table) -> FieldView:
        keys = [tuple(key.split(".")) for key, _ in definition.headings]
        context = self._page.shown_context(spot)
        shown, known = (
            [[display_in(context, dig(record, key)) for key in keys] for record in found[:TABLE_ROWS]]
            if isinstance(found, list) else []
            for found in (self._page.shown(definition.source, spot), self._page.evaluate(definition.source, spot))
        )  # fmt: skip
        # With a different number of rows nobody can say which row an unshared cell belongs to.
        alike = known if len(known) == len(shown) else shown
        cells = [
            [_unless_hidden(*pair) or messages.NOTHING for pair in zip(row, whole, strict=True)]
            for row, whole in zip(shown, alike, strict=True)
        ]
        return self._base(spot, "table", headings=[heading for _, heading in definition.headings], cells=cells)


def _shape(definition: Field) -> str:
    match definition:
        case TextInput(lines=True):
            return "textarea"
        case CheckboxInput():
            return "checkbox"
        case FileInput():
            return "files"
        case ChoiceInput(many=True):
            return "checklist"
        case ChoiceInput(kind="radio"):
            return "radio"
        case ChoiceInput():
            return "select"
        case _:
            return "input"


def _text_attributes(definition: TextInput) -> dict[str, str]:
    if definition.lines:
        return {"rows": "5"}
    if definition.check == "ahv":
        return {"type": "text", "inputmode": "numeric", "spellcheck": "false"}
    kind, mode = _INPUT_TYPES[definition.shape]
    return {"type": kind, "inputmode": mode}


def _unless_hidden(shown: str, known: str) -> str:
    """The text as this person may read it; where it is empty for them alone, the note that something is not shared."""
    return shown or (messages.NOT_SHARED if known else "")


def _file_attributes(definition: FileInput) -> dict[str, str]:
    wanted = [word for kind in definition.kinds for word in (kind, *KINDS[kind])]
    return {"type": "file", "accept": ",".join(wanted)} | ({"multiple": "multiple"} if definition.many else {})


def _option_views(spot: Spot) -> list[OptionView]:
    value = None if spot.veiled else spot.value
    chosen = {text_of(one) for one in (value if isinstance(value, list) else [value]) if one is not None}
    first = anchor_of(spot.name)
    return [
        OptionView(first if number == 0 else f"{first}-{number}", option.text, option.label, option.text in chosen)
        for number, option in enumerate(spot.options)
    ]


def _typed_text(spot: Spot, definition: Input) -> str:
    """The text inside the input: what was typed, unchanged; without an answer the known value, as one would type it."""
    known = spot.initial if spot.answer is MISSING else spot.answer
    if isinstance(known, list):
        known = known[0] if known else ""
    is_number = isinstance(known, int | float | Decimal) and not isinstance(known, bool)
    if isinstance(definition, NumberInput) and is_number:
        return _typed_number(Decimal(str(known)), definition.decimals)
    text = "" if known is None else str(known)
    return for_browser(definition.family, text) if isinstance(definition, MomentInput) else text


def _typed_number(number: Decimal, decimals: int | None) -> str:
    """A number as one would type it: an amount with its Rappen (100.00), other numbers without needless zeros."""
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
        return str(number)
    return f"{number:.{decimals}f}" if decimals else f"{number.normalize():f}"
