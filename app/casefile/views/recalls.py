"""«Rückrufliste»: what others had seen when consent ended. For the coordination office and the client."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.cases.models import Case
from app.cases.roles import Right
from app.cases.standing import Standing, standing_in
from app.consent import categories, recall
from app.consent.models import Recall
from app.errors import NotFoundError
from app.i18n import gettext as _
from app.web.context import act, db, parts, signed_in_user
from app.web.noting import note_read

bp = Blueprint("recalls", __name__)


@bp.get("/faelle/<number>/rueckruf")
def show(number: str) -> ResponseReturnValue:
    """The recall list of a case: what is to be asked back from which institution, and what was confirmed."""
    standing = _standing(number, Right.SEES_RECALLS)
    case = standing.case
    note_read(case.number, "Rückrufliste")
    return render_template(
        "casefile/recalls.html",
        case=case,
        rows=recall.of(db(), case),
        may_settle=standing.has(Right.SETTLES_RECALLS),
        category_names=categories.NAMES,
    )


@bp.get("/faelle/<number>/rueckruf/<recall_id>")
def letter(number: str, recall_id: str) -> ResponseReturnValue:
    """The letter to one institution, to print: what is to be deleted or sent back."""
    case, row = _row(number, recall_id)
    note_read(case.number, f"Rückrufbrief an {row.institution.name}")
    today = parts().clock.now().date()
    return render_template(
        "casefile/recall_letter.html",
        case=case,
        row=row,
        today=today,
        sender=signed_in_user(),
        category_names=categories.NAMES,
    )


@bp.post("/faelle/<number>/rueckruf/<recall_id>")
def settle(number: str, recall_id: str) -> ResponseReturnValue:
    """Notes that the institution confirmed."""
    case, row = _row(number, recall_id)
    recall.settle(act(), case, row)
    flash(_("Erledigt: %(title)s.") % {"title": row.institution.name})
    return redirect(url_for("recalls.show", number=number), 303)


def _standing(number: str, right: Right) -> Standing:
    standing = standing_in(db(), signed_in_user(), number, parts().clock.now().date())
    standing.require(right)
    return standing


def _row(number: str, recall_id: str) -> tuple[Case, Recall]:
    case = _standing(number, Right.SETTLES_RECALLS).case
    for row in recall.of(db(), case):
        if row.id == recall_id:
            return case, row
    raise NotFoundError
