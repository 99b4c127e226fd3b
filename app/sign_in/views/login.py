"""Signing in and out."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app import drafts
from app.audit import service as audit
from app.audit.models import SIGNED_IN, SIGNED_OUT, chain_of_person
from app.i18n import gettext as _
from app.i18n import ngettext
from app.people import brakes, second_factor, service, sign_ins
from app.people import queries as people
from app.people.models import User
from app.people.passwords import password_matches
from app.sign_in.views import devices
from app.web import carry, intake
from app.web.access import home
from app.web.context import begin_writing, current_sign_in, current_user, db, idle_time, keep_work, parts
from app.web.noting import note_failed_sign_in

bp = Blueprint("login", __name__)

PROVEN_AT = "proven_at"
"""Where the session keeps when the provider of the own office said who somebody is."""
CODE_PENDING_SECONDS = 300
"""So many seconds after the right password a code of the second factor is still accepted."""


@bp.get("/anmelden")
def show() -> ResponseReturnValue:
    """The sign-in page."""
    user = current_user()
    if user is not None:
        return redirect(url_for(home(user)))
    return render_template("login.html", next=request.args.get("weiter", ""))


@bp.post("/anmelden")
@intake.begins_reading
def enter() -> ResponseReturnValue:
    """Signs in with user name and password. What it says does not depend on whether the name exists."""
    session.pop(PROVEN_AT, None)
    name, password = request.form.get("name", ""), request.form.get("password", "")
    now, secret = parts().machine_clock.now(), parts().settings.secret_key
    # Counted before it is looked at: tries at the same moment do not outrun the brakes, though nothing is locked while
    # a password is compared, which takes long on purpose.
    with parts().database.transaction() as own:
        found = people.user_by_name(own, name, lock=True)
        device = devices.of_user(request, found) if found else None
        attempt = brakes.password_attempt(secret, name, request.remote_addr or "", device)
        wait = brakes.count_try(own, attempt, now)
    if wait:
        return refuse_to_look(_page(too_often(wait)), wait)
    stored = found.password_hash if found else None
    matches = password_matches(stored, password[:1000])
    begin_writing()
    user = people.user_by_name(db(), name, lock=True)
    if user is None or not matches or user.password_hash != stored:
        note_failed_sign_in(user)
        return _page(_("Benutzername oder Passwort stimmt nicht. Bitte versuchen Sie es noch einmal.")), 422
    brakes.note_success(db(), attempt)
    if service.has_lapsed(user, now):
        return _page(_("Dieses Passwort gilt nicht mehr. Lassen Sie sich von der Verwaltung ein neues geben.")), 422
    return proceed(user)


def proceed(user: User, target: str = "") -> ResponseReturnValue:
    """Signs in `user`, who has shown who they are. Where the account has a second factor, asks for its code first."""
    if not second_factor.is_set_up(db(), user):
        return sign_in(user, target)
    session["half"] = [user.id, parts().machine_clock.now().timestamp()]
    return _code_page(target=target)


@bp.post("/anmelden/code")
def code() -> ResponseReturnValue:
    """The second step: a code of the app, or one from paper."""
    user, now = _waiting_for_code(), parts().machine_clock.now()
    if user is None:
        return _page(_("Das hat zu lange gedauert. Bitte melden Sie sich noch einmal an.")), 422
    device = devices.of_user(request, user)
    attempt = brakes.owner_attempt(parts().settings.secret_key, user.id, request.remote_addr or "", device)
    wait = brakes.seconds_to_wait(db(), attempt, now)
    if wait:
        return refuse_to_look(_code_page(too_often(wait)), wait)
    if not second_factor.accepts(db(), user, request.form.get("code", "")[:100], now):
        brakes.note_failure(db(), attempt, now)
        note_failed_sign_in(user)
        keep_work()
        return _code_page(_("Dieser Code stimmt nicht, oder er wurde schon gebraucht.")), 422
    brakes.note_success(db(), attempt)
    return sign_in(user)


def _waiting_for_code() -> User | None:
    """The person who gave the right password in this browser less than CODE_PENDING_SECONDS ago."""
    user_id, moment = session.get("half", ("", 0.0))
    recent = parts().machine_clock.now().timestamp() - moment < CODE_PENDING_SECONDS
    return people.user_by_id(db(), user_id) if recent else None


def _code_page(error: str = "", target: str = "") -> str:
    form = request.form
    return render_template(
        "sign_in/code.html", error=error, next=target or form.get("next"), carried=form.get("carried")
    )


def too_often(wait: int) -> str:
    """The sentence for somebody who has to wait. wait: in seconds."""
    time = (
        ngettext("%(num)s Sekunde", "%(num)s Sekunden", wait) % {"num": wait}
        if wait < 100
        else _("%(number)s Minuten") % {"number": -(-wait // 60)}
    )
    return _("Zu viele Versuche. Bitte warten Sie %(time)s.") % {"time": time}


def refuse_to_look(page: str, wait: int) -> ResponseReturnValue:
    """The answer 429 with `page`. wait: seconds until the next try."""
    return page, 429, {"Retry-After": str(wait)}


def _page(error: str) -> str:
    form = request.form
    return render_template(
        "login.html", error=error, name=form.get("name"), next=form.get("next"), carried=form.get("carried")
    )


def sign_in(user: User, target: str = "") -> ResponseReturnValue:
    """Signs `user` in under a fresh key, rescues carried input, and goes where they wanted to go."""
    old = current_sign_in()
    if old is not None:
        sign_ins.end(db(), old.user, old.id)
    proven_at = session.get(PROVEN_AT)
    session.clear()
    if proven_at is not None:
        session[PROVEN_AT] = proven_at
    agent, address = request.headers.get("User-Agent", ""), request.remote_addr or ""
    session["key"] = sign_ins.begin(db(), user, agent, address, parts().machine_clock.now(), idle_time())
    session.permanent = True
    audit.record(db(), chain_of_person(user.id), audit.actor(user), SIGNED_IN, "Anmeldung", parts().clock.now())
    target = target or request.form.get("next", "")
    carried = carry.unpack(request.form.get("carried", ""), user.id)
    if carried is not None:
        target, form = carried
        if intake.may_keep(user, target) and drafts.keep(db(), user.id, target, form, parts().clock.now()):
            flash(_("Ihre Eingaben sind noch da. Bitte prüfen Sie sie und senden Sie das Formular noch einmal ab."))
    response = make_response(redirect(target if carry.is_local(target) else url_for(home(user)), 303))
    carry.remember(response, user.id)
    devices.remember(request, response, user)
    return response


@bp.post("/abmelden")
def leave() -> ResponseReturnValue:
    """Signs out in this browser."""
    here = current_sign_in()
    if here is not None:
        sign_ins.end(db(), here.user, here.id)
    user = current_user()
    if user is not None:
        audit.record(db(), chain_of_person(user.id), audit.actor(user), SIGNED_OUT, "Abmeldung", parts().clock.now())
    session.clear()
    return redirect(url_for("login.show"), 303)
