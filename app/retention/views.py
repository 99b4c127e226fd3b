"""«Aufbewahrung»: the cases to be erased, and the holds of one case."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.audit.models import GENERAL_CHAIN
from app.cases import queries as cases
from app.cases.models import Case
from app.cases.roles import Right
from app.cases.standing import standing_in
from app.errors import NotFoundError
from app.i18n import gettext as _
from app.people.roles import DATA_PROTECTION, has_role
from app.retention import queries, service
from app.retention.models import REASON_LENGTH
from app.web.context import act, db, parts, signed_in_user
from app.web.noting import note_read

bp = Blueprint("retention", __name__, url_prefix="/aufbewahrung")

MOST_MONTHS = 12
LONGEST_NUMBER = 20


@bp.get("")
def preview() -> ResponseReturnValue:
    """«Was nächsten Monat gelöscht wird»: case numbers and procedures, without names of clients."""
    number = request.args.get("fall", "").strip().upper()[:LONGEST_NUMBER]
    if number.isprintable() and number:
        return redirect(url_for("retention.show", number=number))
    months = min(max(1, request.args.get("monate", 1, type=int)), MOST_MONTHS)
    until = service.months_later(_today(), months)
    note_read(GENERAL_CHAIN, "Liste der bevorstehenden Löschungen")
    return render_template(
        "retention/preview.html",
        candidates=queries.due_until(db(), until),
        months=months,
        most=MOST_MONTHS,
        until=until,
        today=_today(),
    )


@bp.get("/<number>")
def show(number: str) -> ResponseReturnValue:
    """How long one case is kept, and its holds; or that it was erased."""
    erased = queries.erased(db(), number) if has_role(signed_in_user(), DATA_PROTECTION) else None
    if erased is not None:
        note_read(GENERAL_CHAIN, f"Auskunft zum gelöschten Fall {number}")
        names = queries.procedure_names(db(), [erased.process])
        procedure = names.get(erased.process, erased.process)
        return render_template("retention/erased.html", erased=erased, procedure=procedure)
    return _page(_case(number))


@bp.post("/<number>/sperre")
def hold(number: str) -> ResponseReturnValue:
    """Sets a hold."""
    case, reason = _case(number), request.form.get("reason", "")
    try:
        service.set_hold(act(), case, reason)
    except service.NoReasonError as wrong:
        return _page(case, wrong.message, reason), 422
    flash(_("Die Löschsperre ist gesetzt."))
    return redirect(url_for("retention.show", number=number), 303)


@bp.post("/<number>/sperre/<hold_id>/aufheben")
def lift(number: str, hold_id: str) -> ResponseReturnValue:
    """Lifts a hold."""
    case = _case(number)
    found = next((row for row in queries.holds(db(), case) if row.id == hold_id), None)
    if found is None:
        raise NotFoundError
    service.lift_hold(act(), case, found)
    flash(_("Die Löschsperre ist aufgehoben."))
    return redirect(url_for("retention.show", number=number), 303)


def _case(number: str) -> Case:
    """The case: any for data protection, for a coordination office those in which it has that role."""
    user = signed_in_user()
    if has_role(user, DATA_PROTECTION):
        return cases.case_with_number(db(), number)
    standing = standing_in(db(), user, number, _today())
    standing.require(Right.HOLDS)
    return standing.case


def _page(case: Case, error: str = "", reason: str = "") -> str:
    note_read(case.number, "Aufbewahrung")
    return render_template(
        "retention/case.html",
        case=case,
        holds=queries.holds(db(), case),
        watches=has_role(signed_in_user(), DATA_PROTECTION),
        again_at=queries.again_at(db(), case),
        today=_today(),
        error=error,
        reason=reason,
        longest=REASON_LENGTH,
    )


def _today() -> date:
    return parts().clock.now().date()
