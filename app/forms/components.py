"""Turns checked JSON into records: one function per family of form-js components."""

from collections.abc import Callable, Mapping
from typing import Any

import re2

from app.forms import limits
from app.forms.definitions import (
    CheckboxInput,
    ChoiceInput,
    Computed,
    Field,
    FileInput,
    KeyPath,
    MomentInput,
    NumberInput,
    Option,
    Ornament,
    Table,
    TextBlock,
    TextInput,
)
from app.forms.files import KINDS
from app.forms.formulas import Formula
from app.forms.node import Node
from app.forms.options import offer_of

PROPERTIES = frozenset(
    {"label", "hint", "check", "min", "max", "error", "warn", "rule", "ruleMessage", "prefill", "minRows", "maxRows"}
    | {"autocomplete", "lang", "category"}
)
_RULES = ("required", "min", "max", "minLength", "maxLength", "pattern", "patternErrorMessage", "validationType")
_SHAPES = ("", "email", "phone", "url")
_PICTURES = {"image/*": ("image/png", "image/jpeg")}
_ZONES = {"": "offset", "utc_offset": "offset", "utc_normalized": "utc", "no_timezone": "local"}
Common = dict[str, Any]


def common(node: Node, kind: str, base: KeyPath) -> Common:
    """The attributes every component has; `base` is the path of the group it stands in."""
    layout = node.inner("layout", ("row", "columns"))
    properties = node.inner("properties", PROPERTIES)
    return {
        "kind": kind,
        "id": node.text("id"),
        "name": node.element or kind,
        "base": base,
        "label": node.template("label") if node.text("label").strip() else properties.template("label"),
        "hint": node.template("description") if node.text("description").strip() else properties.template("hint"),
        "hide": node.inner("conditional", ("hide",)).formula("hide"),
        "columns": layout.whole("columns", 16, 1, 16),
        "row": layout.text("row"),
        "lang": properties.text("lang"),
        "category": properties.text("category"),
    }


def labelled(node: Node, kind: str, base: KeyPath) -> Common:
    """Like `common`, for fields. Raises FormError without a label, since nobody could use such a field."""
    found = common(node, kind, base)
    if not found["label"].source:
        raise node.fail("Bitte geben Sie dem Feld eine Beschriftung.")
    return found


def _input(node: Node, kind: str, base: KeyPath, family: str) -> Common:
    properties = node.inner("properties", PROPERTIES)
    return labelled(node, kind, base) | {
        "key": base + node.key_path("key"),
        "family": family,
        "required": node.inner("validate", _RULES).flag("required"),
        "readonly": node.switch("readonly"),
        "disabled": node.flag("disabled"),
        "default": node.data.get("defaultValue"),
        "prefill": properties.formula("prefill", needs_equals=False),
        "rule": properties.formula("rule", needs_equals=False),
        "rule_message": properties.text("ruleMessage"),
        "warn": properties.formula("warn", needs_equals=False),
        "error": properties.text("error"),
        "autocomplete": properties.text("autocomplete") or "off",
    }


def _appearance(node: Node) -> Common:
    look = node.inner("appearance", ("prefixAdorner", "suffixAdorner"))
    return {"prefix": look.text("prefixAdorner"), "suffix": look.text("suffixAdorner")}


def _text_input(node: Node, kind: str, base: KeyPath) -> Field:
    rules, properties = node.inner("validate", _RULES), node.inner("properties", PROPERTIES)
    shape, check, pattern = rules.text("validationType"), properties.text("check"), rules.text("pattern")
    if shape not in _SHAPES:
        raise node.fail(f"Die Prüfung «{shape}» ist nicht bekannt. Möglich sind email, phone und url.")
    if check not in ("", "ahv"):
        raise node.fail(f"Die Prüfung «{check}» ist nicht bekannt. Möglich ist ahv.")
    _refuse_bad_pattern(node, pattern)
    shortest = rules.whole("minLength", 0, 0, limits.TEXT_LENGTH)
    longest = rules.whole("maxLength", limits.TEXT_LENGTH, 1, limits.TEXT_LENGTH)
    if shortest > longest:
        raise node.fail("«minLength» darf nicht grösser sein als «maxLength».")
    return TextInput(
        **_input(node, kind, base, "text"),
        **_appearance(node),
        lines=kind == "textarea",
        shape=shape,
        check=check,
        shortest=shortest,
        longest=longest,
        pattern=pattern,
        pattern_message=rules.text("patternErrorMessage"),
    )


def _refuse_bad_pattern(node: Node, pattern: str) -> None:
    if len(pattern) > limits.PATTERN_LENGTH:
        raise node.fail(f"Das Muster darf höchstens {limits.PATTERN_LENGTH} Zeichen haben.")
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error:
        raise node.fail(
            f"Das Muster «{pattern[:80]}» ist nicht möglich (Rückbezüge und Vorausschau werden nicht unterstützt)."
        ) from None


