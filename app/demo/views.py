"""Pages of the demonstration: choose a role, read the messages, move the clock."""

from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import drafts
from app.clock import at_local
from app.demo import clock, queries
from app.demo.first_steps import first_steps
from app.demo.people import PASSWORD
from app.errors import BadRequestError
from app.i18n import gettext as _
from app.i18n import weekday
from app.people import queries as people
from app.sign_in.views.login import sign_in
from app.web import carry, intake
from app.web.context import current_user, db, parts

bp = Blueprint("demo", __name__, url_prefix="/demo")

JUMPS = {"1": timedelta(days=1), "7": timedelta(days=7), "30": timedelta(days=30)}


@bp.get("/rollen")
def choose_person() -> ResponseReturnValue:
    """The people one can play."""
    return render_template(
        "demo/people.html",
        users=people.users(db()),
        first_steps=first_steps,
        password=PASSWORD,
        next=request.args.get("weiter", ""),
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
    """Moves the clock by a jump, or to a day and time, and shows the page again from which it was moved."""
    _keep_what_was_typed()
    target = _target(parts().clock.now(), request.form.get("_jump", ""))
    if target is None:
        flash(_("In keinem Fall wartet etwas auf einen Termin."))
        return _back()
    clock.move_to(db(), target)
    flash(
        _("Es ist jetzt %(day)s, %(time)s Uhr. Fällige Erinnerungen folgen in wenigen Sekunden.")
        % {"day": weekday(target.date()), "time": f"{target:%H:%M}"}
    )
    return _back()


def _keep_what_was_typed() -> None:
    """Saves the input of the form on the page with the bar, which the buttons of the clock send along."""
    user, posted = current_user(), dict(request.form.lists())
    path = urlsplit(request.args.get("back", "")).path
    if user is not None and drafts.WINDOW in posted and intake.may_keep(user, path):
        drafts.keep(db(), user.id, path, posted, parts().clock.now())


def _target(now: datetime, jump: str) -> datetime | None:
    """Where the clock is to be moved; None where it should move to the next date and there is none."""
    if jump == "next":
        found = queries.next_moment(db(), now)
        return found.replace(second=0, microsecond=0) + timedelta(minutes=1) if found else None
    try:
        if jump:
            return at_local((now + JUMPS[jump]).date(), now.time())
        day = date.fromisoformat(request.form.get("_day", ""))
        return at_local(day, time.fromisoformat(request.form.get("_time") or "08:00"))
    except (KeyError, ValueError) as error:
        raise BadRequestError(_("Bitte geben Sie ein Datum an, z. B. 24.02.2027.")) from error


def _back() -> ResponseReturnValue:
    """To the page with the bar, as far as it can be opened."""
    here = request.args.get("back", "")
    if carry.is_local(here) and carry.has_page(urlsplit(here).path):
        return redirect(here, 303)
    return redirect(url_for("inbox.show") if current_user() else url_for("login.show"), 303)


def clock_panel() -> dict[str, Any]:
    """Values for all pages of a demonstration: its clock, the day it offers to move to, and the people one can play."""
    now = parts().clock.now()
    return {
        "demo_now": now,
        "demo_tomorrow": now.date() + timedelta(days=1),
        "demo_here": request.full_path.rstrip("?"),
        "demo_people": lambda: people.users(db()),
    }
