"""«Werkstatt»: the procedures, one procedure with its draft, new ones, and «keine neuen Fälle»."""

from collections.abc import Collection

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.errors import AppError, ConflictError
from app.i18n import gettext as _
from app.web.context import act, begin_writing, db
from app.web.intake import begins_reading
from app.workshop import queries, service
from app.workshop.beginnings import EMPTY, MEETING, beginning, copy_of
from app.workshop.checking import findings_in, own_files
from app.workshop.files import short_path
from app.workshop.models import REASON_LENGTH, Draft

bp = Blueprint("workshop", __name__, url_prefix="/werkstatt")
COPY = "copy:"
EDITORS = {"bpmn": "workshop_editor.draw", "form": "workshop_forms.show", "dmn": "workshop_tables.index"}
"""Kind of file → the page on which it is changed; others are changed as text."""


class NoDraftError(ConflictError):
    """Zu diesem Verfahren gibt es keinen Entwurf mehr. Bitte beginnen Sie einen neuen."""


@bp.get("")
def index() -> str:
    """All procedures."""
    return render_template("workshop/index.html", lines=queries.lines(db()), found=queries.findings)


@bp.get("/neu")
def new() -> str:
    """Asks for the name of a new procedure and what it begins with."""
    return _new_page({})


@bp.post("/neu")
def begin() -> ResponseReturnValue:
    """Begins the draft of a new procedure."""
    given = {name: request.form.get(name, "").strip() for name in ("name", "key", "kind")}
    try:
        draft = service.new_draft(act(), given["key"], given["name"], _beginning(**given))
    except AppError as wrong:
        field = "name" if isinstance(wrong, service.NoNameError) else "key"
        return _new_page(given, wrong.message, field), wrong.status
    flash(_("Der Entwurf ist angelegt. In Betrieb ist noch nichts."))
    return redirect(url_for("workshop.show", folder=draft.folder), 303)


def _beginning(name: str, key: str, kind: str) -> dict[str, bytes]:
    if not kind.startswith(COPY):
        return beginning(MEETING if kind == MEETING else EMPTY, key, name)
    line = queries.line_of(db(), kind.removeprefix(COPY))
    return copy_of(queries.sources(db()), line.folder, line.key, key, name)


def _new_page(given: dict[str, str], error: str = "", field: str = "") -> str:
    lines = [line for line in queries.lines(db()) if line.key and line.folder]
    return render_template("workshop/new.html", given=given, lines=lines, error=error, field=field, copy=COPY)


@bp.get("/<folder>")
def show(folder: str) -> str:
    """One procedure: its files, its draft, what was found in it, and its history."""
    return _page(folder)


def _page(folder: str, error: str = "", field: str = "") -> str:
    line = queries.line_of(db(), folder)
    draft = line.draft
    files = own_files(queries.files_of(db(), draft), folder)
    changes = queries.changes(db(), draft) if draft is not None else {}
    return render_template(
        "workshop/procedure.html",
        line=line,
        draft=draft,
        groups=_groups({*files, *changes}, changes),
        changes=changes,
        findings=queries.findings(draft) if draft is not None else None,
        steps=queries.steps(db(), draft) if draft is not None else [],
        short=short_path,
        tables=next((short_path(folder, path) for path in sorted(files) if path.endswith(".dmn")), "decisions.dmn"),
        editor_of=lambda name: EDITORS.get(name.rpartition(".")[2], "workshop_files.edit"),
        error=error,
        field=field,
        longest=REASON_LENGTH,
    )


def _groups(paths: Collection[str], changes: Collection[str]) -> list[tuple[str, list[str], bool]]:
    """What a kind of files is called, those of it by name, and whether the draft changes one of them."""
    kinds = (
        (_("Diagramm und Tabellen"), (".bpmn", ".dmn")),
        (_("Formulare"), (".form",)),
        (_("Szenarien"), (".yaml",)),
    )
    groups = [
        (
            label,
            sorted(
                (path for path in paths if path.endswith(ends)), key=lambda path: (not path.endswith(".bpmn"), path)
            ),
        )
        for label, ends in kinds
    ]
    return [(label, found, any(path in changes for path in found)) for label, found in groups]


@bp.post("/<folder>/entwurf")
def open_draft(folder: str) -> ResponseReturnValue:
    """Begins a draft, or goes on with the one there is."""
    service.open_draft(act(), folder)
    return redirect(url_for("workshop.show", folder=folder), 303)


@bp.post("/<folder>/pruefen")
@begins_reading
def check(folder: str) -> ResponseReturnValue:
    """Checks the draft with the gate, before anything is locked, and keeps what it finds."""
    draft = draft_in(folder)
    rev = draft.rev
    findings = findings_in(queries.files_of(db(), draft), folder)
    begin_writing()
    service.keep_findings(draft_in(folder), rev, findings)
    return redirect(url_for("workshop.show", folder=folder, _anchor="found"), 303)


@bp.post("/<folder>/formular")
def add_form(folder: str) -> ResponseReturnValue:
    """Adds a form to the draft."""
    key = request.form.get("form_key", "").strip()
    try:
        service.add_form(act(), draft_in(folder), key, request.form.get("title", ""))
    except (service.WrongKeyError, service.TakenError) as wrong:
        return _page(folder, wrong.message, "form_key"), wrong.status
    except service.NoNameError as wrong:
        return _page(folder, wrong.message, "title"), wrong.status
    flash(_("Das Formular «%(key)s» ist im Entwurf. Beim Zeichnen steht es in der Liste der Formulare.") % {"key": key})
    return redirect(url_for("workshop.show", folder=folder), 303)


@bp.post("/<folder>/verwerfen")
def discard(folder: str) -> ResponseReturnValue:
    """Throws the draft away."""
    draft = draft_in(folder)
    service.discard(act(), draft)
    flash(_("Der Entwurf ist verworfen. In Betrieb ist, was vorher in Betrieb war."))
    return redirect(url_for("workshop.index"), 303)


@bp.post("/<folder>/zuruecknehmen")
def withdraw(folder: str) -> ResponseReturnValue:
    """«Keine neuen Fälle»."""
    try:
        service.withdraw(act(), folder, request.form.get("reason", ""))
    except service.NoReasonError as wrong:
        return _page(folder, wrong.message, "reason"), 422
    flash(_("Es werden keine neuen Fälle mehr eröffnet. Laufende Fälle gehen weiter."))
    return redirect(url_for("workshop.show", folder=folder), 303)


@bp.post("/<folder>/aufnehmen")
def resume(folder: str) -> ResponseReturnValue:
    """New cases again."""
    service.resume(act(), folder)
    flash(_("Es können wieder neue Fälle eröffnet werden."))
    return redirect(url_for("workshop.show", folder=folder), 303)


def draft_in(folder: str) -> Draft:
    """The draft of this folder. Raises NotFoundError for an unknown folder, NoDraftError where there is none."""
    draft = queries.draft_of(db(), folder)
    if draft is None:
        queries.line_of(db(), folder)
        raise NoDraftError
    return draft
