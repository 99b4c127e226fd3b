"""The lexer: reads a token whenever the parser asks, since only the parser knows which names with spaces there are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.feel.errors import FeelSyntaxError
from app.feel.names import NAME_PART, NAME_START

KEYWORDS = frozenset(
    {
        *("and", "or", "if", "then", "else", "for", "in", "return", "some", "every", "satisfies"),
        *("between", "instance", "of", "function", "external", "true", "false", "null"),
    }
)

_BLANK = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_TOKEN = re.compile(
    r"(?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)"
    rf"|(?P<name>{NAME_START}{NAME_PART}*|\?)"
    r'|(?P<string>"(?:[^"\\]|\\.)*")'
    r"|(?P<sign>\*\*|\.\.|<=|>=|!=|->|[-+*/<>=()\[\]{},:.@])",
    re.DOTALL,
)
_HINTS = {
    "&": ", gemeint ist vielleicht «and»",
    "|": ", gemeint ist vielleicht «or»",
    "!": ", gemeint ist vielleicht «not(…)»",
    "'": ", Texte stehen in doppelten Anführungszeichen",
    "„": ", Texte stehen in geraden Anführungszeichen",
    "“": ", Texte stehen in geraden Anführungszeichen",
    "«": ", Texte stehen in geraden Anführungszeichen",
}
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{6}|.)", re.DOTALL)
_SIMPLE_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is number, name, keyword, string, sign or end; `start` and `end` are positions in the text."""

    kind: str
    text: str
    start: int
    end: int


def read_token(text: str, position: int) -> Token:
    """The token at or after a position. Raises FeelSyntaxError for a character FEEL does not know."""
    blank = _BLANK.match(text, position)
    start = blank.end() if blank else position
    if start >= len(text):
        return Token("end", "", len(text), len(text))
    found = _TOKEN.match(text, start)
    if found is None:
        if text[start] == '"':
            raise FeelSyntaxError("Der Text ist nicht mit Anführungszeichen geschlossen", start + 1)
        hint = _HINTS.get(text[start], "")
        shown = f"«{text[start]}»" if text[start].isprintable() else f"U+{ord(text[start]):04X}"
        raise FeelSyntaxError(f"Das Zeichen {shown} gehört nicht hierher{hint}", start + 1)
    kind = found.lastgroup or ""
    if kind == "name" and found.group() in KEYWORDS:
        kind = "keyword"
    return Token(kind, found.group(), start, found.end())


def string_value(token: Token) -> str:
    """The text a string token stands for, with escapes resolved."""
    inner = token.text[1:-1]
    if "\\" not in inner:
        return inner
    value = _SURROGATES.sub(_join_surrogates, _ESCAPE.sub(_resolve_escape, inner))
    if LONE_SURROGATE.search(value):
        raise FeelSyntaxError("Der Text enthält ein unvollständiges Zeichen (\\uD800 bis \\uDFFF)", token.start + 1)
    return value


def _resolve_escape(found: re.Match[str]) -> str:
    code = found[1]
    if code[0] in "uU" and len(code) > 1:
        number = int(code[1:], 16)
        return chr(number) if number <= 0x10FFFF else found[0]
    # An escape FEEL does not know, such as `\d` in a pattern, stands for itself.
    return _SIMPLE_ESCAPES.get(code, found[0])


def _join_surrogates(found: re.Match[str]) -> str:
    high, low = (ord(half) for half in found[0])
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
