"""«Abwesenheit»: periods in which one is away, and the deputy meanwhile."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.errors import NotFoundError
from app.i18n import gettext as _
from app.people import absences
from app.people.models import User
from app.web.context import db, parts, signed_in_user

bp = Blueprint("absences", __name__, url_prefix="/konto/abwesenheit")


def _today() -> date:
    return parts().clock.now().date()


def _me() -> User:
    """The person who asks, unless they are a client: clients have no deputies."""
    if signed_in_user().institution is None:
        raise NotFoundError
    return signed_in_user()


@bp.get("")
def show() -> ResponseReturnValue:
    """The own absences, those one stands in for, and a form for a new one."""
    return _page()


@bp.post("")
def add() -> ResponseReturnValue:
    """Notes a new absence."""
    form, me = request.form, _me()
    try:
        first, last = date.fromisoformat(form.get("first", "")), date.fromisoformat(form.get("last", ""))
    except ValueError:
        return _page(_("Bitte geben Sie den ersten und den letzten Tag an.")), 422
    try:
        noted = absences.add(db(), me, db().get(User, form.get("deputy", "")), first, last, _today())
    except absences.AbsenceError as wrong:
        return _page(wrong.message), 422
    if noted.deputy_id is None:
        flash(_("Ihre Abwesenheit ist eingetragen. Von neuen Aufgaben erfährt auch die Koordinationsstelle."))
    else:
        flash(_("Ihre Abwesenheit ist eingetragen. Neue Aufgaben gehen in dieser Zeit an Ihre Vertretung."))
    return redirect(url_for("absences.show"), 303)


@bp.post("/loeschen")
def remove() -> ResponseReturnValue:
    """Takes an own absence back."""
    absences.remove(db(), _me(), request.form.get("which", ""))
    flash(_("Die Abwesenheit ist gelöscht."))
    return redirect(url_for("absences.show"), 303)


def _page(error: str = "") -> str:
    rows = absences.of_user(db(), _me(), _today())
    return render_template(
        "sign_in/absences.html",
        error=error,
        rows=rows,
        deputies=absences.possible_deputies(db(), _me()),
        today=_today(),
        given=request.form,
    )
