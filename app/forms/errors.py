"""Errors of form files, and of buttons inside a form. Wrong answers are no errors, see `remarks`."""

from app.errors import BadRequestError, InvalidError


class FormError(InvalidError):
    """Dieses Formular kann nicht verwendet werden."""

    def __init__(self, message: str, *, element: str = "", source: str = "") -> None:
        """`element` names the component (its label, key or id), `source` the file, `plain` is the bare sentence."""
        self.plain = message
        self.element = element
        self.source = source
        where = ", ".join(part for part in (source, f"«{element}»" if element else "") if part)
        super().__init__(f"{where}: {message}" if where else message)


class FormActionError(BadRequestError):
    """Diese Schaltfläche gehört nicht zu diesem Formular. Bitte laden Sie die Seite neu."""
