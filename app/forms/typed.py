"""Compares two views of a form, and names the fields that somebody has changed, with their texts."""

from collections.abc import Iterator, Sequence

from app.forms.view_records import FieldView, FormView

_CHOICES = ("select", "radio", "checklist")


def typed(before: FormView, after: FormView) -> list[tuple[str, str]]:
    """Label and text of each field of `after` that has another text in `before`; a field that has gone, without text.

    Fields in groups and rows of lists carry the labels around them: «Ziel 2 – Bis wann».
    """
    shown = {name: (label, text) for name, label, text in _texts(before.items)}
    entered = {name: (label, text) for name, label, text in _texts(after.items)}
    changed = [entry for name, entry in entered.items() if shown.get(name, ("", ""))[1] != entry[1]]
    gone = [(label, "") for name, (label, text) in shown.items() if name not in entered and text]
    return changed + gone


def _texts(items: Sequence[FieldView], around: str = "") -> Iterator[tuple[str, str, str]]:
    """Name, label and text of each field in which people answer."""
    for item in items:
        label = f"{around} – {item.label}" if around and item.label else around or item.label
        if item.shape == "group":
            yield from _texts(item.items, label)
        elif item.shape == "list":
            for row in item.rows:
                yield from _texts(row.items, f"{around} – {row.label}" if around else row.label)
        elif item.shape == "checkbox":
            yield item.name, label, "✓" if any(option.chosen for option in item.options) else ""
        elif item.shape in _CHOICES:
            yield item.name, label, ", ".join(option.label for option in item.options if option.chosen)
        elif item.shape == "files":
            yield item.name, label, ", ".join(file.name for file in item.files)
        elif item.shape in ("input", "textarea"):
            yield item.name, label, "\n".join(item.text.splitlines())
