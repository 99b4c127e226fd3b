"""Small procedures with a start form, so that every name is known."""

import json
from dataclasses import replace
from typing import Any

from app.gate import Finding, Known, Signature, check_bundle
from tests.flow.passing import bundle_of
from tests.flow.player import END, diagram, file_with

KNOWN = Known(
    actions=frozenset({"mail", "freeze"}),
    lanes=frozenset({"Fallführung"}),
    anytime="Jederzeit",
    signatures={"freeze": Signature(results={"text": (), "date": ()})},
    given={"fall": {"nummer": "1"}, "stellen": [{"key": "a", "name": "A"}]},
)
START = '<startEvent id="start" camunda:formKey="start"/>'


def form(*components: dict[str, Any]) -> str:
    """A form of these components."""
    return json.dumps({"type": "default", "components": [{"label": "X", **one} for one in components]})


def text(key: str, **more: Any) -> dict[str, Any]:
    """A text field."""
    return {"type": "textfield", "key": key, **more}


START_FORM = form(
    text("klient.name"), {"type": "number", "key": "pensum"},
    {"type": "dynamiclist", "path": "ziele", "components": [text("titel", label="T")]},
)  # fmt: skip


def findings_in(
    *lines: str,
    forms: dict[str, str] | None = None,
    decisions: dict[str, str] | None = None,
    definitions: str = "",
    called: tuple[bytes, ...] = (),
) -> list[Finding]:
    """What the gate finds in a procedure that opens with START_FORM; `lines` as in `diagram`."""
    main = file_with(definitions, "\n".join((START, END, *lines)))
    all_forms = {"start": START_FORM, **(forms or {})}
    bundle = bundle_of(main, *called, forms=all_forms, decisions=decisions)
    return check_bundle(replace(bundle, start_form="start"), KNOWN)


def step(element: str) -> tuple[str, ...]:
    """One element with the id `a` between start and end."""
    return (element, "start -> a", "a -> end")


def script(*lines: str, name: str = "s") -> str:
    """A script task."""
    return f'<scriptTask id="{name}" scriptFormat="feel"><script>{"&#10;".join(lines)}</script></scriptTask>'


def properties(**values: str) -> str:
    """The extension properties of an element."""
    rows = "".join(f'<camunda:property name="{name}" value="{value}"/>' for name, value in values.items())
    return f"<extensionElements><camunda:properties>{rows}</camunda:properties></extensionElements>"


__all__ = ["END", "KNOWN", "START", "diagram", "findings_in", "form", "properties", "script", "step", "text"]
