"""One family of exceptions: the docstring is the message a person reads, the class carries the HTTP status."""

from inspect import cleandoc
from typing import Self


class AppError(Exception):
    """Das hat nicht geklappt. Bitte versuchen Sie es später noch einmal."""

    status = 500
    refused_case: str | None = None

    def __init__(self, message: str | None = None) -> None:
        self.message = message or cleandoc(type(self).__doc__ or "")
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message

    def keeping_from(self, case_number: str) -> Self:
        """Says from which case somebody is kept; the log notes it."""
        self.refused_case = case_number
        return self


class BadRequestError(AppError):
    """Diese Anfrage ist unvollständig. Bitte laden Sie die Seite neu und versuchen Sie es noch einmal."""

    status = 400


class ForbiddenError(AppError):
    """Dafür haben Sie keine Berechtigung."""

    status = 403


class NotFoundError(AppError):
    """Diese Seite gibt es nicht, oder sie ist für Sie nicht bestimmt."""

    status = 404


class ConflictError(AppError):
    """Jemand anderes war schneller. Bitte laden Sie die Seite neu."""

    status = 409


class InvalidError(AppError):
    """Diese Eingabe können wir so nicht annehmen."""

    status = 422
