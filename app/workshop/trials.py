"""Playing the scenarios of a draft before it is put into service."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.act import Act
from app.workshop.files import Files, hash_of, laid_out
from app.workshop.models import Draft, Trial

SECONDS = 8.0
"""After this nobody waits for a further scenario in one request."""


@dataclass(frozen=True)
class Rehearsal:
    """play: plays the scenario at a path below a folder and returns what came out otherwise; wired by `main`."""

    play: Callable[[Path, str], list[str]]


def content_name(files: Files) -> str:
    """The name of the content of all these files; a trial counts for exactly this content."""
    lines = "\n".join(f"{path} {hash_of(content)}" for path, content in sorted(files.items()))
    return sha256(lines.encode()).hexdigest()


def scenarios_of(files: Files, folder: str) -> list[str]:
    """The paths of the scenarios of a folder."""
    return sorted(path for path in files if path.startswith(f"workflows/{folder}/scenarios/"))


def trials_of(session: Session, draft: Draft, content: str) -> dict[str, Trial]:
    """The trials of a draft that count for this content, by their path."""
    rows = select(Trial).where(Trial.draft_id == draft.id, Trial.content == content)
    return {row.path: row for row in session.scalars(rows)}


def play_some(rehearsal: Rehearsal, files: Files, paths: list[str]) -> dict[str, str]:
    """Plays these scenarios until SECONDS are over, at least one; path → what came out otherwise."""
    told: dict[str, str] = {}
    began = time.monotonic()
    with laid_out(files) as root:
        for path in paths:
            told[path] = "\n".join(rehearsal.play(root, path))
            if time.monotonic() - began > SECONDS:
                break
    return told


def keep(act: Act, draft: Draft, content: str, told: Mapping[str, str]) -> None:
    """Keeps how scenarios came out."""
    for path, failures in told.items():
        row = act.session.get(Trial, (draft.id, path)) or Trial(draft_id=draft.id, path=path)
        row.content, row.told, row.at = content, failures, act.now
        act.session.add(row)
    act.session.flush()
