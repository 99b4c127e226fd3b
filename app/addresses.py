"""Which e-mail addresses can be used: one answer for forms, people, institutions, the console and the mailer."""

import re

import idna

from app import texts
from app.errors import InvalidError

LONGEST, LONGEST_LOCAL = 254, 64
"""No mail server takes longer ones (RFC 5321)."""
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{2,59})")


class AddressError(InvalidError):
    """Bitte geben Sie eine gültige E-Mail-Adresse an, z. B. erika.muster@example.ch."""


LOCAL_PART = "Vor dem @ einer E-Mail-Adresse gehen keine Umlaute und Akzente: Nicht jeder Mailserver nimmt sie an."


def read(text: str) -> str:
    """The address that `text` means, as people read it: a domain with umlauts has them. Raises AddressError."""
    local, domain = _parts(text)
    try:
        shown = idna.decode(domain) if "xn--" in domain else domain
    except idna.IDNAError as wrong:
        raise AddressError from wrong
    return f"{local}@{shown}"


def for_server(text: str) -> str:
    """The same address as mail servers know it, in ASCII: `info@xn--zrich-kva.ch`. Raises AddressError."""
    return "@".join(_parts(text))


def spellings(text: str) -> set[str]:
    """All the ways in which the address that `text` means may be stored, in small letters; `text` itself among them."""
    plain = text.strip().lower()
    try:
        return {plain, read(plain), for_server(plain)}
    except AddressError:
        return {plain}


def _parts(text: str) -> tuple[str, str]:
    """What stands before the @, and the domain in ASCII."""
    local, _at, domain = texts.value(text).rpartition("@")
    if local and not local.isascii():
        raise AddressError(LOCAL_PART)
    if not _LOCAL.fullmatch(local) or len(local) > LONGEST_LOCAL:
        raise AddressError
    ascii_domain = _in_ascii(domain)
    if not _DOMAIN.fullmatch(ascii_domain) or len(local) + 1 + len(ascii_domain) > LONGEST:
        raise AddressError
    return local, ascii_domain


def _in_ascii(domain: str) -> str:
    small = domain.lower()
    if len(domain) > LONGEST or (small.isascii() and "xn--" not in small):
        return small
    try:
        return idna.encode(small, uts46=True, std3_rules=True).decode("ascii")
    except idna.IDNAError as wrong:
        raise AddressError from wrong
