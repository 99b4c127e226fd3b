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
    """The value of a decision or decision service as JSON text. `inputs_json` is a JSON object.

    An input with the name of a decision that is made on the way is refused. Raises DmnError, DecisionError or FeelError
    with a German sentence.
    """
    try:
        with Path(path).open("rb") as file:
            # With one byte more than allowed the file is refused; the rest of a file of gigabytes is never read.
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise DmnError(f"Die Datei {path} ist nicht lesbar.") from error
    model, inputs = read_dmn(data, Path(path).name, library=library), read_context(inputs_json)
    for name in model.made_here(decision, inputs):
        raise DmnError(
            f"«{name}» entscheidet die Datei selbst; als Eingabe hätte es keine Wirkung. Bitte lassen Sie es weg."
        )
    result = model.decide(decision, inputs, now=now)
    return json.dumps(to_json(result.value), ensure_ascii=False)
