"""Forms and tables of procedures, each compiled once although many procedures share it."""

from functools import lru_cache

from app.dmn import Model, read_dmn
from app.flow.expressions import LIBRARY
from app.forms import compile_form
from app.forms.form import Form

_KEPT = 256


@lru_cache(maxsize=_KEPT)
def form_of(key: str, source: str) -> Form:
    """The form with this text. Raises FormError, FeelError, UnicodeEncodeError."""
    return compile_form(source.encode(), f"{key}.form", library=LIBRARY)


@lru_cache(maxsize=_KEPT)
def tables_of(name: str, source: str) -> Model:
    """The decisions in this text. Raises DmnError, FeelError, UnicodeEncodeError."""
    return read_dmn(source.encode(), name, library=LIBRARY)
