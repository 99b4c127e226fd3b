"""Pages on which somebody corrects what they, or their office, have handed in or noted."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import drafts
from app.casefile import correcting
from app.casefile.correcting import CorrectionError
from app.cases.standing import standing_in
from app.consent import categories, reading, sharing
from app.documents import service as documents
from app.drafts import Unsent
from app.errors import AppError
from app.i18n import gettext as _
from app.notes import service as notes
from app.notes.models import KINDS
from app.notes.service import NoteError
from app.people.models import User
from app.web import intake
from app.web.context import act, after_refusal, db, parts, signed_in_user
from app.web.keeping import kept_answer
from app.web.noting import note_read

bp = Blueprint("corrections", __name__)
Posted = Mapping[str, Sequence[str]]


def _may_correct(user: User, arguments: Mapping[str, Any]) -> bool:
    try:
        return bool(standing_in(db(), user, arguments["number"], parts().clock.now().date()).own)
    except AppError:
        return False


@bp.get("/faelle/<number>/unterlagen/<document_id>/berichtigen")
def show(number: str, document_id: str) -> ResponseReturnValue:
    """The answers of a paper of mine, to be put right."""
    unsent = drafts.unsent(db(), signed_in_user().id, request.path)
    return _paper(number, document_id, unsent, unsent.form or {})


@bp.post("/faelle/<number>/unterlagen/<document_id>/berichtigen")
@intake.takes_answers(_may_correct)
def save(number: str, document_id: str) -> ResponseReturnValue:
    """Puts a new version in its place."""
    posted, me = dict(request.form.lists()), signed_in_user()
    standing = standing_in(db(), me, number, act().today)
    keep = partial(_keep, me.id, request.path, posted)
    if request.form.get("_action"):
        correcting.paper_to_correct(act(), standing, document_id)
        return _other_button(posted)
    after_refusal(keep)
    document = correcting.paper_to_correct(act(), standing, document_id)
    said = {n: posted[f"antwort-{n}"][0] for n in range(len(documents.facts_in(document))) if f"antwort-{n}" in posted}
    try:
        new = correcting.correct(act(), standing, document, said, request.form.get("grund", ""))
    except CorrectionError as error:
        return _paper(number, document_id, Unsent(drafts.window_of(posted)), posted, error), 422
    drafts.drop(db(), request.path, me.id, drafts.windows(posted))
    flash(_("Berichtigt: %(title)s. Wer die alte Fassung gelesen hat, erhält eine Nachricht.") % {"title": new.title})
    return redirect(url_for("cases.document", number=number, document_id=new.id), 303)


def _paper(number: str, document_id: str, unsent: Unsent, posted: Posted, error: CorrectionError | None = None) -> str:
    standing = standing_in(db(), signed_in_user(), number, act().today)
    document = correcting.paper_to_correct(act(), standing, document_id)
    facts = documents.facts_in(document)
    note_read(number, documents.as_logged(document), categories.in_words(fact.category for fact in facts))
    reader = reading.reader_of(db(), standing, act().now)
    return render_template(
        "casefile/correct.html",
        case=standing.case,
        client=sharing.client_name(reader, standing.case),
        document=document,
        facts=facts,
        unsent=unsent,
        values={name: texts[0] for name, texts in posted.items() if texts},
        error=error,
        has_errors=error is not None,
        longest=correcting.LONGEST,
        longest_reason=correcting.LONGEST_REASON,
    )


@bp.get("/faelle/<number>/notiz/<note_id>")
def note(number: str, note_id: str) -> ResponseReturnValue:
    """A note of my office with its earlier versions, to be put right."""
    unsent = drafts.unsent(db(), signed_in_user().id, request.path)
    return _note(number, note_id, unsent, unsent.form or {})


@bp.post("/faelle/<number>/notiz/<note_id>")
@intake.takes_answers(_may_correct)
def save_note(number: str, note_id: str) -> ResponseReturnValue:
    """Puts a new version of a note in its place; the old one is kept."""
    posted, me = dict(request.form.lists()), signed_in_user()
    standing = standing_in(db(), me, number, act().today)
    row = notes.note_to_correct(act(), standing, note_id)
    if request.form.get("_action"):
        return _other_button(posted)
    after_refusal(partial(_keep, me.id, request.path, posted))
    try:
        notes.correct(act(), standing, row, request.form.get("text", ""))
    except NoteError as error:
        return _note(number, note_id, Unsent(drafts.window_of(posted)), posted, error), 422
    drafts.drop(db(), request.path, me.id, drafts.windows(posted))
    flash(_("Notiz berichtigt. Die frühere Fassung bleibt erhalten."))
    return redirect(url_for("cases.show", number=number), 303)


def _note(number: str, note_id: str, unsent: Unsent, posted: Posted, error: NoteError | None = None) -> str:
    standing = standing_in(db(), signed_in_user(), number, act().today)
    row = notes.note_to_correct(act(), standing, note_id)
    note_read(number, "Notizen", categories.in_words([row.category]))
    reader = reading.reader_of(db(), standing, act().now)
    return render_template(
        "casefile/correct_note.html",
        case=standing.case,
        client=sharing.client_name(reader, standing.case),
        note=row,
        earlier=notes.earlier_versions(db(), row),
        kinds=KINDS,
        unsent=unsent,
        text=next(iter(posted.get("text", ())), row.text),
        error=error,
        has_errors=error is not None,
        longest=notes.LONGEST,
    )


def _other_button(posted: Posted) -> ResponseReturnValue:
    """Keeps what is typed while somebody types, or drops what another window holds."""
    action, me = request.form.get("_action", ""), signed_in_user()
    if action.startswith("discard:"):
        drafts.drop(db(), request.path, me.id, [action.removeprefix("discard:")])
        return redirect(request.path, 303)
    _keep(me.id, request.path, posted, db())
    return kept_answer()


def _keep(user_id: str, path: str, posted: Posted, session: Any) -> None:
    """Saves what was typed, after the request's own work was rolled back."""
    form = {name: list(texts) for name, texts in posted.items()}
    said = [(_("Berichtigung"), texts[0]) for name, texts in form.items() if not name.startswith(("_", "csrf"))]
    drafts.keep(session, user_id, path, form, parts().clock.now(), [one for one in said if one[1].strip()])
