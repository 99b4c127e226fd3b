"""File names that do no harm on anybody's machine, and that people still recognise."""

import re
import unicodedata

from app.forms import KINDS

LONGEST = 100
NAMELESS = "Datei"
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_FORBIDDEN = frozenset('<>:"|?*')
_INVISIBLE = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
"""Control characters, signs that turn the direction of writing, private ones, halves of characters, line ends."""


def clean(name: str, kind: str) -> str:
    """`name` as it is stored: no folders, nothing invisible, no device name of Windows, an ending that fits `kind`."""
    plain = shown(name)
    ending = next((end for end in KINDS[kind] if plain.lower().endswith(end)), "")
    stem = plain[: -len(ending)] if ending else plain
    ending = ending or KINDS[kind][0]
    stem = stem[: LONGEST - len(ending)].strip(". ") or NAMELESS
    return f"{'_' if _RESERVED.fullmatch(stem) else ''}{stem}{ending}"


def shown(name: str) -> str:
    """`name` as it is shown to the person who chose the file: one line, without folders and invisible characters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(char for char in last if unicodedata.category(char) not in _INVISIBLE)
    plain = "".join("_" if char in _FORBIDDEN else char for char in visible)
    return " ".join(plain.split()).strip(". ")[: 2 * LONGEST]
