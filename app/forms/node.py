"""Checked access to the JSON of one component. Raises FormError where an attribute is not of the expected type."""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal

from app.feel import Library
from app.forms import limits
from app.forms.definitions import KeyPath, Switch
from app.forms.errors import FormError
from app.forms.formulas import Formula, Template

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)*\Z")
_RESERVED = frozenset({"typename", "this", "parent", "i", "csrf_token"})


class Node:
    """One component (or the form itself) as read from the file."""

    def __init__(self, data: object, library: Library) -> None:
        if not isinstance(data, Mapping):
            raise FormError("Jeder Baustein muss ein JSON-Objekt sein.")
        self.data: Mapping[str, object] = data
        self.library = library
        self.element = ""
        self.element = self.text("label") or self.text("key") or self.text("path") or self.text("id")

    def fail(self, sentence: str) -> FormError:
        return FormError(sentence, element=self.element)

    def text(self, name: str) -> str:
        value = self.data.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.fail(f"«{name}» muss ein Text sein.")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.data.get(name, default)
        if not isinstance(value, bool):
            raise self.fail(f"«{name}» muss wahr (true) oder falsch (false) sein.")
        return value

    def switch(self, name: str) -> Switch:
        """A flag that may also be a formula."""
        return self.formula(name) if isinstance(self.data.get(name), str) else self.flag(name)  # type: ignore[return-value]

    def whole(self, name: str, default: int, least: int = 0, most: int = 10**6) -> int:
        value = self.data.get(name)
        if value is None or value == "":
            return default
        number = int(value) if isinstance(value, str) and re.fullmatch(r"[0-9]{1,7}", value) else value
        if not isinstance(number, int) or isinstance(number, bool) or not least <= number <= most:
            raise self.fail(f"«{name}» muss eine ganze Zahl von {least} bis {most} sein.")
        return number

    def bound(self, name: str, default: Decimal) -> Decimal | Formula:
        """A number, or a formula that yields one."""
        value = self.data.get(name)
        if value is None or value == "":
            return default
        if isinstance(value, str) and value.lstrip().startswith("="):
            return Formula(value, self.library, self.element)
        try:
            if not isinstance(value, int | float | str) or isinstance(value, bool):
                raise ValueError
            number = Decimal(str(value))
            if not abs(number) <= abs(default):
                raise ValueError
        except (ValueError, ArithmeticError):
            raise self.fail(f"«{name}» muss eine Zahl oder ein Ausdruck sein.") from None
        return number

    def step(self, name: str) -> Decimal | None:
        """A number greater than zero, as a number or as text; None where it is left out."""
        value = self.data.get(name)
        if value is None or value == "":
            return None
        try:
            if not isinstance(value, int | float | str) or isinstance(value, bool):
                raise ValueError
            number = Decimal(str(value).strip())
            if not 0 < number <= limits.NUMBER or number.adjusted() < -limits.DECIMALS:
                raise ValueError
        except (ValueError, ArithmeticError):
            raise self.fail(f"«{name}» muss eine Zahl grösser als 0 sein, nicht «{str(value)[:40]}».") from None
        return number

    def formula(self, name: str, *, needs_equals: bool = True) -> Formula | None:
        text = self.text(name)
        if not text.strip():
            return None
        if needs_equals and not text.lstrip().startswith("="):
            raise self.fail(f"Der Ausdruck bei «{name}» muss mit = beginnen.")
        return Formula(text, self.library, self.element)

    def template(self, *names: str) -> Template:
        """The first of the attributes that is filled in, as a text with formulas."""
        text = next((found for name in names if (found := self.text(name).strip())), "")
        return Template(text, self.library, self.element)

    def inner(self, name: str, known: Collection[str]) -> "Node":
        """An attribute that is itself an object. Unknown attributes in it are refused, because they may be misspelt."""
        node = Node(self.data.get(name) or {}, self.library)
        node.element = self.element
        unknown = sorted(set(node.data) - set(known))
        if unknown:
            raise self.fail(f"«{unknown[0]}» bei «{name}» ist nicht bekannt. Möglich sind: {', '.join(sorted(known))}.")
        return node

    def items(self, name: str) -> list[object]:
        value = self.data.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.fail(f"«{name}» muss eine Liste sein.")
        return value

    def key_path(self, name: str, *, optional: bool = False) -> KeyPath:
        """A dotted path of plain names, such as `klient.name`."""
        text = self.text(name)
        if not text and optional:
            return ()
        if not _KEY.match(text) or len(text) > 120:
            raise self.fail(
                f"Der Schlüssel «{text}» ist nicht möglich: Buchstaben ohne Umlaute, Ziffern und _, "
                "beginnend mit einem Buchstaben; Punkte trennen Ebenen."
            )
        path = tuple(text.split("."))
        reserved = _RESERVED.intersection(path)
        if reserved:
            raise self.fail(f"Der Schlüssel «{min(reserved)}» ist reserviert. Bitte wählen Sie einen anderen.")
        return path
