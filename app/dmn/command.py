"""The `decide` command: makes a decision of a file. The answer is JSON text."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.dmn.errors import DmnError
from app.dmn.model import read_dmn
from app.dmn.xml import MAX_BYTES
from app.feel.command import read_context
from app.feel.conversion import to_json
from app.feel.library import Library
from app.feel.standard import STANDARD


def decide_command(
    path: str,
    decision: str,
    inputs_json: str = "{}",
    *,
    now: Callable[[], datetime] | None = None,
    library: Library = STANDARD,
) -> str:
    """The value of a decision as JSON text. `inputs_json` is a JSON object.

    Raises DmnError, DecisionError or FeelError with a German sentence.
    """
    try:
        with Path(path).open("rb") as file:
            # With one byte more than allowed the file is refused; the rest of a file of gigabytes is never read.
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise DmnError(f"Die Datei {path} ist nicht lesbar.") from error
    result = read_dmn(data, Path(path).name, library=library).decide(decision, read_context(inputs_json), now=now)
    return json.dumps(to_json(result.value), ensure_ascii=False)
