"""Compiles the inputs of one data level to a marshmallow schema: types, lengths, patterns and fixed bounds.

Everything that depends on other answers (visibility, required, options, formulas) is judged later, in `judge`.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

from app import texts
from app.forms import limits, messages, moments
from app.forms.definitions import CheckboxInput, ChoiceInput, FileInput, Input, MomentInput, NumberInput, TextInput
from app.forms.display import display_number
from app.forms.files import Record, records_in
from app.forms.options import text_of
from app.forms.text_checks import CHECKS, clean_text, contains_pattern

_TICKED = ("on", "true", "1", "ja")
_UNTICKED = ("", "off", "false", "0", "nein")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)\Z", re.ASCII)


class _Answer(fields.Field[Any]):
    """The base of all fields: one answer, from a browser (texts) or from JSON; an empty one is None."""

    def __init__(self, definition: Input) -> None:
        super().__init__(allow_none=True)
        self.definition = definition

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if isinstance(value, list):
            if len(value) > 1:
                raise ValidationError(messages.REPEATED)
            value = value[0] if value else None
        try:
            return None if value is None or value == "" else self.read(value)
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def read(self, value: object) -> object:
        raise NotImplementedError


def _typed_text(value: object, sentence: str = messages.NOT_A_TEXT, *, lines: bool = False, exact: bool = False) -> str:
    """What was typed, cleaned. exact: it is judged sign by sign, so that what nobody sees must not be in it."""
    if not isinstance(value, str):
        raise ValueError(sentence)
    if len(value) > limits.TEXT_LENGTH:
        raise ValueError(messages.too_long(limits.TEXT_LENGTH))
    return clean_text(texts.value(value) if exact else value, lines=lines)


class _TextAnswer(_Answer):
    definition: TextInput

    def read(self, value: object) -> str | None:
        rules = self.definition
        text = _typed_text(value, lines=rules.lines, exact=bool(rules.shape or rules.check or rules.pattern))
        if not text:
            return None
        for check in (rules.shape, rules.check):
            text = CHECKS[check](text) if check else text
        if len(text) < rules.shortest:
            raise ValueError(messages.too_short(rules.shortest))
        if len(text) > rules.longest:
            raise ValueError(messages.too_long(rules.longest))
        if rules.pattern and not contains_pattern(rules.pattern, text):
            raise ValueError(rules.pattern_message or messages.PATTERN)
        return text


class _NumberAnswer(_Answer):
    definition: NumberInput

    def read(self, value: object) -> int | float | str | None:
        rules = self.definition
        number = _read_number(value)
        if number is None:
            return None
        if isinstance(rules.least, Decimal) and number < rules.least:
            raise ValueError(messages.too_small(display_number(rules.least)))
        if isinstance(rules.most, Decimal) and number > rules.most:
            raise ValueError(messages.too_large(display_number(rules.most)))
        if rules.decimals is not None and number != round(number, rules.decimals):
            raise ValueError(messages.decimals(rules.decimals))
        if rules.step is not None and number % rules.step:
            below = number // rules.step * rules.step - (rules.step if number < 0 else 0)
            raise ValueError(messages.steps(*(display_number(one) for one in (rules.step, below, below + rules.step))))
        if rules.as_text:
            return f"{number.normalize():f}"
        return int(number) if number == number.to_integral_value() else float(number)


def _read_number(value: object) -> Decimal | None:
    """A finite number up to 10^12 from JSON or from text with Swiss or German separators; None for blank text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValueError(messages.NUMBER)
    text = str(value)
    if isinstance(value, str):
        text = re.sub(r"[\s'’]", "", texts.value(text[: limits.NUMBER_TEXT + 1])).replace("−", "-").replace(",", ".")
        if not text:
            return None
        if len(text) > limits.NUMBER_TEXT or not _NUMBER.match(text):
            raise ValueError(messages.NUMBER)
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(messages.NUMBER) from None
    if not number.is_finite():
        raise ValueError(messages.NUMBER)
    if abs(number) > limits.NUMBER:
        raise ValueError(messages.too_large(display_number(limits.NUMBER)))
    return number


class _MomentAnswer(_Answer):
    definition: MomentInput

    def read(self, value: object) -> str | None:
        family = self.definition.family
        text = _typed_text(value, messages.REQUIRED[family], exact=True)
        if not text:
            return None
        if family == "datetime":
            return moments.write_moment(moments.read_moment(text), self.definition.zone)
        if family == "time":
            return moments.read_time(text).isoformat(timespec="seconds")
        return moments.read_date(text).isoformat()


class _CheckboxAnswer(_Answer):
    definition: CheckboxInput

    def read(self, value: object) -> bool:
        if isinstance(value, bool):
            return value
        text = texts.value(value).lower() if isinstance(value, str) and len(value) < 10 else None
        if text not in _TICKED + _UNTICKED:
            raise ValueError(messages.CHECKBOX)
        return text in _TICKED


class _OneOfAnswer(_Answer):
    definition: ChoiceInput

    def read(self, value: object) -> object:
        endless = isinstance(value, float) and not isfinite(value)  # no JSON has infinity
        if endless or not isinstance(value, str | int | float | bool):
            raise ValueError(messages.NOT_OFFERED)
        return value


class _ManyOfAnswer(_OneOfAnswer):
    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> list[object]:
        chosen = value if isinstance(value, list) else [value]
        if len(chosen) > limits.OPTIONS:
            raise ValidationError(messages.NOT_OFFERED)
        try:
            return list({text_of(item): self.read(item) for item in chosen if item != ""}.values())
        except ValueError as error:
            raise ValidationError(str(error)) from error


class _FilesAnswer(_Answer):
    """Records of files; the page has put them in place of the ids that the browser sent (see `files`)."""

    definition: FileInput

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> list[Record]:
        records = records_in(value)
        most = limits.FILES if self.definition.many else 1
        if not isinstance(value, list) or len(records) < len(value):
            raise ValidationError(messages.FILE_GONE)
        if len(records) > most:
            raise ValidationError(messages.too_many_files(most))
        return records


def _answer_field(definition: Input) -> _Answer:
    match definition:
        case TextInput():
            return _TextAnswer(definition)
        case NumberInput():
            return _NumberAnswer(definition)
        case MomentInput():
            return _MomentAnswer(definition)
        case CheckboxInput():
            return _CheckboxAnswer(definition)
        case FileInput():
            return _FilesAnswer(definition)
        case ChoiceInput(many=True):
            return _ManyOfAnswer(definition)
        case _:
            return _OneOfAnswer(definition)


class LevelSchema:
    """The marshmallow schema of one data level: the form itself or one row of a list."""

    def __init__(self, inputs: Iterable[Input]) -> None:
        answers = {".".join(definition.key): _answer_field(definition) for definition in inputs}
        self._schema = Schema.from_dict(dict(answers))(unknown=RAISE)

    def load(self, answers: Mapping[str, object]) -> tuple[dict[str, Any], dict[str, str]]:
        """The nested values that are well formed, and for each other one its dotted key with a German sentence."""
        try:
            return dict(self._schema.load(answers)), {}
        except ValidationError as error:
            assert isinstance(error.messages, dict)
            problems = {key: sentences[0] for key, sentences in error.messages.items()}
            return dict(error.valid_data or {}), problems
