"""What all pages of guests share: which links this browser has opened, and what a dead link says."""

from flask import render_template, session
from flask.typing import ResponseReturnValue

from app.cases import task_links
from app.cases.task_links import Guest
from app.errors import AppError
from app.web.context import db, parts, visit_as

LINKS = "links"
"""Where the session keeps the links that this browser has opened: id → when the code was right."""
MOST_OPEN = 5
OPEN_SECONDS = 2 * 3600
"""So long after the right code this browser may go on; then it asks for another one, and what was typed is kept."""


class CodeWantedError(AppError):
    """Seit Ihrem Code ist einige Zeit vergangen. Öffnen Sie den Link in der Mail noch einmal; was Sie geschrieben
    haben, ist gespeichert."""

    status = 403


def is_open_here(link_id: str) -> bool:
    """Whether the right code was typed in this browser, not too long ago."""
    proven = session.get(LINKS, {}).get(link_id)
    return proven is not None and parts().machine_clock.now().timestamp() - proven <= OPEN_SECONDS


def guest_of(link_id: str, lock: bool = False) -> Guest:
    """The guest who opened this link in this browser; from here on the request is theirs.

    Raises CodeWantedError where they did not, or too long ago, and LinkOverError where the link opens nothing any more.
    """
    if not is_open_here(link_id):
        raise CodeWantedError
    guest = task_links.guest_by(db(), link_id, parts().clock.now(), lock=lock)
    visit_as(guest.user)
    return guest


def over(error: AppError) -> ResponseReturnValue:
    """What became of a link, in one plain sentence."""
    return render_template("by_link/over.html", message=error.message), error.status
