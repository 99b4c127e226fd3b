"""«Mitteilungen»: what came, what of it is unread, and how often one wants mails."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.digests import queries, service
from app.errors import BadRequestError
from app.i18n import gettext as _
from app.outbox.models import Rhythm
from app.web.context import act, db, signed_in_user

bp = Blueprint("digests", __name__, url_prefix="/mitteilungen")


@bp.get("")
def show() -> ResponseReturnValue:
    """The latest messages, and the choice."""
    return render_template("digests/messages.html", mine=queries.mine(db(), signed_in_user()), rhythms=_rhythms())


@bp.post("/wahl")
def choose() -> ResponseReturnValue:
    """Keeps how often the person who asks wants mails."""
    try:
        rhythm = Rhythm(request.form.get("rhythm", ""))
    except ValueError as error:
        raise BadRequestError from error
    service.choose(act(), rhythm, request.form.get("news") == "1")
    flash(_("Gespeichert. Was Fristen oder Rechte betrifft, kommt weiterhin sofort."))
    return redirect(url_for("digests.show"), 303)


@bp.post("/gelesen")
def seen() -> ResponseReturnValue:
    """Notes that all messages so far are read."""
    service.note_seen(act())
    return redirect(url_for("digests.show"), 303)


def _rhythms() -> dict[Rhythm, str]:
    return {
        Rhythm.EACH: _("jede Mitteilung sofort"),
        Rhythm.DAILY: _("einmal am Tag, an Arbeitstagen um 7 Uhr"),
        Rhythm.WEEKLY: _("einmal in der Woche, am ersten Arbeitstag um 7 Uhr"),
    }
