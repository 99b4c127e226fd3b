"""The door: a link is opened by its address and by a one-time code, which goes to where the link was sent.

Opening the page changes nothing, so that a program that looks through mails may follow the link as often as it likes.
"""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.by_link import service
from app.by_link.codes import CHANNELS
from app.by_link.views.guests import LINKS, MOST_OPEN, is_open_here, over
from app.cases import task_links
from app.cases.task_links import Guest, LinkOverError
from app.errors import AppError, NotFoundError
from app.i18n import gettext as _
from app.people import brakes
from app.signatures import link_id_in
from app.web.context import act, db, keep_work, parts, visit_as

bp = Blueprint("by_link", __name__, url_prefix="/ohne-konto")
bp.register_error_handler(LinkOverError, over)


class UnknownLinkError(NotFoundError):
    """Diesen Link gibt es nicht. Bitte öffnen Sie ihn direkt aus der Mail, ganz und ohne ihn abzutippen."""


@bp.get("/<token>")
def show(token: str) -> ResponseReturnValue:
    """Asks for the code. Says nothing of the case: whoever came here has not shown who they are."""
    guest = _guest(token)
    if is_open_here(guest.link.id):
        return redirect(url_for("guest_task.show", link_id=guest.link.id))
    return _page(token, guest)


@bp.post("/<token>")
def enter(token: str) -> ResponseReturnValue:
    """Sends a code by the way that the button names, or opens the task to whoever types the right one."""
    guest = _guest(token, lock=True)
    channel = request.form.get("_send", "")
    try:
        if channel in CHANNELS:
            service.send_code(act(), guest, channel)
            if guest.link.locked_at is None:
                return redirect(url_for("by_link.show", token=token), 303)
            keep_work()
            return over(task_links.LockedError())
        return _judge(token, guest, request.form.get("code", "")[:100])
    except AppError as refused:
        return _page(token, guest, refused.message), refused.status


def _judge(token: str, guest: Guest, typed: str) -> ResponseReturnValue:
    now, key = parts().machine_clock.now(), f"link {guest.link.id}"
    attempt = brakes.owner_attempt(parts().settings.secret_key, key, request.remote_addr or "")
    wait = brakes.seconds_to_wait(db(), attempt, now)
    if wait:
        said = _("Zu viele falsche Codes. Bitte warten Sie %(number)s Sekunden.") % {"number": wait}
        return _page(token, guest, said), 429, {"Retry-After": str(wait)}
    wrong = service.judge_code(act(), guest, typed)
    if wrong is None:
        brakes.note_success(db(), attempt)
        opened = {**session.get(LINKS, {}), guest.link.id: now.timestamp()}
        session[LINKS] = dict(sorted(opened.items(), key=lambda one: one[1])[-MOST_OPEN:])
        return redirect(url_for("guest_task.show", link_id=guest.link.id), 303)
    brakes.note_failure(db(), attempt, now)
    keep_work()  # what was wrong counts, although the page is shown again
    if guest.link.locked_at is not None:
        return over(task_links.LockedError())
    return _page(token, guest, wrong.message), 422


def _guest(token: str, lock: bool = False) -> Guest:
    """Whoever has this link. Raises UnknownLinkError for texts that this house never signed; asks no table for them."""
    link_id = link_id_in(parts().settings.secret_key, token)
    if link_id is None:
        raise UnknownLinkError
    guest = task_links.guest_by(db(), link_id, parts().clock.now(), lock=lock)
    visit_as(guest.user)
    return guest


def _page(token: str, guest: Guest, error: str = "") -> str:
    link, now = guest.link, parts().machine_clock.now()
    waiting = link.code is not None and link.code_until is not None and now <= link.code_until
    name, _at, domain = link.to_address.partition("@")
    masked = f"{name[:1]}…@{domain}"
    return render_template("by_link/door.html", token=token, waiting=waiting, masked=masked, error=error)
