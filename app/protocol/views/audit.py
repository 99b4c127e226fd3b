"""The pages of data protection: searching the log, and taking what was found away as a file."""

from datetime import date
from math import ceil

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from app import texts
from app.audit import queries
from app.audit.models import GENERAL_CHAIN, WORDS, Entry, case_of
from app.audit.queries import Search
from app.errors import InvalidError
from app.i18n import gettext as _
from app.i18n import moment
from app.web.context import db
from app.web.noting import note_export, note_read
from app.web.sheet import as_csv

bp = Blueprint("audit", __name__)

PER_PAGE = 50
MOST_ROWS = 20_000
LONGEST_WORD = 200


class TooManyError(InvalidError):
    """Das sind zu viele Einträge für eine Datei. Bitte grenzen Sie die Suche ein, zum Beispiel auf wenige Tage."""


@bp.get("/protokoll")
def search() -> ResponseReturnValue:
    """The entries that match, newest first; all entries where nothing is asked."""
    asked = _asked()
    found = queries.count(db(), asked)
    last = max(1, ceil(found / PER_PAGE))
    page = min(request.args.get("seite", 1, type=int) or 1, last)
    note_read(GENERAL_CHAIN, _subject(asked))
    return render_template(
        "protocol/search.html",
        entries=queries.find(db(), asked, PER_PAGE * (max(page, 1) - 1), PER_PAGE),
        found=found,
        page=max(page, 1),
        last=last,
        asked=asked,
        question={name: value for name, value in request.args.items() if name != "seite" and value},
        words=WORDS,
        case_of=case_of,
    )


@bp.get("/protokoll.csv")
def export() -> ResponseReturnValue:
    """All entries that match, as a table for a spreadsheet. Raises TooManyError."""
    asked = _asked()
    if queries.count(db(), asked) > MOST_ROWS:
        raise TooManyError
    rows = [_cells(entry) for entry in queries.find(db(), asked, 0, MOST_ROWS)]
    note_export(GENERAL_CHAIN, f"{_subject(asked)}, {len(rows)} Einträge")
    heading = (_("Wann"), _("Fall"), _("Nr."), _("Wer"), _("Stelle"), _("Was"), _("Datenkategorien"), _("Getan"))
    disposition = {"Content-Disposition": 'attachment; filename="protokoll.csv"'}
    return Response(as_csv([heading, *rows]), mimetype="text/csv", headers=disposition)


def _cells(entry: Entry) -> tuple[str, ...]:
    who = entry.actor_name, entry.institution
    return (
        moment(entry.at),
        case_of(entry.chain),
        str(entry.sequence),
        *who,
        entry.subject,
        entry.categories,
        WORDS[entry.action],
    )


def _subject(asked: Search) -> str:
    return f"Protokoll zu {asked.case}" if asked.case else "Protokoll"


def _asked() -> Search:
    texts = {name: _text(name) for name in ("fall", "person", "aktion")}
    if texts["aktion"] and texts["aktion"] not in WORDS:
        raise InvalidError
    return Search(
        case=texts["fall"].upper(),
        person=texts["person"],
        since=_day(request.args.get("von", "")),
        until=_day(request.args.get("bis", "")),
        action=texts["aktion"],
    )


def _text(name: str) -> str:
    typed = request.args.get(name, "")[:LONGEST_WORD]
    return texts.one_line(typed)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise InvalidError(_("Bitte geben Sie ein Datum an, z. B. 24.02.2027.")) from error
    if not 2000 <= day.year <= 2999:
        raise InvalidError(_("Bitte geben Sie ein Datum an, z. B. 24.02.2027."))
    return day
