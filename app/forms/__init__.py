"""Forms: read form-js files, compile them to marshmallow, judge answers, and prepare them for showing.

The files in reading order:
- `reading`, `node`, `components`, `options`, `formulas`: from a file to the records of `definitions`.
  `limits`: how large.
- `schema`, `text_checks`, `bounds`, `moments`: what a value must be like. `files`: answers that are files.
- `answers`, `paths`: where answers come from. `levels`, `spots`: a form at one moment, with the fields that are shown.
- `judge`, `remarks`, `submission`: what is wrong with answers, and what becomes of them. `facts`: the same in words.
- `view_records`, `view_builder`, `display`, `richtext`: what templates draw. `dependencies`: when a page is refreshed.
  `typed`: what of a page somebody has changed.
- `form`: all of it behind one class. `messages`: every sentence people read.
"""

from app.forms.answers import Upload, without_row_numbers
from app.forms.definitions import Field, FileInput
from app.forms.errors import FormActionError, FormError
from app.forms.facts import Fact
from app.forms.files import KINDS
from app.forms.form import Form, compile_form
from app.forms.remarks import FieldError, FieldWarning
from app.forms.submission import Submission
from app.forms.typed import typed
from app.forms.view_records import FieldView, FormView

__all__ = [
    "KINDS",
    "Fact",
    "Field",
    "FieldError",
    "FieldView",
    "FieldWarning",
    "FileInput",
    "Form",
    "FormActionError",
    "FormError",
    "FormView",
    "Submission",
    "Upload",
    "compile_form",
    "typed",
    "without_row_numbers",
]
