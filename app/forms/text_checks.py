"""Checks texts: control characters, e-mail, telephone, web address, AHV number, patterns of the form."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import re2

from app import addresses, texts
from app.forms import messages

_PHONE = re.compile(r"\+?[0-9][0-9 ()/.\-]{5,28}\Z")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean_text(text: str, *, lines: bool) -> str:
    """The text stripped, in NFC, with plain line ends, empty where nobody sees anything of it.

    Without `lines` a tab becomes a blank. Raises ValueError, in German, for control characters.
    """
    plain = texts.lines(text if lines else text.replace("\t", " "))
    if "\ufffd" in plain:  # decoders put it where bytes were no text
        raise ValueError(messages.UNREADABLE)
    allowed = "\n\t" if lines else ""
    for character in plain:
        if character in allowed or (character.isprintable() and character not in _BIDI_CONTROLS):
            continue
        if character == "\n":
            raise ValueError(messages.ONE_LINE)
        if unicodedata.category(character) in ("Cc", "Cs") or character in _BIDI_CONTROLS:
            raise ValueError(messages.CONTROL_CHARACTERS)
    return plain


def email(text: str) -> str:
    try:
        return addresses.read(text)
    except addresses.AddressError as wrong:
        raise ValueError(wrong.message) from wrong


def phone(text: str) -> str:
    text = _DASHES.sub("-", text)
    digits = sum(character.isdigit() for character in text)
    if not _PHONE.match(text) or not 9 <= digits <= 15:
        raise ValueError(messages.PHONE)
    return text


def url(text: str) -> str:
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or "." not in host or parts.scheme not in ("http", "https") or " " in text:
        raise ValueError(messages.URL)
    return text


def ahv(text: str) -> str:
    """The Swiss social insurance number: 756 and ten digits with an EAN-13 check digit; written 756.1234.5678.97."""
    digits = re.sub(r"[ .]", "", text)
    if not re.fullmatch(r"756[0-9]{10}", digits):
        raise ValueError(messages.AHV)
    total = sum(int(digit) * (3 if number % 2 else 1) for number, digit in enumerate(digits))
    if total % 10:
        raise ValueError(messages.AHV)
    return f"{digits[:3]}.{digits[3:7]}.{digits[7:11]}.{digits[11:]}"


CHECKS: dict[str, Callable[[str], str]] = {"email": email, "phone": phone, "url": url, "ahv": ahv}


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> Any:
    return re2.compile(pattern)


def contains_pattern(pattern: str, text: str) -> bool:
    """Whether the pattern is found somewhere in the text, as browsers do it; linear in time."""
    return _compiled(pattern).search(text) is not None
