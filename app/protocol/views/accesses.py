"""«Wer hat meine Daten gesehen?»: for the client, and for the coordination office that hands it out on paper."""

from math import ceil

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from app.audit import queries as log
from app.audit.access_list import by_day
from app.cases.models import Case
from app.cases.roles import Right
from app.cases.standing import standing_in
from app.protocol.paper import print_access_list
from app.web.context import db, parts, signed_in_user
from app.web.noting import note_export, note_read

bp = Blueprint("accesses", __name__)

DAYS_PER_PAGE = 14
REPORT = "Liste der Zugriffe"


@bp.get("/faelle/<number>/zugriffe")
def show(number: str) -> ResponseReturnValue:
    """The accesses to a case, day by day: who saw, changed and got what."""
    case = _case(number)
    days = by_day(log.entries_of(db(), case.number))
    last = max(1, ceil(len(days) / DAYS_PER_PAGE))
    page = min(max(1, request.args.get("seite", 1, type=int)), last)
    shown = days[DAYS_PER_PAGE * (page - 1) : DAYS_PER_PAGE * page]
    note_read(case.number, REPORT)
    return render_template("protocol/access_list.html", case=case, days=shown, page=page, last=last)


@bp.get("/faelle/<number>/zugriffe.pdf")
def paper(number: str) -> ResponseReturnValue:
    """The same list as a PDF, all days at once."""
    case = _case(number)
    note_export(case.number, REPORT)
    made = print_access_list(case.number, by_day(log.entries_of(db(), case.number)), parts().clock.now())
    disposition = {"Content-Disposition": f'inline; filename="zugriffe-{case.number}.pdf"'}
    return Response(made, mimetype="application/pdf", headers=disposition)


def _case(number: str) -> Case:
    standing = standing_in(db(), signed_in_user(), number, parts().clock.now().date())
    standing.require(Right.SEES_LOG)
    return standing.case
