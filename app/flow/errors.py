"""Errors of running processes. The docstring of a class is the German sentence that people see."""

from app.errors import AppError, ConflictError


class FlowError(AppError):
    """Das Verfahren kann nicht weiterlaufen. Die zuständige Stelle wurde informiert."""

    def __init__(self, message: str | None = None, element: str | None = None) -> None:
        super().__init__(message)
        self.element = element


class CannotMoveError(FlowError):
    """Dieser Fall kann nicht in die andere Version wechseln. Es wurde nichts geändert."""

    status = 409


class TaskGoneError(ConflictError):
    """Diese Aufgabe ist bereits erledigt oder nicht mehr nötig."""


class ClosedError(ConflictError):
    """Dieser Fall ist abgeschlossen oder angehalten. Es wurde nichts geändert."""


class WithdrawnError(ConflictError):
    """Dieses Verfahren nimmt zurzeit keine neuen Fälle auf. Es wurde nichts eröffnet."""


class ActionError(AppError):
    """Ein automatischer Schritt des Verfahrens ist fehlgeschlagen."""


class DiagramError(AppError):
    """Dieses Diagramm kann nicht verwendet werden."""

    status = 422

    def __init__(self, message: str, source: str = "", line: int | None = None, element: str | None = None) -> None:
        super().__init__(message)
        self.source, self.line, self.element = source, line, element

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.source, self.line) if part)
        return ": ".join(part for part in (where, self.element, self.message) if part)
