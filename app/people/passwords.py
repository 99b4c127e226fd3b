"""Passwords: hashed with argon2, and long enough not to be guessed."""

import re
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error

from app.people.models import User

SHORTEST, LONGEST = 12, 1000
DIFFERENT = 5
"""The least number of different characters in a password."""
BAD = (
    "abcdefghijkl", "abcdefghijklm", "abcdefghijklmnop", "admin", "administrator", "arbeit", "arbeitsamt", "asdf",
    "geheim", "geheimnis", "hallo", "ichliebedich", "iloveyou", "kennwort", "letmein", "luzern", "master",
    "meinpasswort", "motdepasse", "nahtstelle", "neuespasswort", "passwort", "password", "qwertz", "qwertzuiop",
    "qwertzuiopasdf", "qwerty", "qwertyuiop", "qwertyuiopasdf", "schweiz", "sommer", "sozialamt", "start", "test",
    "welcome", "willkommen", "winter", "zentralschweiz", "zuerich",
)  # fmt: skip
"""Words that are no password, however often repeated and whatever digits and signs go with them."""

hasher = PasswordHasher()
"""As costly as the library advises. That is no setting: only tests, which sign in by the thousand, put a quick one here
for their own process (`tests/conftest.py`)."""


@cache
def _nobody(chosen: PasswordHasher) -> str:
    """The hash of no one's password. It is checked where an account does not exist, so that this takes as long."""
    return chosen.hash("nobody has this password")


_nobody(hasher)  # made at import: otherwise the first check would take longer and tell that there is no account


def hash_password(password: str) -> str:
    """The argon2id hash of `password`, salt included."""
    return hasher.hash(password)


@cache
def password_of_nobody() -> str:
    """The hash of a random password that nobody was ever told, the same for the life of a process."""
    return hash_password(secrets.token_urlsafe(32))


def password_matches(stored: str | None, password: str) -> bool:
    """Whether `password` belongs to `stored`; takes the same time where `stored` is None."""
    try:
        return hasher.verify(stored or _nobody(hasher), password) and stored is not None
    except Argon2Error:
        return False


def objection(password: str, user: User) -> str | None:
    """The reason why `password` is no good for `user`, in words; None where it is fine."""
    if not SHORTEST <= len(password) <= LONGEST:
        return f"Das neue Passwort braucht mindestens {SHORTEST} Zeichen."
    lower = password.lower()
    names = re.split(r"\W+", f"{user.name} {user.username} {user.email.partition('@')[0]}".lower())
    if any(len(part) > 3 and part in lower for part in names):
        return "Das neue Passwort darf Ihren Namen nicht enthalten."
    bare = re.sub(r"[\W\d_]", "", lower)
    if any(bare == word * (len(bare) // len(word)) for word in BAD) or len(set(lower)) < DIFFERENT:
        return "Dieses Passwort ist leicht zu erraten. Nehmen Sie zum Beispiel vier Wörter, die nicht zusammengehören."
    if password_matches(user.password_hash, password):
        return "Das neue Passwort muss ein anderes sein als das bisherige."
    return None
