"""«Personen»: adding somebody, and changing an account one manages."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.errors import AppError, BadRequestError, InvalidError, NotFoundError
from app.i18n import gettext as _
from app.people import queries as people
from app.people import roles, second_factor
from app.people.models import Institution, User
from app.people.service import FIRST_PASSWORD_LASTS, FirstPassword, Newcomer, TakenError, make_first_password
from app.staff import administration
from app.web import intake
from app.web.context import act, begin_writing, db, parts, signed_in_user

bp = Blueprint("accounts", __name__, url_prefix="/personen")

EVERYWHERE = "*"
"""The value of «alle Stellen» in the forms."""
CLIENT = "-"
"""The value of «keine Stelle» in the form."""
LONGEST = 2000
"""Longer texts are cut to this. It is more than any field takes, so what is too long is refused in words first."""


class NoOfficeError(InvalidError):
    """Bitte wählen Sie eine Stelle."""


@bp.get("/neu")
def new() -> ResponseReturnValue:
    """The form for somebody new."""
    return _form()


@bp.post("/neu")
@intake.begins_reading
def add() -> ResponseReturnValue:
    """Adds somebody, and shows their first password once."""
    first = _first_password()
    chosen = _typed("institution")
    institution = None if chosen == CLIENT else _office(chosen)
    try:
        if not chosen:
            raise NoOfficeError
        _refuse_real_people(_typed("email"))
        user = administration.add(
            act(),
            Newcomer(
                username=people.free_username(db(), _typed("email")),
                name=_typed("name"),
                email=_typed("email"),
                institution=institution,
                function=_typed("function"),
                roles=tuple(request.form.getlist("roles")) if institution else (),
            ),
            first,
        )
    except (InvalidError, TakenError) as wrong:
        return _form(wrong), wrong.status
    return _password_page(user, first)


@bp.get("/<user_id>")
def show(user_id: str) -> ResponseReturnValue:
    """One account: details, roles, and what to do when somebody cannot sign in, or must not."""
    return _page(_managed(user_id))


@bp.post("/<user_id>")
def change(user_id: str) -> ResponseReturnValue:
    """Changes name, e-mail address and function."""
    user = _managed(user_id)

    def write() -> None:
        _refuse_real_people(_typed("email"))
        administration.change_details(act(), user, _typed("name"), _typed("email"), _typed("function"))

    return _do(user, write, _("Die Angaben sind gespeichert."), "name")


@bp.post("/<user_id>/rollen")
def grant(user_id: str) -> ResponseReturnValue:
    """Gives a role in one institution, or in all."""
    user, institution = _managed(user_id), _chosen_institution()
    done = _("Die Rolle ist vergeben.")
    return _do(user, lambda: administration.grant(act(), user, _typed("role"), institution), done, "role")


@bp.post("/<user_id>/rollen/entziehen")
def revoke(user_id: str) -> ResponseReturnValue:
    """Takes a role away. `held`: role and institution, as the button names them."""
    user = _managed(user_id)
    role, _sign, where = _typed("held").partition("@")
    institution = None if where == EVERYWHERE else _office(where)
    return _do(
        user, lambda: administration.revoke(act(), user, role, institution), _("Die Rolle ist entzogen."), "role"
    )


@bp.post("/<user_id>/passwort")
@intake.begins_reading
def new_password(user_id: str) -> ResponseReturnValue:
    """A new first password, shown once."""
    first, user = _first_password(), _managed(user_id)
    administration.give_first_password(act(), user, first)
    return _password_page(user, first)


@bp.post("/<user_id>/code")
def remove_factor(user_id: str) -> ResponseReturnValue:
    """Removes a lost second factor of somebody who has shown who they are."""
    user = _managed(user_id)
    done = _("Der Code ist entfernt, alle Anmeldungen sind beendet.")
    return _do(user, lambda: administration.remove_factor(act(), user, _typed("identified")), done, "identified")


@bp.post("/<user_id>/sperren")
def block(user_id: str) -> ResponseReturnValue:
    """Closes the account and ends its sign-ins."""
    user = _managed(user_id)
    administration.block(act(), user)
    flash(_("%(name)s ist gesperrt und überall abgemeldet.") % {"name": user.name})
    return redirect(url_for("people.index"), 303)


@bp.post("/<user_id>/oeffnen")
@intake.begins_reading
def reopen(user_id: str) -> ResponseReturnValue:
    """Opens a closed account again, and shows its first password once."""
    first = _first_password()
    found = db().get(User, user_id)
    if found is None or not roles.manages(signed_in_user(), found):
        raise NotFoundError
    administration.reopen(act(), found, first)
    return _password_page(found, first)


def _managed(user_id: str) -> User:
    found = people.user_by_id(db(), user_id)
    if found is None or not roles.manages(signed_in_user(), found):
        raise NotFoundError
    return found


def _typed(name: str) -> str:
    return request.form.get(name, "")[:LONGEST]


def _chosen_institution() -> Institution | None:
    where = _typed("institution")
    return None if where == EVERYWHERE else _office(where) or _missing()


def _missing() -> Institution:
    raise BadRequestError


def _office(key: str) -> Institution | None:
    found = people.institution_by_key(db(), key) if key else None
    return found or (_missing() if key else None)


def _refuse_real_people(email: str) -> None:
    """A demonstration opens every account without a password: it holds made-up people only."""
    if parts().settings.demo and not administration.is_made_up(email):
        raise InvalidError(_("In der Vorführung gehen nur erfundene Adressen, die auf @example.org enden."))


def _do(user: User, what: Callable[[], None], done: str, where: str) -> ResponseReturnValue:
    """Does what an administrator asks for. A refusal is shown beside the form they used (`where`), with status 422."""
    try:
        what()
    except (InvalidError, TakenError) as wrong:
        return _page(user, wrong, where), wrong.status
    flash(done)
    return redirect(url_for("accounts.show", user_id=user.id), 303)


def _offices() -> list[Institution]:
    return [row for row in people.institutions(db()) if roles.administers(signed_in_user(), row)]


def _form(wrong: AppError | None = None) -> str:
    return render_template(
        "staff/new.html",
        error=wrong.message if wrong else "",
        given=request.form,
        chosen=request.form.getlist("roles") if wrong else [roles.CASEWORKER],
        offices=_offices(),
        everywhere=roles.administers(signed_in_user(), None),
        client=CLIENT,
        role_names=roles.NAMES,
    )


def _page(user: User, wrong: AppError | None = None, where: str = "") -> str:
    return render_template(
        "staff/person.html",
        person=user,
        error=wrong.message if wrong else "",
        where=where,
        given=request.form if wrong else {},
        is_client=roles.is_client(user),
        has_code=second_factor.is_set_up(db(), user),
        offices=_offices(),
        everywhere=roles.administers(signed_in_user(), None),
        sign=EVERYWHERE,
        role_names=roles.NAMES,
        first_days=FIRST_PASSWORD_LASTS.days,
    )


def _first_password() -> FirstPassword:
    """A first password; from here on the request may write."""
    first = make_first_password()
    begin_writing()
    return first


def _password_page(user: User, first: FirstPassword) -> str:
    days = FIRST_PASSWORD_LASTS.days
    return render_template("staff/first_password.html", person=user, password=first.text, days=days)
