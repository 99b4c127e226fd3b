"""Errors of the FEEL language. The docstring of a class is its German default message."""

from __future__ import annotations


class FeelError(Exception):
    """Der Ausdruck kann nicht verwendet werden."""

    status = 422

    def __init__(self, message: str | None = None) -> None:
        self.message = message or (type(self).__doc__ or "").strip()
        super().__init__(self.message)


class FeelSyntaxError(FeelError):
    """Der Ausdruck ist nicht richtig geschrieben.

    `column` counts characters from 1.
    """

    def __init__(self, message: str, column: int) -> None:
        self.column = column
        super().__init__(f"{message} (Spalte {column})")


class FeelLimitError(FeelError):
    """Der Ausdruck ist zu aufwendig."""


class FeelEvaluationError(FeelError):
    """Der Ausdruck ergibt keinen Wert."""


class FeelMissingError(FeelError):
    """Der Ausdruck liest einen Namen, den es nicht gibt."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"«{name}» gibt es hier nicht.")
