"""The main navigation, as far as its areas are open to the person who asks."""

from dataclasses import dataclass

from flask import request, url_for

from app.web.access import doors
from app.web.context import current_user, parts


@dataclass(frozen=True)
class Entry:
    """One entry of the main navigation."""

    label: str
    url: str
    current: bool
    count: int = 0


def navigation() -> list[Entry]:
    """The entries for this request."""
    user, demo = current_user(), parts().settings.demo
    if user is None:
        return []
    here = request.blueprint or ""
    return [
        Entry(area.label, url_for(area.route), here in area.blueprints, area.count(user) if area.count else 0)
        for area in doors().areas()
        if doors().is_open(area.route, user, demo)
    ]
