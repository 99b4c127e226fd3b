"""What the editor of diagrams asks: what there is to choose, what is wrong, which names exist, which day a date is."""

import re
from collections import deque
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.designer.check import KNOWN
from app.designer.drafts import check_diagram, decisions_in, names_here, names_seen, problem_with
from app.errors import AppError
from app.feel import FeelError, FeelMissingError
from app.flow.durations import Duration
from app.flow.expressions import as_date, compile_text, is_literal_time, timer_value
from app.gate import Finding
from app.gate.names.flowing import Names
from app.gate.names.listing import KnownName
from app.i18n import gettext as _
from app.i18n import weekday
from app.workshop import queries
from app.workshop.files import Files, laid_out

MAX_EXPRESSION = 5_000
_HEADING = re.compile(r'"text": "# ([^"\\\\]{1,100})')


def offer(session: Session, files: Files, folder: str) -> Mapping[str, Any]:
    """What the panel lists: lanes, forms, actions with their parameters, decisions, procedures."""
    tables = {
        path: text for path, text in files.items() if path.startswith(f"workflows/{folder}/") and path.endswith(".dmn")
    }
    forms = {path: _title(content) for path, content in files.items() if path.startswith("forms/")}
    actions = [
        {"name": name, "needed": one.needed, "optional": one.optional} for name, one in sorted(KNOWN.signatures.items())
    ]
    return {
        "lanes": sorted(KNOWN.lanes | {KNOWN.anytime}),
        "forms": sorted(_named(path, title) for path, title in forms.items()),
        "actions": actions,
        "decisions": decisions_in(tables),
        "procedures": [(line.key, line.name) for line in queries.lines(session) if line.key],
    }


def _named(path: str, title: str) -> tuple[str, str]:
    key = path.removeprefix("forms/").removesuffix(".form")
    return key, f"{title} ({key})" if title else key


def _title(form: bytes) -> str:
    """The heading of a form; empty where it has none or cannot be read."""
    found = _HEADING.search(form.decode(errors="replace"))
    return found[1] if found else ""


def findings_while_drawing(files: Files, path: str, text: str) -> list[Finding]:
    """What the gate finds in a diagram as it is drawn now, errors first; nothing is kept."""
    with laid_out({**files, path: text.encode()}) as root:
        found = check_diagram(root, path)
    return sorted(found, key=lambda one: one.level.value != "error")


def names_while_drawing(
    files: Files, path: str, text: str, element: str, in_service: bytes | None = None
) -> list[KnownName]:
    """The names at an element as it is drawn now; while that is not sound, as it was saved, or as it is in service.

    At an element that was not there yet, those of the whole procedure.
    """
    for content in (text.encode(), files.get(path), in_service):
        names = _names({**files, path: content}, path) if content is not None else None
        if names is not None:
            return names_seen(names, element) or (names_seen(names, names.main[1]) if names.main else [])
    return []


def problem_while_typing(files: Files, path: str, text: str, element: str, expression: str) -> str:
    """What is wrong with an expression that is being written at an element; empty if nothing."""
    expression = expression.strip()
    if not expression or is_literal_time(expression):
        return ""
    return problem_with(expression[:MAX_EXPRESSION], element, _names({**files, path: text.encode()}, path))


_REMEMBERED: deque[tuple[Files, str, Names | None]] = deque(maxlen=4)
"""Files, path and names of the last drawings: whoever writes an expression asks again and again about the same one."""


def _names(files: Files, path: str) -> Names | None:
    for before, where, names in [*_REMEMBERED]:
        if where == path and before == files:
            return names
    with laid_out(files) as root:
        found = names_here(root, path)
    _REMEMBERED.append((files, path, found))
    return found


def day_of(expression: str, now: datetime) -> str:
    """Which day a due date or a timer would be if its step began now, in a sentence, whatever was typed."""
    try:
        day = _day(expression[:MAX_EXPRESSION], now)
    except FeelMissingError as missing:
        return _("Der Tag hängt von Angaben des Falls ab («%(name)s»).") % {"name": missing.name}
    except (AppError, FeelError) as wrong:
        return str(wrong)
    if day is None:
        return _("Ergibt heute keinen Tag.")
    begins, ends = weekday(now.date()), weekday(day)
    return _("Beginnt der Schritt am %(begins)s, ist der Termin am %(ends)s.") % {"begins": begins, "ends": ends}


def _day(expression: str, now: datetime) -> date | None:
    if is_literal_time(expression):
        value: object = timer_value(expression, {}, lambda: now)
        return as_date(value) if not str(value).startswith(("P", "R")) else None
    value = compile_text(expression).evaluate(KNOWN.given, now=lambda: now, optional=())
    if isinstance(value, timedelta):
        return (now + value).date()
    if isinstance(value, Duration):
        return None
    return as_date(value)
