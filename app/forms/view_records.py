"""Records from which templates draw a form: only of what is visible, and without logic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from app.forms import messages
from app.forms.files import FileView
from app.forms.remarks import FieldError, FieldWarning, anchor_of


@dataclass(frozen=True, slots=True)
class OptionView:
    """One radio button, checkbox or list entry."""

    id: str
    text: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a list: its fields, its number for people and its origin for the hidden field."""

    number: int
    label: str
    name: str
    origin: str
    items: Sequence["FieldView"]


@dataclass(slots=True, kw_only=True)
class FieldView:
    """One visible component. `shape` chooses the partial template; `attributes` go onto the input as they are."""

    shape: str
    name: str
    label: str
    hint: str = ""
    lang: str = ""
    columns: int = 16
    starts_row: bool = False
    required: bool = False
    optional: bool = False
    locked: bool = False
    text: str = ""
    options: Sequence[OptionView] = ()
    files: Sequence[FileView] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    prefix: str = ""
    suffix: str = ""
    error: str = ""
    warning: FieldWarning | None = None
    notice: str = ""
    autofocus: bool = False
    html: Markup | None = None
    items: Sequence["FieldView"] = ()
    rows: Sequence[RowView] = ()
    changeable: bool = False
    full: bool = False
    headings: Sequence[str] = ()
    cells: Sequence[Sequence[str]] = ()

    @property
    def id(self) -> str:
        return anchor_of(self.name)

    @property
    def control_id(self) -> str:
        """The id of a file input: another one as soon as a file has arrived, so that it is not sent twice."""
        latest = self.files[-1].id[:8] if self.files else "neu"
        return f"{self.id}-{'fehler-' if self.error else ''}{latest}"

    @property
    def described_by(self) -> str:
        """Ids of hint, error and warning, for aria-describedby."""
        notes = (("hinweis", self.hint), ("notiz", self.notice), ("fehler", self.error), ("warnung", self.warning))
        return " ".join(f"{self.id}-{word}" for word, present in notes if present)


@dataclass(frozen=True, slots=True)
class FormView:
    """A form for showing. `shown` goes into the hidden field `_shown`, so that unseen fields keep their values."""

    key: str
    title: str
    items: Sequence[FieldView]
    errors: Sequence[FieldError]
    shown: str
    refreshes: bool
    takes_files: bool = False
    notice: str = ""
    anchors: frozenset[str] = frozenset()
    warnings: Sequence[FieldWarning] = ()

    @property
    def summary(self) -> str:
        """The heading of the error summary."""
        return messages.check_entries(len(self.errors))

    @property
    def open_warnings(self) -> Sequence[FieldWarning]:
        return [warning for warning in self.warnings if not warning.confirmed]

    @property
    def warning_summary(self) -> str:
        return messages.confirm_entries(len(self.open_warnings))
