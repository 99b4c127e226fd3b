"""The main areas, as far as they are for the one who asks."""

from dataclasses import dataclass

from flask import request, url_for

from app.people.access import ROUTES, lets_in
from app.web.context import current_user, parts
from app.web.i18n import gettext as _


@dataclass(frozen=True)
class Area:
    """One entry of the main navigation."""

    label: str
    url: str
    current: bool
    count: int = 0


def navigation() -> list[Area]:
    """The entries for this request: the areas that are open to whoever asks."""
    if current_user() is None:
        return []
    areas = (
        (_("Meine Aufgaben"), "tasks.inbox", ("tasks",)),
        (_("Fälle"), "cases.index", ("cases", "opening", "accesses", "recalls", "personal_data")),
        (_("Personen"), "people.index", ("people", "accounts")),
        (_("Feiertage"), "holidays.show", ("holidays",)),
        (_("Notzugriff"), "emergency.index", ("emergency",)),
        (_("Protokoll"), "audit.search", ("audit",)),
        (_("Aufbewahrung"), "retention.preview", ("retention",)),
    )
    room = (request.blueprint or "").split(".")[0]
    return [
        Area(label, url_for(route), room in rooms)
        for label, route, rooms in areas
        if lets_in(ROUTES[route], current_user(), parts().settings.demo)
    ]
