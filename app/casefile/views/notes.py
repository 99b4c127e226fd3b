"""Pages of notes: writing one, reading those of a case."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import drafts
from app.cases.standing import Standing, standing_in
from app.consent import reading, sharing
from app.drafts import Unsent
from app.errors import AppError, ForbiddenError
from app.i18n import gettext as _
from app.notes import queries
from app.notes import service as notes
from app.notes.models import KINDS, NoteKind
from app.notes.queries import Shown
from app.notes.service import Addressee, NoteError
from app.people.models import User
from app.tasks import own
from app.web import intake
from app.web.context import act, after_refusal, db, parts, signed_in_user
from app.web.keeping import kept_answer
from app.web.noting import note_read
from app.web.paging import page_asked_for

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

bp = Blueprint("notes", __name__)
FROM_INBOX = "aufgaben"
"""`?von=` with this word leads back to the inbox."""


def block(standing: Standing, shown: Shown) -> dict[str, Any]:
    """The values that `casefile/case/notes.html` reads beside `notes`, which are `shown`: the log says so."""
    if shown.of_others:
        note_read(standing.case.number, "Notizen", shown.of_others)
    return {"may_write_notes": notes.may_write(standing), "note_readers": notes.CATEGORIES, "note_kinds": KINDS}


def _may_write(user: User, arguments: Mapping[str, Any]) -> bool:
    try:
        return notes.may_write(standing_in(db(), user, arguments["number"], parts().clock.now().date()))
    except AppError:
        return False


def _writer(number: str) -> Standing:
    standing = standing_in(db(), signed_in_user(), number, parts().clock.now().date())
    if not notes.may_write(standing):
        raise ForbiddenError().keeping_from(number)
    return standing


@bp.get("/faelle/<number>/notizen")
def index(number: str) -> ResponseReturnValue:
    """The notes of a case, page by page."""
    standing = standing_in(db(), signed_in_user(), number, parts().clock.now().date())
    page = page_asked_for()
    return render_template("casefile/notes.html", **_about(standing, page), page=page)


@bp.get("/faelle/<number>/notiz")
def new(number: str) -> ResponseReturnValue:
    """The form for a note, filled with what was typed before and not saved."""
    standing = _writer(number)
    unsent = drafts.unsent(db(), signed_in_user().id, request.path)
    return _form(standing, unsent, unsent.form or {})


@bp.post("/faelle/<number>/notiz")
@intake.takes_answers(_may_write)
def write(number: str) -> ResponseReturnValue:
    """Saves a note, with the own task or the message that it asks for."""
    standing, posted = _writer(number), dict(request.form.lists())
    action = request.form.get("_action", "")
    if action == "keep":
        _keep(standing.user.id, request.path, posted, act().now, db())
        return kept_answer()
    if action.startswith("discard:"):
        drafts.drop(db(), request.path, standing.user.id, [action.removeprefix("discard:")])
        return redirect(request.full_path, 303)
    try:
        _write(standing)
    except NoteError as error:
        after_refusal(partial(_keep, standing.user.id, request.path, posted, act().now))
        return _form(standing, Unsent(drafts.window_of(posted)), posted, error), 422
    drafts.drop(db(), request.path, standing.user.id, drafts.windows(posted))
    flash(_("Notiz gespeichert."))
    if request.args.get("von") == FROM_INBOX:
        return redirect(url_for("inbox.show"), 303)
    return redirect(url_for("cases.show", number=number), 303)


def _write(standing: Standing) -> None:
    given = request.form.get
    kinds = {kind.value: kind for kind in NoteKind}
    if given("kind", "") not in kinds:
        raise NoteError(_("Bitte wählen Sie, worum es geht."), "kind")
    known = {one.key: one for one in _addressees(standing)}
    if given("to", "") not in {"", *known}:
        raise NoteError(_("Diese Person oder Stelle ist nicht mehr beteiligt. Bitte wählen Sie eine andere."), "to")
    to, due = known.get(given("to", "")), _day(given("due", ""))
    note = notes.write(act(), standing, given("text", ""), kinds[given("kind", "")], given("category", ""), to)
    if due is not None:
        own.set_task(act(), standing, note, due, to)
    elif to is not None:
        notes.mention(act(), standing, to)


def _keep(user_id: str, path: str, posted: drafts.Form, now: datetime, session: "Session") -> None:
    """Saves what was typed, after the request's own work was rolled back."""
    drafts.keep(session, user_id, path, posted, now, _said(posted))


def _said(posted: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """The typed text with its label. Choices alone are nothing that could be lost."""
    text = "".join(posted.get("text", ()))
    return [(_("Notiz"), text)] if text.strip() else []


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise NoteError(_("Bitte geben Sie ein Datum an, z. B. 24.02.2027."), "due") from error


def _addressees(standing: Standing) -> list[Addressee]:
    reader = reading.reader_of(db(), standing, parts().clock.now())
    return notes.addressees(db(), standing, sharing.client_name(reader, standing.case))


def _form(
    standing: Standing, unsent: Unsent, posted: Mapping[str, Sequence[str]], error: NoteError | None = None
) -> str:
    values = {name: texts[0] for name, texts in posted.items() if texts}
    return render_template(
        "casefile/note.html",
        **_about(standing),
        unsent=unsent,
        values=values,
        error=error,
        has_errors=error is not None,
        addressees=_addressees(standing),
        longest=notes.LONGEST,
        today=parts().clock.now().date(),
    )


def _about(standing: Standing, page: int = 1) -> dict[str, Any]:
    reader = reading.reader_of(db(), standing, parts().clock.now())
    shown = queries.readable(db(), reader, standing.case, page)
    note_read(standing.case.number, "Notizen", shown.of_others)
    return {
        "shown": shown,
        "case": standing.case,
        "client": sharing.client_name(reader, standing.case),
        "me": standing.user,
        "may_write": notes.may_write(standing),
        "readers": notes.CATEGORIES,
        "kinds": KINDS,
    }
