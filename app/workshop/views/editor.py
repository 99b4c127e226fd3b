"""The editor of diagrams: its page, and what it asks while somebody draws. All answers but the page are JSON."""

from dataclasses import asdict

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.errors import NotFoundError
from app.web.context import act, db, parts
from app.web.intake import begins_reading
from app.web.request import POLICY
from app.workshop import editing, queries, service
from app.workshop.files import PathError, full_path
from app.workshop.models import Draft
from app.workshop.views.pages import draft_in

bp = Blueprint("workshop_editor", __name__, url_prefix="/werkstatt")

RELAXED = f"{POLICY}; style-src-attr 'unsafe-inline'"
"""The drawing tools put positions and colours into attributes; scripts and style sheets stay our own."""


@bp.get("/<folder>/zeichnen/<path:name>")
def draw(folder: str, name: str) -> Response:
    """The page with the drawing."""
    path, draft = _place(folder, name)
    row = queries.changes(db(), draft).get(path)
    page = render_template(
        "workshop/editor.html",
        line=queries.line_of(db(), folder),
        name=name,
        rev=row.rev if row is not None else 0,
        offer=editing.offer(db(), queries.files_of(db(), draft), folder),
    )
    answer = make_response(page)
    answer.headers["Content-Security-Policy"] = RELAXED
    return answer


@bp.get("/<folder>/quelle/<path:name>")
def source(folder: str, name: str) -> Response:
    """The text of a diagram, for the drawing."""
    path, draft = _place(folder, name)
    text = queries.files_of(db(), draft).get(path)
    if text is None:
        raise NotFoundError
    return Response(text, mimetype="text/plain")


@bp.post("/<folder>/sichern/<path:name>")
def save(folder: str, name: str) -> ResponseReturnValue:
    """Keeps the drawing. 409 with what somebody else has saved meanwhile; then nothing is overwritten."""
    path, draft = _place(folder, name)
    try:
        row = service.save(act(), draft, path, _text(), request.form.get("rev", 0, type=int))
    except service.StaleFileError as stale:
        theirs = stale.saved.content if stale.saved is not None else queries.sources(db()).get(path)
        rev = stale.saved.rev if stale.saved is not None else 0
        return jsonify(message=stale.message, rev=rev, text=(theirs or b"").decode(errors="replace")), 409
    except service.TooLargeError as large:
        return jsonify(message=large.message), large.status
    return jsonify(rev=row.rev, at=f"{parts().clock.now():%H:%M}")


@bp.post("/<folder>/befunde/<path:name>")
@begins_reading
def findings(folder: str, name: str) -> ResponseReturnValue:
    """What the gate finds in the drawing as it is now."""
    path, draft = _place(folder, name)
    found = editing.findings_while_drawing(queries.files_of(db(), draft), path, _text().decode())
    return jsonify(findings=[asdict(one) for one in found])


@bp.post("/<folder>/namen/<path:name>")
@begins_reading
def names(folder: str, name: str) -> ResponseReturnValue:
    """The names an expression at an element sees."""
    path, draft = _place(folder, name)
    element = request.form.get("element", "")
    files, in_service = queries.files_of(db(), draft), queries.sources(db()).get(path)
    found = editing.names_while_drawing(files, path, _text().decode(), element, in_service)
    return jsonify(names=[asdict(one) for one in found])


@bp.post("/<folder>/ausdruck/<path:name>")
@begins_reading
def expression(folder: str, name: str) -> ResponseReturnValue:
    """What is wrong with an expression while it is being written."""
    path, draft = _place(folder, name)
    element, typed = request.form.get("element", ""), request.form.get("expression", "")
    files = queries.files_of(db(), draft)
    return jsonify(said=editing.problem_while_typing(files, path, _text().decode(), element, typed))


@bp.post("/tag")
@begins_reading
def day() -> ResponseReturnValue:
    """Which day a due date would be."""
    return jsonify(told=editing.day_of(request.form.get("text", ""), parts().clock.now()))


def _place(folder: str, name: str) -> tuple[str, Draft]:
    path = full_path(folder, name)
    if not path.endswith(".bpmn"):
        raise PathError
    return path, draft_in(folder)


def _text() -> bytes:
    return request.form.get("text", "").replace("\r\n", "\n").encode()
