"""Papers as tagged PDF that screen readers can read (PDF/UA-1)."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import typst


def typeset(layout: Path, name: str, content: Any, now: datetime) -> bytes:
    """The PDF that the typst file `layout` makes of `content` (JSON, its input `name`).

    Only the fonts that come with the library are used; nothing of the content is read as markup.
    """
    made: bytes = typst.compile(
        layout.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={name: json.dumps(content)},
        pdf_standards=["ua-1"],
        timestamp=int(now.timestamp()),
    )
    return made
