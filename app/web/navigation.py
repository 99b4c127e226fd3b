"""The main areas, as far as they are for the one who asks."""

from dataclasses import dataclass

from flask import request, url_for

from app.web.context import current_user
from app.web.i18n import gettext as _


@dataclass(frozen=True)
class Area:
    """One entry of the main navigation."""

    label: str
    url: str
    current: bool
    count: int = 0


def navigation() -> list[Area]:
    """The entries for this request."""
    if current_user() is None:
        return []
    room = (request.blueprint or "").split(".")[0]
    return [
        Area(_("Meine Aufgaben"), url_for("tasks.inbox"), room == "tasks"),
        Area(_("Fälle"), url_for("cases.index"), room in ("cases", "opening")),
    ]
