"""Small forms built in a line, and the day on which all tests of forms happen: Sunday, 22 November 2026."""

import json
from datetime import datetime
from typing import Any

from app.clock import ZONE
from app.forms import Form, Submission, compile_form

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=ZONE)
Component = dict[str, Any]


def form_file(*components: Component, **root: object) -> bytes:
    """The bytes of a form file with these components."""
    return json.dumps({"type": "default", "components": list(components), **root}).encode()


def form_of(*components: Component) -> Form:
    return compile_form(form_file(*components), "probe.form")


def text(key: str = "name", **more: object) -> Component:
    return {"type": "textfield", "key": key, "label": key.capitalize(), **more}


def field(kind: str, key: str = "feld", **more: object) -> Component:
    return {"type": kind, "key": key, "label": "Feld", **more}


def day(key: str = "tag", **more: object) -> Component:
    return {"type": "datetime", "subtype": "date", "key": key, "dateLabel": "Tag", **more}


def rows(*components: Component, path: str = "zeilen", **more: object) -> Component:
    return {"type": "dynamiclist", "path": path, "label": "Zeile", "components": list(components), **more}


def load(form: Form, posted: dict[str, Any] | None = None, stored: dict[str, Any] | None = None) -> Submission:
    return form.load(posted or {}, stored or {}, NOW)


def give(form: Form, values: dict[str, Any] | None = None, stored: dict[str, Any] | None = None) -> Submission:
    return form.load_values(values or {}, stored or {}, NOW)


def value_of(component: Component, typed: object, stored: dict[str, Any] | None = None) -> object:
    """What one field makes of one answer; fails when the answer is refused."""
    submission = load(form_of(component), {component["key"]: typed}, stored)
    assert submission.ok, submission.errors
    return submission.values[component["key"]]


def complaint_about(component: Component, typed: object, stored: dict[str, Any] | None = None) -> str:
    """The sentence with which one field refuses one answer."""
    submission = load(form_of(component), {component["key"]: typed}, stored)
    assert not submission.ok
    (error,) = submission.errors
    assert error.name == component["key"]
    return error.message
