"""Signs that only this house can make: an id with its signature goes out in a link, and is believed when it returns."""

import hmac
from hashlib import sha256

_LENGTH = 32
"""Hexadecimal digits of the id, and of the signature after it: 128 bits, which nobody guesses."""


def signed(secret: str, link_id: str) -> str:
    """`link_id` (32 hexadecimal digits) with its signature."""
    return link_id + mark(secret, "link", link_id)[:_LENGTH]


def link_id_in(secret: str, token: str) -> str | None:
    """The id that this house once signed so; None for any other text."""
    link_id = token[:_LENGTH]
    return link_id if hmac.compare_digest(signed(secret, link_id).encode(), token.encode()) else None


def mark(secret: str, kind: str, value: str) -> str:
    """A keyed hash (64 hexadecimal digits): equal for equal values of one kind, and it tells nobody what they are."""
    return hmac.new(f"{kind} {secret}".encode(), value.encode(), sha256).hexdigest()
