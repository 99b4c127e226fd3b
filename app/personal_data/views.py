"""«Alle Daten dieser Person»: for the client, and for the coordination office that hands it out."""

from collections.abc import Callable

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from app.cases import queries as cases
from app.cases.models import Case
from app.cases.roles import ENTITLED
from app.errors import ForbiddenError, NotFoundError
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
    case = _case(number)
    note_read(case.number, "Übersicht der Datenauskunft")
    return render_template("personal_data/show.html", case=case, data=_collected(case), me=signed_in_user())


@bp.get("/faelle/<number>/datenauskunft.pdf")
def paper(number: str) -> ResponseReturnValue:
    """Everything, for people."""
    return _file(number, "pdf", "application/pdf", files.as_pdf)


@bp.get("/faelle/<number>/datenauskunft.json")
def data(number: str) -> ResponseReturnValue:
    """Everything, for programs."""
    return _file(number, "json", "application/json", files.as_json)


def _file(number: str, ending: str, kind: str, make: Callable[[PersonData], bytes]) -> ResponseReturnValue:
    found = _collected(_case(number))
    for one in found.cases:
        note_export(one.number, WHAT)
    disposition = {"Content-Disposition": f'attachment; filename="datenauskunft-{number}.{ending}"'}
    return Response(make(found), mimetype=kind, headers=disposition)


def _collected(case: Case) -> PersonData:
    return service.collect(db(), case, signed_in_user(), ENTITLED, parts().clock.now())


def _case(number: str) -> Case:
    user = signed_in_user()
    case = cases.case_for(db(), user, number, parts().clock.now().date())
    if not cases.holds_one_of(db(), case, user, ENTITLED):
        raise ForbiddenError().keeping_from(number)
    if not queries.is_about_somebody(db(), case):
        raise NotFoundError(_("Dieser Fall handelt von keiner Person."))
    return case
