"""«Mein Konto»: the own password, the second factor, and where one is signed in."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.errors import InvalidError
from app.i18n import gettext as _
from app.people import brakes, service, sign_ins
from app.people import queries as people
from app.people import second_factor as factors
from app.people.passwords import password_matches
from app.sign_in.views.login import PROVEN_AT, too_often
from app.staff import notices
from app.web import intake
from app.web.access import home
from app.web.context import act, begin_writing, current_sign_in, db, idle_time, parts, signed_in_user

PROVEN_SECONDS = 600
"""So long after signing in with the account of the own office nobody is asked for a password."""
bp = Blueprint("account", __name__, url_prefix="/konto")


@bp.get("")
def show() -> ResponseReturnValue:
    """The page with everything one can change about one's own account."""
    return render_template("sign_in/account.html")


@bp.get("/passwort")
def password() -> ResponseReturnValue:
    """The form for a new password."""
    return render_template("sign_in/password.html")


@bp.post("/passwort")
@intake.begins_reading
def change_password() -> ResponseReturnValue:
    """Changes the own password, and ends the sign-ins in all other browsers."""
    new = request.form.get("new", "")
    refused = refuse_password(request.form.get("old", ""))
    if refused is not None:
        return render_template("sign_in/password.html", error=refused, field="old"), 422
    if new != request.form.get("again", ""):
        error = _("Die beiden neuen Passwörter sind nicht gleich.")
        return render_template("sign_in/password.html", error=error, field="again"), 422
    try:
        chosen = service.choose_password(signed_in_user(), new)
    except InvalidError as wrong:
        return render_template("sign_in/password.html", error=wrong.message, field="new"), 422
    begin_writing()
    user = signed_in_user()
    was_first = user.first_password_until is not None
    service.set_password(db(), user, chosen, here=current_sign_in())
    _tell(notices.PASSWORD)
    flash(_("Ihr Passwort ist geändert. In allen anderen Browsern sind Sie abgemeldet."))
    return redirect(url_for(home(user) if was_first else "account.show"), 303)


def _tell(what: str) -> None:
    notices.tell(act(), signed_in_user(), what)


def refuse_password(given: str) -> str | None:
    """The reason why the own password, `given` once more, is refused, in words; None where it is right.

    Anyone who came with the account of their own office a moment ago needs none: they may have no password at all. A
    try counts before it is looked at, like one at the sign-in page; nothing is locked while it is compared.
    """
    if not given and _is_proven():
        return None
    user, now = signed_in_user(), parts().machine_clock.now()
    attempt = brakes.owner_attempt(parts().settings.secret_key, user.id, request.remote_addr or "")
    with parts().database.transaction() as own:
        people.user_by_name(own, user.username, lock=True)
        wait = brakes.count_try(own, attempt, now)
    if wait:
        return too_often(wait)
    if not password_matches(user.password_hash, given[:1000]):
        return _("Das bisherige Passwort stimmt nicht.")
    with parts().database.transaction() as own:
        brakes.note_success(own, attempt)
    return None


def _is_proven() -> bool:
    """Whether the provider of their office has said within PROVEN_SECONDS who this is."""
    proven_at: float = session.get(PROVEN_AT, 0.0)
    return parts().machine_clock.now().timestamp() - proven_at < PROVEN_SECONDS


@bp.get("/code")
def second_factor() -> ResponseReturnValue:
    """The state of the second factor, and the next step with it."""
    return _factor_page()


@bp.post("/code")
@intake.begins_reading
def begin_factor() -> ResponseReturnValue:
    """Makes the secret for the app, which the next page shows."""
    refused = refuse_password(request.form.get("old", ""))
    if refused is not None:
        return _factor_page(refused, "old"), 422
    begin_writing()
    factors.begin(db(), signed_in_user())
    return redirect(url_for("account.second_factor"), 303)


@bp.post("/code/bestaetigen")
def confirm_factor() -> ResponseReturnValue:
    """Switches the second factor on, and shows the codes for paper once."""
    user = signed_in_user()
    codes = factors.set_up(db(), user, request.form.get("code", "")[:100], parts().machine_clock.now())
    if codes is None:
        return _factor_page(_("Dieser Code stimmt nicht. Geben Sie den ein, den Ihre App gerade zeigt."), "code"), 422
    sign_ins.end_all(db(), user, but=current_sign_in())
    _tell(notices.FACTOR_ON)
    return render_template("sign_in/recovery_codes.html", codes=codes)


@bp.post("/code/entfernen")
@intake.begins_reading
def remove_factor() -> ResponseReturnValue:
    """Switches the second factor off. Somebody whose role requires one is sent to set up a new one straight away."""
    refused = refuse_password(request.form.get("old", ""))
    if refused is not None:
        return _factor_page(refused, "old"), 422
    begin_writing()
    if factors.is_set_up(db(), signed_in_user()):
        _tell(notices.FACTOR_OFF)
    factors.remove(db(), signed_in_user())
    return redirect(url_for("account.second_factor"), 303)


def _factor_page(error: str = "", field: str = "") -> str:
    user = signed_in_user()
    secret = factors.pending_secret(db(), user)
    return render_template(
        "sign_in/second_factor.html",
        error=error,
        field=field,
        set_up=factors.is_set_up(db(), user),
        required=factors.is_required(user),
        proven=_is_proven(),
        by_provider=PROVEN_AT in session,
        secret=secret,
        picture=factors.picture(user, secret) if secret else "",
    )


@bp.get("/anmeldungen")
def sign_in_list() -> ResponseReturnValue:
    """«Meine Anmeldungen»: the browsers in which one is signed in."""
    rows = sign_ins.of_user(db(), signed_in_user(), parts().machine_clock.now(), idle_time())
    return render_template("sign_in/sign_ins.html", rows=rows, here=current_sign_in())


@bp.post("/anmeldungen")
def end_sign_in() -> ResponseReturnValue:
    """Signs out in one browser, or everywhere."""
    user, which = signed_in_user(), request.form.get("which", "")
    if which == "all":
        sign_ins.end_all(db(), user)
        session.clear()
        return redirect(url_for("login.show"), 303)
    sign_ins.end(db(), user, which)
    flash(_("Diese Anmeldung ist beendet."))
    return redirect(url_for("account.sign_in_list"), 303)
