"""Passwords, hashed with argon2."""

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error

_hasher = PasswordHasher()
# Checked when a user does not exist, so that the answer takes as long as for one who does.
_NOBODY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """The argon2id hash of `password`, salt included."""
    return _hasher.hash(password)


def password_matches(stored: str | None, password: str) -> bool:
    """Whether `password` belongs to `stored`; takes the same time where `stored` is None."""
    try:
        return _hasher.verify(stored or _NOBODY, password) and stored is not None
    except Argon2Error:
        return False
