"""«Alle Daten dieser Person»: for the client, and for the coordination office that hands it out."""

from collections.abc import Callable

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from app.cases.roles import Right
from app.cases.standing import Standing, standing_in
from app.errors import NotFoundError
from app.i18n import gettext as _
from app.personal_data import files, queries, service
from app.personal_data.content import PersonData
from app.web.context import db, parts, signed_in_user
from app.web.noting import note_export, note_read

bp = Blueprint("personal_data", __name__)

WHAT = "Alle Daten dieser Person"


@bp.get("/faelle/<number>/datenauskunft")
def show(number: str) -> ResponseReturnValue:
    """What the files contain, and where they are."""
    standing = _standing(number)
    note_read(number, "Übersicht der Datenauskunft")
    return render_template(
        "personal_data/show.html", case=standing.case, data=_collected(standing), me=signed_in_user()
    )


@bp.get("/faelle/<number>/datenauskunft.pdf")
def paper(number: str) -> ResponseReturnValue:
    """Everything, for people."""
    return _file(number, "pdf", "application/pdf", files.as_pdf)


@bp.get("/faelle/<number>/datenauskunft.json")
def data(number: str) -> ResponseReturnValue:
    """Everything, for programs."""
    return _file(number, "json", "application/json", files.as_json)


def _file(number: str, ending: str, kind: str, make: Callable[[PersonData], bytes]) -> ResponseReturnValue:
    found = _collected(_standing(number))
    for one in found.cases:
        note_export(one.number, WHAT)
    disposition = {"Content-Disposition": f'attachment; filename="datenauskunft-{number}.{ending}"'}
    return Response(make(found), mimetype=kind, headers=disposition)


def _collected(standing: Standing) -> PersonData:
    return service.collect(db(), standing, parts().clock.now())


def _standing(number: str) -> Standing:
    standing = standing_in(db(), signed_in_user(), number, parts().clock.now().date())
    standing.require(Right.SEES_LOG)
    if not queries.is_about_somebody(standing.case):
        raise NotFoundError(_("Dieser Fall handelt von keiner Person."))
    return standing
