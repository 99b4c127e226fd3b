"""What a client without a login does on paper: the form to print, and the scan without which no office enters it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from app.cases.models import Case
from app.flow.models import WorkItem
from app.forms import FieldError, FieldView, Form, FormView, Submission
from app.typesetting import typeset

LAYOUT = Path(__file__).with_name("on_paper.typ")
MISSING = "Bitte laden Sie das unterschriebene Papier hoch: Niemand unterzeichnet für die Klientin oder den Klienten."
Block = dict[str, object]


def without_paper(form: Form, view: FormView, checked: Submission) -> list[FieldError]:
    """A mistake where the form asks for a file, as `view` shows it, and none came with sound answers."""
    if not checked.ok or any(fact.files for fact in checked.facts):
        return []
    shown = [field for field in _fields(view.items) if form.file_field(field.name) is not None]
    return [FieldError(field.name, field.label, MISSING) for field in shown[:1]]


def as_pdf(item: WorkItem, case: Case, view: FormView, now: datetime) -> bytes:
    """The form of a task with everything that is known, and room for what a person writes and for their signature."""
    content = {"title": item.title, "number": case.number, "blocks": list(_blocks(view.items))}
    return typeset(LAYOUT, "data", content, now)


def _fields(items: Sequence[FieldView]) -> Iterator[FieldView]:
    """All fields, those in groups and rows too."""
    for item in items:
        yield item
        yield from _fields(item.items)
        for row in item.rows:
            yield from _fields(row.items)


def _blocks(items: Sequence[FieldView]) -> Iterator[Block]:
    for item in _fields(items):
        options = [option.text if not option.label else option.label for option in item.options]
        yield {
            "said": item.html.striptags() if item.html is not None else "",
            "label": item.label,
            "hint": item.hint,
            "text": item.text,
            "options": options,
            "headings": list(item.headings),
            "cells": [list(row) for row in item.cells],
            "asked": bool(item.name) and not item.locked and not options and not item.cells,
        }
