"""The fonts of papers: Noto Sans for many scripts, as Python packages bring them (SIL Open Font License)."""

from functools import cache
from pathlib import Path

import manimgx_fonts
import manimgx_fonts_cjk
import typst
from fontTools.ttLib import TTFont

FOLDERS = tuple(Path(package.__file__).parent for package in (manimgx_fonts, manimgx_fonts_cjk))
MAIN, CHINESE = "Noto Sans", "Noto Sans CJK SC"
FAMILIES = (
    MAIN, "Noto Sans Arabic", "Noto Sans Armenian", "Noto Sans Bengali", "Noto Sans Devanagari", "Noto Sans Ethiopic",
    "Noto Sans Georgian", "Noto Sans Gujarati", "Noto Sans Gurmukhi", "Noto Sans Hebrew", "Noto Sans Kannada",
    "Noto Sans Khmer", "Noto Sans Lao", "Noto Sans Malayalam", "Noto Sans Myanmar", "Noto Sans Oriya",
    "Noto Sans Sinhala", "Noto Sans Tamil", "Noto Sans Telugu", "Noto Sans Thai", CHINESE, "Noto Sans Symbols",
    "Noto Emoji",
)  # fmt: skip
"""All families in which text is set. For each sign the first that has it is taken."""


@cache
def loaded() -> typst.Fonts:
    """The fonts, read once for each process."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(FOLDERS))


@cache
def coverage() -> tuple[frozenset[str], ...]:
    """For each family the signs that it has, in the order of FAMILIES."""
    files = {font.family: font for font in loaded().fonts() if font.style == "normal"}
    return tuple(_signs_in(files[family]) for family in FAMILIES)


def _signs_in(font: typst.FontInfo) -> frozenset[str]:
    with TTFont(font.path, lazy=True, fontNumber=font.index) as file:
        return frozenset(map(chr, file.getBestCmap())) - {"\0"}  # which PDF refuses
