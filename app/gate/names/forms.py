"""What a form writes into the case data, and which names its formulas read."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial

from app.forms.definitions import (
    CheckboxInput,
    ChoiceInput,
    Computed,
    Field,
    FileInput,
    Input,
    ListField,
    MomentInput,
    NumberInput,
    Option,
    Table,
    TextBlock,
    TextInput,
)
from app.forms.form import Form
from app.forms.formulas import Formula
from app.gate.names.kinds import misfits
from app.gate.names.reading import Reader, Sight, Unknown, similar
from app.gate.names.shapes import (
    NONE_YET,
    NUMBER,
    OPEN,
    TEXT,
    TRUTH,
    Shape,
    at_path,
    context_of,
    entry,
    join,
    list_of,
    member,
    members,
    of_value,
    stored,
)

Judge = Callable[[Field, str, Unknown | str], None]
"""Is told the field, the text of the formula, and the name that stands for nothing, or what can never be (`kinds`)."""
_TRUTH, _NUMBER, _LIST = frozenset({"truth"}), frozenset({"number", "text"}), frozenset({"list"})
_DAY = frozenset({"date", "moment", "time", "text"})
_SCALAR = Shape(frozenset({"text", "number", "truth"}))
_KEPT = 256
"""Lists of answers whose shape is kept."""
_FILE = context_of(dict.fromkeys(("id", "name", "type", "size"), OPEN))


def written_by(form: Form, sight: Sight) -> Shape:
    """The context that handing the form in merges into the case data; `sight` is what its formulas see."""
    return _level(form.fields, _inside(form, sight), everything=False)


def check_formulas(form: Form, sight: Sight, judge: Judge) -> None:
    """Tells `judge` each name of the form's formulas that stands for nothing, and each kind that cannot be."""
    inside = _inside(form, sight)
    names = {name: inside.find(name) or OPEN for name in ([] if inside.opens() else inside.known())}
    whole = OPEN if inside.opens() else context_of(names)
    _check(form.fields, inside, whole, whole, judge)


def _inside(form: Form, sight: Sight) -> Sight:
    """What formulas see: the case data with the answers over them."""
    own = _level(form.fields, sight.within({}, is_open=True), everything=True)
    # Computed fields may read other fields of the form: further looks know those.
    if any(isinstance(field, Computed) for top in form.fields for field in top.walk()):
        for _ in range(2):
            own = _level(form.fields, _over(sight, own), everything=True)
    return _over(sight, own)


def _over(sight: Sight, own: Shape) -> Sight:
    names = {name: join((shape, sight.find(name) or NONE_YET)) for name, shape in own.fields.items()}
    return sight.within(names)


def _level(fields: Iterable[Field], sight: Sight, *, everything: bool) -> Shape:
    """The values of one level of a form. everything: also of fields that only show theirs."""
    found = [context_of({})]
    for field in fields:
        if isinstance(field, ListField):
            row = _level(field.children, sight.within({}, is_open=True), everything=everything)
            found.append(at_path(field.key, list_of(row, field.label.source)))
        elif isinstance(field, Input | Computed):
            if everything or not (isinstance(field, Input) and field.disabled):
                found.append(at_path(field.key, _value(field, sight)))
        else:
            found.append(_level(field.children, sight, everything=everything))
    return join(found)


def _value(field: Input | Computed, sight: Sight) -> Shape:
    shape = _kind(field, sight)
    return Shape(shape.kinds, shape.fields, shape.item, shape.is_open, field.label.source)


@lru_cache(maxsize=_KEPT)
def _offered(options: tuple[Option, ...]) -> Shape:
    """What one of these answers may be; there are lists of hundreds, and they are asked for with every look."""
    return join(of_value(option.value) for option in options)


def _kind(field: Field, sight: Sight) -> Shape:
    match field:
        case Computed(expression=formula):
            return stored(Reader().read(formula.expression.node, sight))
        case TextInput() | MomentInput():
            return TEXT
        case NumberInput(as_text=as_text):
            return TEXT if as_text else NUMBER
        case CheckboxInput():
            return TRUTH
        case ChoiceInput(many=many, source=source, options=options):
            scalar = _offered(options) if source is None else _SCALAR
            return list_of(scalar) if many else scalar
        case FileInput():
            return list_of(_FILE)
        case _:
            return OPEN


def _check(fields: Iterable[Field], sight: Sight, whole: Shape, row: Shape, judge: Judge) -> None:
    """whole: all that the form sees; row: the data of the level, for a list that of one row."""
    for field in fields:
        formulas = [*formulas_of(field)]
        inner = sight.within(_of_level(field, whole, row)) if formulas else sight
        wanted = _wanted(field)
        for formula in formulas:
            tell = partial(judge, field, formula.text)
            shape = Reader(tell, tell).read(formula.expression.node, inner)
            for misfit in misfits(shape, wanted.get(formula, frozenset())):
                tell(misfit)
        if isinstance(field, Table):
            _check_columns(field, entry(Reader().read(field.source.expression.node, inner)), judge)
        below = row
        if isinstance(field, ListField):
            rows = _level(field.children, sight.within({}, is_open=True), everything=True)
            below = join((rows, entry(_dig(row, field.key))))
        _check(field.children, sight, whole, below, judge)


def _check_columns(table: Table, row: Shape, judge: Judge) -> None:
    """A column that no row fills is no mistake by itself; one that looks like a field is misspelt."""
    for key, _ in table.headings:
        known = frozenset(members(row))
        meant = similar(key, known)
        if member(row, key) is None and meant:
            judge(table, key, Unknown(key, key, known, meant))


def _of_level(field: Field, whole: Shape, row: Shape) -> Mapping[str, Shape]:
    """`this`, `parent` and `i` as a field sees them."""
    fields = {**whole.fields, "this": OPEN, "parent": OPEN}
    around = whole if whole.is_open else Shape(whole.kinds, fields)
    return {"this": _dig(row, field.base), "parent": around, "i": list_of(NUMBER)}


def _dig(shape: Shape, path: Iterable[str]) -> Shape:
    for name in path:
        shape = member(shape, name) or NONE_YET
    return shape


def _wanted(field: Field) -> Mapping[Formula, frozenset[str]]:
    """The kinds that the value of a formula can have, for formulas where not all will do."""
    found: list[tuple[object, frozenset[str]]] = [(field.hide, _TRUTH)]
    if isinstance(field, Input):
        found += [(one, _TRUTH) for one in (field.readonly, field.rule)]
    match field:
        case NumberInput():
            found += [(field.least, _NUMBER), (field.most, _NUMBER)]
        case MomentInput():
            found += [(field.first, _DAY), (field.last, _DAY)]
        case ChoiceInput() | Table():
            found.append((field.source, _LIST))
        case _:
            pass
    return {one: kinds for one, kinds in found if isinstance(one, Formula)}


def formulas_of(field: Field) -> Iterator[Formula]:
    """All formulas of one field, in no order that matters."""
    yield from (*field.label.formulas, *field.hint.formulas)
    found: list[object] = [field.hide]
    if isinstance(field, Input):
        found += [field.readonly, field.prefill, field.rule, field.warn]
    match field:
        case NumberInput():
            found += [field.least, field.most]
        case MomentInput():
            found += [field.first, field.last]
        case ChoiceInput() | Table():
            found.append(field.source)
        case Computed():
            found.append(field.expression)
        case TextBlock():
            yield from field.text.formulas
        case _:
            pass
    yield from (one for one in found if isinstance(one, Formula))
