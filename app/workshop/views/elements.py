"""The elements of a diagram as a table: everything that can be drawn, for whoever cannot use a canvas."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.designer.check import KNOWN
from app.designer.differences import elements_in
from app.designer.properties import change, fields_of
from app.designer.redrawing import STEPS, Drawing, DrawingError
from app.errors import AppError, NotFoundError
from app.flow.errors import DiagramError
from app.i18n import gettext as _
from app.web.context import act, db, parts
from app.workshop import editing, queries, service
from app.workshop.files import PathError, full_path
from app.workshop.models import Draft
from app.workshop.views.pages import draft_in

bp = Blueprint("workshop_elements", __name__, url_prefix="/werkstatt")


@bp.get("/<folder>/elemente/<path:name>")
def index(folder: str, name: str) -> str:
    """The table."""
    return _table(folder, name)


def _table(folder: str, name: str, error: str = "") -> str:
    path, draft, content, rev = _place(folder, name)
    things: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    try:
        for key, (title, facts) in elements_in(content, path).items():
            things[key] = title, [fact for fact in facts.items() if fact[0] not in ("Name", "von", "nach")]
    except DiagramError as wrong:
        error = error or wrong.message
    found = [one for one in queries.findings(draft) or () if one.file == path]
    return render_template(
        "workshop/elements.html",
        line=queries.line_of(db(), folder),
        name=name,
        rev=rev,
        things=things,
        found={one.element: one for one in reversed(found)},
        steps=STEPS,
        error=error,
    )


@bp.get("/<folder>/element/<element>/<path:name>")
def show(folder: str, element: str, name: str) -> str:
    """One element."""
    return _form(folder, element, name)


def _form(folder: str, element: str, name: str, error: str = "") -> str:
    path, draft, content, rev = _place(folder, name)
    try:
        drawing = Drawing(content, path)
        fields = fields_of(drawing, element, KNOWN.signatures)
    except (DiagramError, DrawingError) as wrong:
        raise NotFoundError from wrong
    files = queries.files_of(db(), draft)
    offer = editing.offer(db(), files, folder)
    lanes = [
        (str(lane.get("id")), str(lane.get("name"))) for lane in drawing.ids.values() if str(lane.tag).endswith("}lane")
    ]
    choices = {
        "lanes": [(one, one) for one in offer["lanes"]],
        "actions": [(one["name"], one["name"]) for one in offer["actions"]],
        "drawn_lanes": lanes,
        **{kind: offer[kind] for kind in ("forms", "decisions", "procedures")},
    }
    now = parts().clock.now()
    return render_template(
        "workshop/element.html",
        line=queries.line_of(db(), folder),
        name=name,
        element=element,
        rev=rev,
        fields=fields,
        typed=request.form if error else {},
        choices=choices,
        days={one.key: editing.day_of(one.value, now) for one in fields if one.kind == "time" and one.value},
        names=editing.names_while_drawing(files, path, content.decode(errors="replace"), element),
        error=error,
    )


@bp.post("/<folder>/element/<element>/<path:name>")
def save(folder: str, element: str, name: str) -> ResponseReturnValue:
    """Writes what was said about an element."""
    answers = {key: value for key, value in request.form.items() if key not in ("csrf_token", "rev")}
    answers.setdefault("default", "")
    try:
        _redraw(folder, name, lambda drawing: change(drawing, element, answers, KNOWN.signatures))
    except (DrawingError, service.StaleFileError) as wrong:
        return _form(folder, element, name, wrong.message), wrong.status
    flash(_("Gespeichert im Entwurf."))
    return redirect(url_for("workshop_elements.show", folder=folder, element=element, name=name), 303)


@bp.post("/<folder>/einfuegen/<path:name>")
def insert(folder: str, name: str) -> ResponseReturnValue:
    """Puts a new element behind another."""
    words = " ".join(request.form.get("called", "").split())[:200]
    added: list[str] = []

    def put(drawing: Drawing) -> None:
        added.append(drawing.insert_after(request.form.get("after", ""), request.form.get("kind", ""), words))

    refused = _tried(folder, name, put)
    if refused is not None:
        return refused
    flash(_("Eingefügt. Sagen Sie nun mehr darüber."))
    return redirect(url_for("workshop_elements.show", folder=folder, element=added[0], name=name), 303)


@bp.post("/<folder>/verbinden/<path:name>")
def connect(folder: str, name: str) -> ResponseReturnValue:
    """Draws an arrow."""
    source, target = request.form.get("source", ""), request.form.get("target", "")
    refused = _tried(folder, name, lambda drawing: drawing.connect(source, target))
    return refused or redirect(url_for("workshop_elements.index", folder=folder, name=name), 303)


@bp.post("/<folder>/loeschen/<path:name>")
def remove(folder: str, name: str) -> ResponseReturnValue:
    """Removes an element."""
    element = request.form.get("element", "")
    refused = _tried(folder, name, lambda drawing: drawing.remove(element))
    if refused is None:
        flash(_("Entfernt. Im Verlauf des Entwurfs steht die Zeichnung, wie sie vorher war."))
    return refused or redirect(url_for("workshop_elements.index", folder=folder, name=name), 303)


def _tried(folder: str, name: str, redraw: Callable[[Drawing], object]) -> ResponseReturnValue | None:
    """Changes the drawing; the table with a sentence where that is refused."""
    try:
        _redraw(folder, name, redraw)
    except (DrawingError, DiagramError, service.StaleFileError) as wrong:
        return _table(folder, name, _sentence(wrong)), wrong.status
    return None


def _sentence(wrong: AppError) -> str:
    if isinstance(wrong, service.StaleFileError):
        return _(
            "Jemand anderes hat die Zeichnung inzwischen geändert. Nichts ist überschrieben; hier ist der neue Stand."
        )
    return wrong.message


def _redraw(folder: str, name: str, redraw: Callable[[Drawing], object]) -> None:
    path, draft, content, _rev = _place(folder, name)
    drawing = Drawing(content, path)
    redraw(drawing)
    service.save(act(), draft, path, drawing.written(), request.form.get("rev", -1, type=int))


def _place(folder: str, name: str) -> tuple[str, Draft, bytes, int]:
    """Path, draft, content and number of the change of a diagram."""
    path, draft = full_path(folder, name), draft_in(folder)
    if not path.endswith(".bpmn"):
        raise PathError
    content, row = queries.files_of(db(), draft).get(path), queries.changes(db(), draft).get(path)
    if content is None:
        raise NotFoundError
    return path, draft, content, row.rev if row is not None else 0
