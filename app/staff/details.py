"""What accounts and institutions may say of themselves. Forms, pages and the console are checked alike."""

import re

from app import addresses, texts
from app.cases import roles
from app.errors import InvalidError

NAME_LENGTH, FUNCTION_LENGTH, KEY_LENGTH, USERNAME_LENGTH = 200, 100, 50, 100
_KEY = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_USERNAME = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]+(@[a-z0-9.-]+)?")


class PersonNameError(InvalidError):
    """Bitte geben Sie Vorname und Name an, höchstens 200 Zeichen."""


class FunctionError(InvalidError):
    """Die Funktion darf höchstens 100 Zeichen haben."""


class UsernameError(InvalidError):
    """Ein Benutzername besteht aus Kleinbuchstaben ohne Umlaute, Ziffern, Punkt und Bindestrich, z. B. anna.muster."""


class KeyFormError(InvalidError):
    """Ein Schlüssel besteht aus Kleinbuchstaben ohne Umlaute, Ziffern und Unterstrichen, z. B. rav_luzern."""


class RoleKeyError(InvalidError):
    """Dieser Schlüssel bezeichnet in den Verfahren eine Rolle. Bitte wählen Sie einen anderen, z. B. rav_luzern."""


class OfficeNameError(InvalidError):
    """Bitte geben Sie den Namen der Stelle an, höchstens 200 Zeichen."""


def of_person(name: str, email: str, function: str) -> tuple[str, str, str]:
    """Name, address and function as they are stored. Raises PersonNameError, AddressError, FunctionError."""
    name, email, function = texts.one_line(name), addresses.read(email).lower(), texts.one_line(function)
    if not 0 < len(name) <= NAME_LENGTH:
        raise PersonNameError
    if len(function) > FUNCTION_LENGTH:
        raise FunctionError
    return name, email, function


def username(text: str) -> str:
    """A user name as it is stored. Raises UsernameError."""
    name = texts.value(text).lower()
    if not _USERNAME.fullmatch(name) or len(name) > USERNAME_LENGTH:
        raise UsernameError
    return name


def of_institution(key: str, name: str, email: str) -> tuple[str, str, str]:
    """Key, name and address as they are stored. Raises KeyFormError, RoleKeyError, OfficeNameError, AddressError.

    Mails and tasks go to the word a diagram names, be it a role or the key of an institution: no word may be both.
    """
    if not _KEY.fullmatch(key) or len(key) > KEY_LENGTH:
        raise KeyFormError
    if key in roles.NAMES:
        raise RoleKeyError
    name = texts.one_line(name)
    if not 0 < len(name) <= NAME_LENGTH:
        raise OfficeNameError
    return key, name, addresses.read(email).lower()
