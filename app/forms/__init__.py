"""Forms: read form-js files, compile them to marshmallow, judge answers, and prepare them for showing."""

from app.forms.answers import Upload, without_row_numbers
from app.forms.definitions import Field, FileInput
from app.forms.errors import FormActionError, FormError
from app.forms.facts import Fact
from app.forms.files import KINDS
from app.forms.form import Form, compile_form
from app.forms.remarks import FieldError, FieldWarning
from app.forms.submission import Submission
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
    "without_row_numbers",
]
