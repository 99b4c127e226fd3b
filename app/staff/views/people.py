"""«Personen»: the people an administrator manages, and what happens when one of them leaves."""

import json

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.errors import NotFoundError
from app.people import absences, roles
from app.people import queries as people
from app.people.models import Handover, User
from app.staff import handover
from app.web.context import act, db, signed_in_user

bp = Blueprint("people", __name__, url_prefix="/personen")


@bp.get("")
def index() -> ResponseReturnValue:
    """The people of the institutions one manages, with their roles."""
    managed = [user for user in people.users(db()) if roles.administers(signed_in_user(), user.institution)]
    return render_template(
        "staff/index.html",
        people=managed,
        role_names=roles.NAMES,
        closed=[user for user in people.closed_users(db()) if roles.manages(signed_in_user(), user)],
        changeable=[user.id for user in managed if roles.manages(signed_in_user(), user)],
    )


@bp.get("/<user_id>/austritt")
def leaving(user_id: str) -> ResponseReturnValue:
    """The dialog that asks for a successor."""
    return _dialog(_managed(user_id))


@bp.post("/<user_id>/austritt")
def leave(user_id: str) -> ResponseReturnValue:
    """Hands everything over and closes the login."""
    leaver, chosen = _managed(user_id), request.form.get("successor", "")
    successor = people.user_by_id(db(), chosen) if chosen else None
    try:
        done = handover.hand_over(act(), leaver, successor)
    except handover.HandoverError as wrong:
        return _dialog(leaver, wrong.message), 422
    return redirect(url_for("people.receipt", handover_id=done.id), 303)


@bp.get("/uebergaben/<handover_id>")
def receipt(handover_id: str) -> ResponseReturnValue:
    """The receipt of a handover: case numbers, without the names of clients."""
    row = db().get(Handover, handover_id)
    if row is None or not roles.administers(signed_in_user(), row.leaver.institution):
        raise NotFoundError
    return render_template("staff/receipt.html", row=row, moved=json.loads(row.moved))


def _managed(user_id: str) -> User:
    found = db().get(User, user_id)  # closed or not: what somebody leaves behind can still be handed over
    if found is None or roles.is_client(found):
        raise NotFoundError
    if found.id != signed_in_user().id and not roles.manages(signed_in_user(), found):
        raise NotFoundError
    return found


def _dialog(leaver: User, error: str = "") -> str:
    return render_template(
        "staff/leaving.html",
        leaver=leaver,
        error=error,
        number_of_parts=len(handover.participations(db(), leaver)),
        number_of_tasks=len(handover.open_items(db(), leaver)),
        successors=absences.possible_deputies(db(), leaver),
    )
