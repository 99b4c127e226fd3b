"""Signing in and out."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.people import queries as people
from app.people.models import User
from app.people.passwords import password_matches
from app.web import carry, drafts
from app.web.context import current_user, db, parts
from app.web.i18n import gettext as _

bp = Blueprint("login", __name__)


@bp.get("/anmelden")
def show() -> ResponseReturnValue:
    """The sign-in page."""
    if current_user() is not None:
        return redirect(url_for("tasks.inbox"))
    return render_template("login.html", next=request.args.get("weiter", ""))


@bp.post("/anmelden")
def enter() -> ResponseReturnValue:
    """Signs in with user name and password."""
    name, password = request.form.get("name", ""), request.form.get("password", "")
    user = people.user_by_name(db(), name) if len(name) <= 254 else None
    if not password_matches(user.password_hash if user else None, password[:1000]) or user is None:
        message = _("Benutzername oder Passwort stimmt nicht. Bitte versuchen Sie es noch einmal.")
        return render_template(
            "login.html",
            error=message,
            name=name,
            next=request.form.get("next", ""),
            carried=request.form.get("carried"),
        ), 422
    return sign_in(user)


def sign_in(user: User) -> ResponseReturnValue:
    """Starts the session of `user`, rescues carried input, and goes where they wanted to go."""
    session.clear()
    session["user"] = user.id
    session.permanent = True
    target = request.form.get("next", "")
    carried = carry.unpack(request.form.get("carried", ""), user.id)
    if carried is not None:
        target, form = carried
        drafts.keep(db(), user.id, target, form, parts().clock.now())
        flash(_("Ihre Eingaben sind noch da. Bitte prüfen Sie sie und senden Sie das Formular noch einmal ab."))
    response = make_response(redirect(target if carry.is_local(target) else url_for("tasks.inbox"), 303))
    carry.remember(response, user.id)
    return response


@bp.post("/abmelden")
def leave() -> ResponseReturnValue:
    """Ends the session."""
    session.clear()
    return redirect(url_for("login.show"), 303)
