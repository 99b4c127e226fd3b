"""Remarks about one field: a mistake, or a warning that may be confirmed."""

from dataclasses import dataclass


def anchor_of(name: str) -> str:
    """The id of the element which stands for an input name."""
    return "feld-" + name.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence about the field with this input name; `str()` is its line in the summary."""

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
    """A mistake in one field, and what to do about it."""


@dataclass(frozen=True, slots=True)
class FieldWarning(Remark):
    """A warning: the answer counts once somebody has confirmed it. `token` changes with the text of the warning."""

    token: str
    confirmed: bool
