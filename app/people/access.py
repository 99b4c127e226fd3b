"""Who may open which page: one row per route. A route that is not here cannot be opened, and a test names it."""

from enum import Enum

from app.people.models import User


class Access(Enum):
    """Whom a route lets in. Which case or task they may see there is decided by the rows of that case."""

    EVERYONE = "everyone"
    SIGNED_IN = "signed in"
    OPENERS = "staff of institutions that open cases"
    DEMO = "everyone, in demonstrations only"


ROUTES: dict[str, Access] = {
    "static": Access.EVERYONE,
    "web.health": Access.EVERYONE,
    "login.show": Access.EVERYONE,
    "login.enter": Access.EVERYONE,
    "login.leave": Access.EVERYONE,
    "tasks.inbox": Access.SIGNED_IN,
    "tasks.show": Access.SIGNED_IN,
    "tasks.submit": Access.SIGNED_IN,
    "tasks.claim": Access.SIGNED_IN,
    "tasks.release": Access.SIGNED_IN,
    "cases.index": Access.SIGNED_IN,
    "cases.show": Access.SIGNED_IN,
    "cases.diagram": Access.SIGNED_IN,
    "cases.document": Access.SIGNED_IN,
    "cases.letter": Access.SIGNED_IN,
    "cases.letter_sent": Access.SIGNED_IN,
    "opening.choose": Access.OPENERS,
    "opening.show": Access.OPENERS,
    "opening.submit": Access.OPENERS,
    "demo.choose_person": Access.DEMO,
    "demo.enter": Access.DEMO,
    "demo.messages": Access.DEMO,
    "demo.move_clock": Access.DEMO,
}

_OPENING = ("rav", "iv", "sd", "ks", "provider")


def lets_in(access: Access, user: User | None, demo: bool) -> bool:
    """Whether a route with this row is open to `user` (None: not signed in)."""
    if access is Access.EVERYONE:
        return True
    if access is Access.DEMO:
        return demo
    if user is None:
        return False
    if access is Access.OPENERS:
        return user.institution is not None and user.institution.kind in _OPENING
    return True
