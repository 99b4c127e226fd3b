"""Errors of decision models. The docstring of a class is its German default message."""

from __future__ import annotations


class DmnError(Exception):
    """Die Entscheidungsdatei kann nicht verwendet werden.

    `line` counts from 1 (None when unknown), `element` is the id or name of the element at fault (empty if unknown).
    """

    status = 422

    def __init__(self, message: str, *, line: int | None = None, element: str = "") -> None:
        self.message = message
        self.line = line
        self.element = element
        where = f" (Zeile {line})" if line else ""
        super().__init__(f"{message}{where}")


class DecisionError(DmnError):
    """Die Entscheidung ergibt kein eindeutiges Ergebnis."""