def _number_input(node: Node, kind: str, base: KeyPath) -> Field:
    rules = node.inner("validate", _RULES)
    has_decimals = node.data.get("decimalDigits") not in (None, "")
    return NumberInput(
        **_input(node, kind, base, "number"),
        **_appearance(node),
        least=rules.bound("min", -limits.NUMBER),
        most=rules.bound("max", limits.NUMBER),
        decimals=node.whole("decimalDigits", 0, 0, limits.DECIMALS) if has_decimals else None,
        step=node.step("increment"),
        as_text=node.flag("serializeToString"),
    )


def _moment_input(node: Node, kind: str, base: KeyPath) -> Field:
    subtype = node.text("subtype") or "date"
    zone = _ZONES.get(node.text("timeSerializingFormat"))
    if subtype not in ("date", "time", "datetime") or zone is None:
        raise node.fail("Ein Datumsfeld ist vom Untertyp date, time oder datetime.")
    properties = node.inner("properties", PROPERTIES)
    return MomentInput(
        **_input(_with_moment_label(node), kind, base, subtype),
        first=properties.formula("min", needs_equals=False),
        last=properties.formula("max", needs_equals=False),
        from_today=node.flag("disallowPassedDates"),
        zone=zone,
        minutes=node.whole("timeInterval", 1, 1, 60),
    )


def _with_moment_label(node: Node) -> Node:
    """form-js labels dates with `dateLabel` and times with `timeLabel` instead of `label`."""
    label = node.text("label") or node.text("dateLabel") or node.text("timeLabel")
    return Node({**node.data, "label": label}, node.library)


def _checkbox(node: Node, kind: str, base: KeyPath) -> Field:
    return CheckboxInput(**_input(node, kind, base, "checkbox"))


def _choice(node: Node, kind: str, base: KeyPath) -> Field:
    many = kind in ("checklist", "taglist")
    source = node.formula("valuesExpression")
    if key := node.text("valuesKey"):
        source = Formula(key, node.library, node.element)
    options = _read_options(node)
    if not options and source is None:
        raise node.fail("Bitte geben Sie die Antworten an, unter denen gewählt werden kann.")
    return ChoiceInput(**_input(node, kind, base, "many" if many else "one"), many=many, options=options, source=source)


def _read_options(node: Node) -> tuple[Option, ...]:
    values = node.items("values")
    offer = offer_of(values)
    if offer.left_out and any(offer_of([one]).left_out for one in values[: limits.OPTIONS]):
        raise node.fail("Jede Antwort braucht eine Beschriftung (label) und einen Wert (value).")
    if len(values) > limits.OPTIONS:
        raise node.fail(f"Eine Auswahl kann höchstens {limits.OPTIONS} Antworten haben.")
    if len(offer.options) < len(values):
        raise node.fail("Zwei Antworten haben denselben Wert.")
    return offer.options


def _file_input(node: Node, kind: str, base: KeyPath) -> Field:
    return FileInput(**_input(node, kind, base, "file"), many=node.flag("multiple"), kinds=_kinds(node))


def _kinds(node: Node) -> tuple[str, ...]:
    """The media types of `accept`, which lists endings and types as in HTML; where it is empty, all in KINDS."""
    found: list[str] = []
    for word in filter(None, (part.strip().lower() for part in node.text("accept").split(","))):
        fitting = _PICTURES.get(word) or [media for media, ends in KINDS.items() if word == media or word in ends]
        if not fitting:
            raise node.fail(f"«{word}» bei «accept» ist nicht möglich. Angenommen werden PDF, PNG und JPEG.")
        found += fitting
    return tuple(dict.fromkeys(found)) or tuple(KINDS)


def _computed(node: Node, kind: str, base: KeyPath) -> Field:
    expression = node.formula("expression")
    if expression is None:
        raise node.fail("Bitte geben Sie den Ausdruck an, der berechnet werden soll.")
    return Computed(**common(node, kind, base), key=base + node.key_path("key"), expression=expression)


def _text_block(node: Node, kind: str, base: KeyPath) -> Field:
    return TextBlock(**common(node, kind, base), text=node.template("text"))


def _table(node: Node, kind: str, base: KeyPath) -> Field:
    source = node.formula("dataSource")
    columns = [Node(column, node.library) for column in node.items("columns")]
    if source is None or not columns:
        raise node.fail("Eine Tabelle braucht eine Datenquelle (beginnend mit =) und Spalten.")
    headings = tuple((column.text("key"), column.text("label") or column.text("key")) for column in columns)
    return Table(**common(node, kind, base), source=source, headings=headings)


def _ornament(node: Node, kind: str, base: KeyPath) -> Field:
    return Ornament(**common(node, kind, base))


READERS: Mapping[str, Callable[[Node, str, KeyPath], Field]] = {
    "textfield": _text_input,
    "textarea": _text_input,
    "number": _number_input,
    "datetime": _moment_input,
    "checkbox": _checkbox,
    "radio": _choice,
    "select": _choice,
    "checklist": _choice,
    "taglist": _choice,
    "filepicker": _file_input,
    "expression": _computed,
    "text": _text_block,
    "table": _table,
    "separator": _ornament,
    "spacer": _ornament,
}
