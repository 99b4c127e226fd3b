"""Turns keys and expressions of diagrams into German for readers, and texts into Markdown."""

import re
from collections.abc import Mapping, Sequence

from app.cases.roles import NAMES

_CASE_NUMBER = " ({fall})"
_WORD = re.compile(r'(?:^|")(\w+)(?:$|")')
"""A key that stands alone, or in quotes inside an expression."""
_ROLES = {name.lower(): name for name in NAMES.values()}

ACTIONS = {
    "mail": "verschickt eine Nachricht",
    "remind": "erinnert alle, die «{task}» noch vor sich haben",
    "invite": "verschickt die Einladungen",
    "assign_role": "überträgt die Rolle «{role}»",
    "end_participation": "beendet die Teilnahme: Diese Stellen sehen den Fall nicht mehr",
    "record_consent": "hält fest, was die Vollmacht erlaubt",
    "withdraw_consent": "beendet die Einwilligung sofort",
    "hold": "setzt eine Löschsperre: Der Fall wird nicht gelöscht, solange sie gilt",
    "release_hold": "hebt die Löschsperre auf",
    "silence": "lässt von jetzt an keine Nachricht mehr hinaus",
    "invoice": "stellt eine Rechnung",
    "record": "hält einen Vermerk im Fall fest",
    "freeze_plan": "hält den Wortlaut unveränderlich fest",
    "freeze_figures": "hält die Zahlen unveränderlich fest",
    "close_case": "schliesst den Fall",
}
"""Name of an action → a German phrase for what it does."""
_QUOTED = {"mail": "subject", "invite": "subject", "record": "text", "close_case": "result"}
"""Name of an action → the input that the phrase quotes, if it is a plain text."""


def action(topic: str, inputs: Mapping[str, str], task: str) -> str:
    """A German phrase for an automatic step; `task` is the name of the task it is about."""
    told = ACTIONS.get(topic, topic).format(task=task, role=inputs.get("role", ""))
    quoted = inputs.get(_QUOTED.get(topic, ""), "")
    return told if not quoted or is_expression(quoted) else f"{told}: «{quoted.removesuffix(_CASE_NUMBER)}»"


def holder(candidates: str, lane: str) -> str:
    """The people who do a task, in German: roles that `candidates` names, else the lane's, else «je nach Fall»."""
    named = [NAMES[word] for word in _WORD.findall(candidates) if word in NAMES]
    if named:
        return " oder ".join(dict.fromkeys(named))
    if lane in NAMES.values():
        return lane
    # The last name of a variable is often that of a role: `= fall.anmeldende_stelle`.
    last = candidates.removeprefix("=").strip().rpartition(".")[2].replace("_", " ")
    return _ROLES.get(last.lower(), "je nach Fall")


def is_expression(text: str) -> bool:
    """Whether a text of a diagram is an expression."""
    return text.startswith("=")


def cell(text: str) -> str:
    """A text as Markdown inside a table."""
    return plain(text).replace("|", "\\|") or "–"


def plain(text: str) -> str:
    """A text as Markdown in which no character is markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a Markdown table. The cells are Markdown already, see `cell`."""
    return [_row(head), _row(["---"] * len(head)), *(_row(row) for row in rows), ""]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
