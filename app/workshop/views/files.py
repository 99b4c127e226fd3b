"""The files of a draft: down and up as a zip, and one by one as text."""

from io import BytesIO

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.errors import InvalidError, NotFoundError
from app.i18n import gettext as _
from app.people import roles
from app.web.context import act, begin_writing, current_user, db
from app.web.intake import takes_files
from app.workshop import queries, service
from app.workshop.checking import own_files
from app.workshop.files import full_path, packed, short_path, unpacked
from app.workshop.views.pages import draft_in

bp = Blueprint("workshop_files", __name__, url_prefix="/werkstatt")
MAX_DIGITS = 9
"""Of the number of a step; a database knows no larger ones."""


class NoFileError(InvalidError):
    """Bitte wählen Sie ein ZIP-Archiv aus."""


class NotTextError(InvalidError):
    """Diese Datei ist kein lesbarer Text. Bitte ersetzen Sie sie mit einem ZIP-Archiv."""


@bp.get("/<folder>/ordner.zip")
def download(folder: str) -> Response:
    """All files of a procedure as they stand in its draft, or in service."""
    line = queries.line_of(db(), folder)
    data = packed(own_files(queries.files_of(db(), line.draft), folder))
    return send_file(BytesIO(data), mimetype="application/zip", as_attachment=True, download_name=f"{folder}.zip")


def _is_owner() -> bool:
    user = current_user()
    return user is not None and roles.has_role(user, roles.PROCESS_OWNER)


@bp.post("/<folder>/hochladen")
@takes_files(_is_owner)
def upload(folder: str) -> ResponseReturnValue:
    """Takes a zip into the draft, which is begun if there is none."""
    file = request.files.get("archive")
    if file is None or not file.filename:
        raise NoFileError
    files = unpacked(folder, file.read())
    begin_writing()
    changed = service.keep_files(act(), service.open_draft(act(), folder), files)
    flash(_("%(count)s Dateien sind im Entwurf neu. In Betrieb ist noch nichts.") % {"count": len(changed)})
    return redirect(url_for("workshop.show", folder=folder), 303)


@bp.get("/<folder>/datei/<path:name>")
def edit(folder: str, name: str) -> str:
    """One file as text."""
    path, draft = full_path(folder, name), draft_in(folder)
    row = queries.changes(db(), draft).get(path)
    content = queries.files_of(db(), draft).get(path)
    if content is None and row is None:
        raise NotFoundError
    return _page(folder, name, _text(content or b""), row.rev if row is not None else 0)


@bp.post("/<folder>/datei/<path:name>")
def save(folder: str, name: str) -> ResponseReturnValue:
    """Keeps one file. What somebody else has saved meanwhile is shown beside it and stays."""
    path, draft = full_path(folder, name), draft_in(folder)
    text = request.form.get("text", "").replace("\r\n", "\n")
    try:
        service.save(act(), draft, path, text.encode(), request.form.get("rev", 0, type=int))
    except service.StaleFileError as stale:
        theirs = stale.saved.content if stale.saved is not None else None
        rev = stale.saved.rev if stale.saved is not None else 0
        return _page(folder, name, text, rev, stale.message, _text(theirs or b"")), 409
    flash(_("Gespeichert im Entwurf."))
    return redirect(url_for("workshop.show", folder=folder), 303)


@bp.post("/<folder>/entfernen/<path:name>")
def remove(folder: str, name: str) -> ResponseReturnValue:
    """Removes a file from the draft. If something still needs it, the gate says so."""
    service.keep_files(act(), draft_in(folder), {full_path(folder, name): None})
    flash(_("Entfernt. Im Verlauf steht die Datei noch 30 Tage."))
    return redirect(url_for("workshop.show", folder=folder), 303)


@bp.post("/<folder>/verlauf/<step_id>")
def take_up(folder: str, step_id: str) -> ResponseReturnValue:
    """Makes a file what it was."""
    draft = draft_in(folder)
    if not step_id.isascii() or not step_id.isdigit() or len(step_id) > MAX_DIGITS:
        raise NotFoundError
    step = service.take_up(act(), draft, int(step_id))
    flash(_("«%(file)s» ist wieder wie damals.") % {"file": short_path(folder, step.path)})
    return redirect(url_for("workshop.show", folder=folder), 303)


def _text(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise NotTextError from error


def _page(folder: str, name: str, text: str, rev: int, error: str = "", theirs: str | None = None) -> str:
    line = queries.line_of(db(), folder)
    return render_template("workshop/file.html", line=line, name=name, text=text, rev=rev, error=error, theirs=theirs)
