"""What is said about one field: a mistake, or a warning that may be confirmed."""

from dataclasses import dataclass


def anchor_of(name: str) -> str:
    """The id of the element which stands for an input name."""
    return "feld-" + name.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence about the field with this input name; `str()` is how a summary says it."""

    name: str
    label: str
    message: str

    @property
    def anchor(self) -> str:
        """The id of the element to jump to."""
        return anchor_of(self.name)

    def __str__(self) -> str:
        joint = " " if self.label.endswith(("?", "!")) else ": "
        return f"{self.label.rstrip('.:')}{joint}{self.message}"


@dataclass(frozen=True, slots=True)
class FieldError(Remark):
    """What is wrong with one field and what to do about it."""


@dataclass(frozen=True, slots=True)
class FieldWarning(Remark):
    """Something unusual that counts once somebody has confirmed it; `token` stands for this very text."""

    token: str
    confirmed: bool
