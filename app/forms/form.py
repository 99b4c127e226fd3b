"""A compiled form: judges answers to it, and prepares it for showing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import PurePath
from typing import Any

from app.feel import STANDARD, Library
from app.forms import limits, messages
from app.forms.answers import (
    NO_UPLOADS,
    Answers,
    GivenValues,
    NoAnswers,
    Posted,
    PostedAnswers,
    Raw,
    Uploads,
    read_posted,
    without_row_numbers,
)
from app.forms.definitions import Field, FileInput, Input, ListField, TextBlock
from app.forms.dependencies import Dependencies, names_read, paths_shown
from app.forms.errors import FormActionError, FormError
from app.forms.reading import level_fields, read_components
from app.forms.remarks import FieldError, FieldWarning
from app.forms.richtext import RichText
from app.forms.schema import LevelSchema
from app.forms.spots import Page, pattern_of
from app.forms.submission import (
    Submission,
    drop_blank_rows,
    given_strangers,
    judge_page,
    posted_strangers,
    shown_inputs,
)
from app.forms.view_builder import ViewBuilder
from app.forms.view_records import FormView

CaseData = Mapping[str, Any]
"""Nested case data, as JSON values."""


class Form:
    """One form file, compiled. Immutable and safe to share between threads.

    In all methods `stored` is the nested case data, `shared` the part of it that the person who fills the form in may
    read (all of it where None), and `now` an aware datetime. `shows` are the paths in the case data that people read
    in this form, `names` the variables that its formulas read.
    """

    def __init__(self, key: str, title: str, fields: tuple[Field, ...]) -> None:
        self.key = key
        self.title = title or key
        self.fields = fields
        self._schemas: dict[str, LevelSchema] = {}
        self._lists: dict[str, ListField] = {}
        self._file_fields: dict[str, FileInput] = {}
        self._compile(fields, "")
        everything = [field for top in fields for field in top.walk()]
        blocks = [field.text for field in everything if isinstance(field, TextBlock)]
        self._rich_texts = {text.source: RichText(text) for text in blocks}
        self._dependencies = Dependencies(everything)
        self.shows = frozenset(paths_shown(everything, level_fields(fields)))
        self.names = frozenset(names_read(everything))

    @property
    def takes_files(self) -> bool:
        return bool(self._file_fields)

    def file_field(self, name: str) -> FileInput | None:
        """The field with this input name, such as `zeilen.0.beleg`, if it takes files."""
        return self._file_fields.get(without_row_numbers(name))

    def load(
        self,
        posted: Posted,
        stored: CaseData,
        now: datetime,
        shared: CaseData | None = None,
        uploads: Uploads = NO_UPLOADS,
    ) -> Submission:
        """Judges what a browser sent: flat names, each with its texts (a werkzeug MultiDict or a mapping).

        `uploads` are the files this person has sent for this very form; an answer may name no others.
        """
        raw = read_posted(posted)
        answers = PostedAnswers(raw if len(raw) <= limits.POSTED_NAMES else {}, uploads)
        page = self._page(answers, stored, shared, now)
        strangers = posted_strangers(page, raw)
        drop_blank_rows(page)
        submission = judge_page(page, raw, strangers, frozenset(raw.get("_confirm", ())))
        shown = answers.shown
        unseen = [name for name in submission.shown if shown is not None and name not in shown]
        return replace(submission, appeared=unseen)

    def load_values(
        self, values: CaseData, stored: CaseData, now: datetime, shared: CaseData | None = None
    ) -> Submission:
        """Judges nested values by key path. A field that is not given keeps the value the page would have shown.

        `_confirm: true` among the values confirms the warnings.
        """
        page = self._page(GivenValues(values), stored, shared, now)
        strangers = given_strangers(page, values)
        drop_blank_rows(page)
        return judge_page(page, {}, strangers, None if values.get("_confirm") is True else frozenset())

    def view(
        self,
        stored: CaseData,
        raw: Raw | None = None,
        errors: Sequence[FieldError] = (),
        *,
        now: datetime,
        warnings: Sequence[FieldWarning] = (),
        notice: str = "",
        shared: CaseData | None = None,
        uploads: Uploads = NO_UPLOADS,
    ) -> FormView:
        """The form for showing, filled with the case data, or with what was typed (`raw`)."""
        page = self._page(NoAnswers() if raw is None else PostedAnswers(raw, uploads), stored, shared, now)
        builder = ViewBuilder(page, self._rich_texts, errors, warnings, raw)
        lists = [spot.name for spot in page.spots() if spot.visible and isinstance(spot.definition, ListField)]
        shown = [*shown_inputs(page), *lists]
        return FormView(
            key=self.key,
            title=self.title,
            items=builder.items(page.root),
            errors=errors,
            shown=" ".join(shown),
            refreshes=any(self._dependencies.watch(spot) for spot in page.spots() if spot.visible),
            takes_files=self.takes_files,
            notice=notice,
            warnings=warnings,
            anchors=frozenset(shown) | {spot.name for spot in page.spots() if isinstance(spot.definition, ListField)},
        )

    def view_again(
        self,
        submission: Submission,
        stored: CaseData,
        now: datetime,
        shared: CaseData | None = None,
        uploads: Uploads = NO_UPLOADS,
    ) -> FormView:
        """The form for showing once more: with what was typed, mistakes, warnings and the notice about new fields."""
        return self.view(
            stored,
            submission.raw,
            submission.errors,
            now=now,
            warnings=submission.warnings,
            notice=messages.APPEARED if submission.appeared else "",
            shared=shared,
            uploads=uploads,
        )

    def act(self, action: str, posted: Posted) -> Raw:
        """The typed texts, changed as a button inside the form asks. Raises FormActionError for an unknown button.

        action: `refresh`, `add:massnahmen`, `remove:massnahmen.1`, or `drop:scan/<id>` for a file.
        """
        raw = {name: texts for name, texts in read_posted(posted).items() if name not in ("_focus", "_action")}
        verb, _, name = action.partition(":")
        if verb == "refresh" and not name:
            return raw
        if verb == "drop":
            return self._without_file(raw, name)
        list_name, _, number = name.rpartition(".") if verb == "remove" else (name, "", "")
        definition = self._lists.get(without_row_numbers(list_name))
        if definition is None or not definition.changeable or verb not in ("add", "remove"):
            raise FormActionError
        if verb == "remove":
            return {key: texts for key, texts in raw.items() if not key.startswith(f"{list_name}.{number}.")}
        taken = [mark.index for mark in PostedAnswers(raw).rows(list_name, definition, 0)]
        if len(taken) < definition.most_rows:
            row = f"{list_name}.{max(taken, default=-1) + 1}"
            raw |= {f"{row}._row": [""], "_focus": [row]}
        return raw

    def _without_file(self, raw: Raw, name: str) -> Raw:
        field, _, file_id = name.rpartition("/")
        if self.file_field(field) is None:
            raise FormActionError
        return raw | {field: [text for text in raw.get(field, []) if text != file_id], "_focus": [field]}

    def _compile(self, fields: tuple[Field, ...], pattern: str) -> None:
        level = list(level_fields(fields))
        self._schemas[pattern] = LevelSchema(field for field in level if isinstance(field, Input))
        for field in level:
            if isinstance(field, FileInput):
                self._file_fields[".".join((*filter(None, (pattern,)), *field.key))] = field
            if isinstance(field, ListField):
                inner = pattern_of(pattern, field)
                self._lists[inner] = field
                self._compile(field.children, inner)

    def _page(self, answers: Answers, stored: CaseData, shared: CaseData | None, now: datetime) -> Page:
        return Page(self.fields, self._schemas, answers, stored, stored if shared is None else shared, now)


def compile_form(data: bytes, source: str = "formular.form", library: Library = STANDARD) -> Form:
    """Compiles the bytes of a form-js file; the key is the file's name. Raises `FormError` in German."""
    try:
        title, fields = read_components(data, library)
        return Form(PurePath(source).stem, title, fields)
    except FormError as error:
        raise FormError(error.plain, element=error.element, source=source) from error
