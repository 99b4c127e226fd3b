"""Draws a style guide of all parts as static pages: `python -m tests.forms.gallery FOLDER`, then open form.html."""

import shutil
import sys
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.clock import ZONE
from app.forms import Form, compile_form

HERE = Path(__file__).resolve().parent
WEB = HERE.parents[1] / "app" / "web"
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=ZONE)
SCOPE: dict[str, Any] = {
    "anrede": "Frau Rossi",
    "gemeinden": ["Adligenswil", "Emmen", "Kriens", "Luzern", "Sursee"],
    "sprachenliste": [{"label": name, "value": name.lower()} for name in ("Deutsch", "Italienisch", "Tigrinya")],
    "klient": {"vorname": "Peter", "name": "Muster"},
    "fallnummer": "2026-0042",
    "stand": "In Vorprüfung",
    "termine": [
        {"datum": "2026-10-19", "ort": "Luzern, Bürgenstrasse", "erschienen": False},
        {"datum": "2026-11-09", "ort": "Sursee", "erschienen": True},
    ],
}
WRONG = {
    "klient.vorname": ["Peter"],
    "klient.name": ["M"],
    "klient.geburtsdatum": ["2012-02-24"],
    "klient.ahv": ["756.1234.5678.90"],
    "klient.email": ["peter@"],
    "erwerbslos": ["ja"],
    "pensum": ["120"],
    "lohn": ["5'200.50"],
    "massnahmen.0.titel": ["Arbeitstraining"],
    "massnahmen.0._row": [""],
    "massnahmen.0.kogu": ["true"],
    "massnahmen.1.titel": [""],
    "massnahmen.1._row": [""],
    "massnahmen.1.kogu": ["true"],
}
NAVIGATION = [
    {"label": "Meine Aufgaben", "url": "inbox.html", "current": True, "count": 4},
    {"label": "Fälle", "url": "case.html", "current": False, "count": 0},
    {"label": "Gesendete Nachrichten", "url": "#", "current": False, "count": 0},
]


def example_form() -> Form:
    """The example form of the tests."""
    return compile_form((HERE / "data" / "beispiel.form").read_bytes(), "beispiel.form")


def environment(*folders: Path) -> Environment:
    """Jinja as the application sets it up, with stand-ins for what Flask provides."""
    env = Environment(
        loader=FileSystemLoader([*folders, WEB / "templates"]), autoescape=True, undefined=StrictUndefined
    )
    env.globals.update(
        url_for=lambda endpoint, filename="": f"static/{filename}" if endpoint == "static" else "#",
        csrf_token=lambda: "token",
        get_flashed_messages=lambda: ["Der Entwurf ist gespeichert."],
        config={"ASSETS": False},
        _=lambda text, **values: text % values if values else text,
        user=SimpleNamespace(name="Andrea Rossi", institution=SimpleNamespace(name="IV-Stelle Luzern")),
        navigation=NAVIGATION,
        demo=True,
        has_errors=False,
    )
    return env


def pages_of(folder: Path) -> list[Path]:
    """Writes all pages with their style sheets into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(WEB / "static", folder / "static", dirs_exist_ok=True)
    env, form = environment(HERE / "gallery_pages"), example_form()
    submission = form.load(WRONG, SCOPE, NOW)
    views = {
        "form": form.view(SCOPE, now=NOW),
        "form_errors": form.view_again(submission, SCOPE, NOW),
    }
    written = []
    for name in ("form", "form_errors", "inbox", "case", "login"):
        template = env.get_template("form.html" if name in views else f"{name}.html")
        page = template.render(view=views.get(name), has_errors=name == "form_errors")
        written.append(folder / f"{name}.html")
        written[-1].write_text(page, encoding="utf-8")
    return written


if __name__ == "__main__":
    for path in pages_of(Path(sys.argv[1])):
        print(path)
