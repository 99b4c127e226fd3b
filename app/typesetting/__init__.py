"""Papers as tagged PDF that screen readers can read (PDF/UA-1)."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from app.typesetting import fonts, signs


def typeset(layout: Path, name: str, content: Any, now: datetime) -> bytes:
    """The PDF that the typst file `layout` makes of `content` (JSON, its input `name`).

    The input `fonts` names the families that `layout` is to set its text in; no font of the machine is used. Signs
    that none of them has are written as their numbers, see `signs`. Nothing of the content is read as markup.
    """
    shown = _in_all_texts(content)
    made: bytes = typst.compile(
        layout.read_bytes(),
        format="pdf",
        font_paths=fonts.loaded(),
        ignore_system_fonts=True,
        sys_inputs={name: json.dumps(shown), "fonts": json.dumps(fonts.FAMILIES)},
        pdf_standards=["ua-1"],
        timestamp=int(now.timestamp()),
    )
    return made


def _in_all_texts(content: Any) -> Any:
    """`content` with every text in it as it can be printed; keys are names of ours and stay as they are."""
    if isinstance(content, str):
        return signs.printable(content)
    if isinstance(content, dict):
        return {key: _in_all_texts(inner) for key, inner in content.items()}
    return [_in_all_texts(inner) for inner in content] if isinstance(content, list | tuple) else content
