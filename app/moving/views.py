"""«Version wechseln»: which running cases can go on with the version in service, trying it, doing it, undoing it."""

from collections.abc import Iterable

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.cases import rescue
from app.errors import AppError, InvalidError
from app.flow.service import Flow
from app.i18n import gettext as _
from app.moving import queries
from app.moving.service import Forecast, Mover
from app.web.context import act, db, service

bp = Blueprint("moving", __name__, url_prefix="/versionen")
AT_ONCE = 25
"""So many cases are tried or moved by one press of a button: it takes a second or two."""


@bp.get("/<process>")
def show(process: str) -> str:
    """Shows the number of cases on each other version."""
    return _page(process)


@bp.post("/<process>")
def change(process: str) -> ResponseReturnValue:
    """Tries some cases, moves those that were tried, or puts one back."""
    given, deed = request.form.get("names", ""), request.form.get("deed", "try")
    try:
        mover = Mover(service(Flow), queries.version(db(), process), _names(given))
        if deed == "undo":
            return _undone(process, mover, request.form.get("number", ""))
        if deed == "move":
            numbers = request.form.getlist("number")[:AT_ONCE]
            done = [mover.move(act(), rescue.find(db(), number)) for number in numbers]
            return _page(process, moved=done, names=given)
        after = request.form.get("after", "")
        cases = queries.running(db(), mover.target, after, AT_ONCE)
        return _page(process, tried=[mover.try_out(act(), case) for case in cases], names=given)
    except AppError as wrong:
        return _page(process, error=wrong.message, names=given), wrong.status


def _undone(process: str, mover: Mover, number: str) -> str:
    mover.undo(act(), rescue.find(db(), number))
    return _page(process, undone=number)


def _names(text: str) -> dict[str, str]:
    """The lines `old = new` of what has another id now. Raises InvalidError."""
    found: dict[str, str] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        old, equals, new = (part.strip() for part in line.partition("="))
        if not (old and equals and new):
            raise InvalidError(_("Bitte schreiben Sie je Zeile eine alte und eine neue Kennung: alt = neu."))
        found[old] = new
    return found


def _page(
    process: str,
    tried: Iterable[Forecast] | None = None,
    moved: Iterable[Forecast] = (),
    undone: str = "",
    error: str = "",
    names: str = "",
) -> str:
    target = queries.version(db(), process)
    return render_template(
        "moving/versions.html",
        target=target,
        counts=queries.counts(db(), target),
        tried=tried,
        able=[one for one in tried or () if not one.refused],
        more=tried is not None and len(list(tried)) == AT_ONCE,
        moved=moved,
        undone=undone,
        error=error,
        names=names,
    )
