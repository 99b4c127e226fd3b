"""Pages of the demonstration: choose a role, read the messages, move the clock."""

from datetime import date, time, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.clock import at_local
from app.demo import clock, queries
from app.demo.people import PASSWORD
from app.errors import BadRequestError
from app.i18n import gettext as _
from app.i18n import weekday
from app.people import queries as people
from app.sign_in.views.login import sign_in
from app.web.context import current_user, db, parts

bp = Blueprint("demo", __name__, url_prefix="/demo")

JUMPS = {"1": timedelta(days=1), "7": timedelta(days=7), "30": timedelta(days=30)}


@bp.get("/rollen")
def choose_person() -> ResponseReturnValue:
    """The people one can play."""
    return render_template(
        "demo/people.html", users=people.users(db()), password=PASSWORD, next=request.args.get("weiter", "")
    )


@bp.post("/rollen")
def enter() -> ResponseReturnValue:
    """Signs in as one of them."""
    user = people.user_by_name(db(), request.form.get("username", ""))
    if user is None:
        raise BadRequestError
    return sign_in(user)


@bp.get("/nachrichten")
def messages() -> ResponseReturnValue:
    """«Gesendete Nachrichten»: the messages that would be mails in production, newest first."""
    return render_template("demo/messages.html", messages=queries.latest_messages(db()))


@bp.post("/zeit")
def move_clock() -> ResponseReturnValue:
    """«Zeit vorstellen»: by a jump, or to a day and time."""
    now = parts().clock.now()
    jump = request.form.get("jump", "")
    try:
        if jump:
            target = at_local((now + JUMPS[jump]).date(), now.time())
        else:
            day = date.fromisoformat(request.form.get("day", ""))
            target = at_local(day, time.fromisoformat(request.form.get("time") or "08:00"))
    except (KeyError, ValueError) as error:
        raise BadRequestError(_("Bitte geben Sie ein Datum an, z. B. 24.02.2027.")) from error
    clock.move_to(db(), target)
    flash(
        _("Es ist jetzt %(day)s, %(time)s Uhr. Fällige Erinnerungen folgen in wenigen Sekunden.")
        % {"day": weekday(target.date()), "time": f"{target:%H:%M}"}
    )
    back = url_for("tasks.inbox") if current_user() else url_for("login.show")
    return redirect(back, 303)


def clock_panel() -> dict[str, Any]:
    """Values for all pages of a demonstration: its clock, and the people one can play."""
    return {"demo_now": parts().clock.now(), "demo_people": lambda: people.users(db())}
