"""Storing the procedures of a folder, as `nahtstelle deploy` does: read once, checked, stored."""

from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from app.designer.check import procedures_in
from app.gate import CheckedBundle, deploy


def deploy_folder(session: Session, root: Path, now: datetime, forms: Path | None = None) -> dict[str, int]:
    """Stores what lies in `root/workflows`, with the forms in `root/forms` or in `forms`; key → version."""
    return deploy(session, procedures_in(root / "workflows", forms or root / "forms"), now)


@cache
def procedures_of(root: Path) -> tuple[CheckedBundle, ...]:
    """The same procedures for all tests of a process; only for folders that no test changes."""
    return procedures_in(root / "workflows", root / "forms")
