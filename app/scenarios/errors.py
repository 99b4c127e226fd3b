"""The error of a scenario that cannot be read or played."""

from app.errors import AppError


class ScenarioError(AppError):
    """Dieses Szenario ist nicht lesbar."""

    status = 422

    def __init__(self, message: str, source: str, line: int) -> None:
        super().__init__(message)
        self.source, self.line = source, line

    def __str__(self) -> str:
        return f"{self.source}:{self.line}: {self.message}"
