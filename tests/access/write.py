"""Writes docs/access.md from the table that the walk has compared: `python -m tests.access.write`."""

from collections.abc import Sequence
from pathlib import Path

from app.cases.roles import ROLES, Right
from tests.access.table import CASE_PAGES, NEVER, OTHER_PAGES, PAGES, PEOPLE, WORDS, Page

FILE = Path(__file__).parent.parent.parent / "docs/access.md"
INTRODUCTION = """# Wer darf was öffnen?

Diese Seite ist für Fachpersonen im Datenschutz. Sie entsteht aus einer Tabelle (`tests/access/table.py`). Ein Test
ruft jede Seite der Anwendung auf, mit jeder Art von Person und in fünf Fällen. Er schlägt fehl, sobald die Anwendung
jemanden anders behandelt, als es hier steht. Er schlägt auch fehl, wenn eine Seite in der Tabelle fehlt.

Die fünf Fälle: einer **vor der Vollmacht**, einer **mit Vollmacht**, einer nach dem **Widerruf** der ganzen Vollmacht,
einer, dessen Vollmacht um Mitternacht **abgelaufen** ist, noch bevor der Worker es bemerkt hat, und **der Fall einer
anderen Person**. Die Vollmacht erlaubt RAV, IV-Stelle und Therapie, Angaben weiterzugeben: der Koordinationsstelle
Berufliches und Gesundheit-Funktion, der IV-Stelle Berufliches und Gesundheit-Diagnose, dem RAV Berufliches. Am anderen
Fall sind nur «Andere Klientin», «Andere Stelle», die Koordinationsstelle und Stellen beteiligt, die in der Tabelle
nicht vorkommen. Die anmeldende Stelle ist in den ersten vier Fällen das RAV.

Wer eine Seite nicht öffnen darf, liest auf der Absage auch keinen Namen der Klientin oder des Klienten. Listen nennen
genau die Fälle und Aufgaben, die sich öffnen lassen. Auch das prüft der Test.
"""
ROLES_TEXT = """Sie steht im Programm in einer Zeile (`app/cases/roles.py`). Was jemand liest, entscheidet ausserdem
die Vollmacht; wer keine lesende Rolle hat, liest nur, was die Rolle als Leserin nennt.
"""
WALK = """Wer nicht angemeldet ist, kommt zur Anmeldung. Der Test läuft wie die Vorführung. Dort verlangt die Anwendung
von Verwaltung und Datenschutz keinen zweiten Faktor; im Betrieb öffnet sich ohne ihn keine ihrer Seiten."""


def document() -> str:
    """The document's text."""
    words = [f"- **{word}**: {meaning}." for word, (_, meaning) in WORDS.items()]
    parts = [
        INTRODUCTION,
        "## Was die Wörter bedeuten\n",
        "\n".join(words),
        "\n## Seiten eines Falls\n",
        _table(CASE_PAGES),
        "\n## Alle übrigen Seiten\n",
        WALK + "\n",
        _table(OTHER_PAGES),
        "\n## Was eine Rolle im Fall mit sich bringt\n",
        ROLES_TEXT,
        _rights(),
        "\n## Die Seiten und ihre Namen im Programm\n",
        "\n".join(f"- {page.name}: {', '.join(f'`{route}`' for route in page.routes)}" for page in PAGES),
    ]
    return "\n".join(parts) + "\n"


def _rights() -> str:
    """The rights under each other, the roles beside each other."""
    shown = {role.german: role for role in ROLES.values() if role.rights}
    lines = ["| Die Rolle … | " + " | ".join(shown) + " |", "|---" * (len(shown) + 1) + "|"]
    for right in Right:
        marks = ["ja" if right in role.rights else "" for role in shown.values()]
        lines.append(f"| {right.value} | " + " | ".join(marks) + " |")
    without = [role.german for role in ROLES.values() if not role.rights]
    return "\n".join([*lines, "", f"Nichts davon: {', '.join(without)}."])


def _table(pages: Sequence[Page]) -> str:
    """The pages under each other, the people beside each other; those who may open none stand below."""
    shown = [person for person in PEOPLE if any(page.word(person) != NEVER for page in pages)]
    others = [PEOPLE[person][1] for person in PEOPLE if person not in shown]
    lines = ["| Seite | " + " | ".join(PEOPLE[person][1] for person in shown) + " |", "|---" * (len(shown) + 1) + "|"]
    lines += [f"| {page.name} | " + " | ".join(page.word(person) for person in shown) + " |" for page in pages]
    if others:
        lines += ["", f"Keine dieser Seiten öffnen: {', '.join(others)}."]
    return "\n".join(lines)


if __name__ == "__main__":
    FILE.write_text(document())
