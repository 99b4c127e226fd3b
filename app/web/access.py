"""Kinds of access to a route, and the page on which somebody begins. `app.doors` lists all routes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import cast

from flask import current_app

from app.people.models import User


class Access(Enum):
    """The people to whom a route is open. Which case or task they see there is decided by the rows of that case."""

    EVERYONE = "everyone"
    SIGNED_IN = "signed in"
    CASEWORK = "caseworkers and clients"
    OPENERS = "caseworkers of institutions that open cases"
    ADMINS = "administrators of people and calendars"
    DATA_PROTECTION = "officers of data protection"
    GUARDIANS = "administrators, and officers of data protection"
    KEEPERS = "officers of data protection, and caseworkers of the coordination office"
    OVERVIEW = "caseworkers of the coordination office, and those who lead an office"
    OPERATORS = "administrators of the whole house"
    FIGURES = "those who lead, and caseworkers of the coordination office"
    PROCESS_OWNERS = "process owners"
    DEMO = "everyone, in demonstrations only"


@dataclass(frozen=True)
class Area:
    """An entry of the main navigation: its label, its route, and the blueprints whose pages lie in it.

    count: tells how much waits there for somebody.
    """

    label: str
    route: str
    blueprints: tuple[str, ...]
    count: Callable[[User], int] | None = None


@dataclass(frozen=True)
class Doors:
    """All routes of the house.

    routes: endpoint → whom it lets in; rules: what the kinds of access ask of somebody who has signed in.
    homes: of these routes the first that is open to somebody is where they begin. sign_in: the route of the sign-in
    page. password, second_factor: the routes on which somebody first chooses a password, or sets up a second factor;
    the first of each is the page they are sent to.
    """

    routes: Mapping[str, Access]
    rules: Mapping[Access, Callable[[User], bool]]
    areas: Callable[[], Sequence[Area]]
    homes: tuple[str, ...]
    sign_in: str
    password: tuple[str, ...]
    second_factor: tuple[str, ...]

    def lets_in(self, access: Access, user: User | None, demo: bool) -> bool:
        """Whether a route with this row is open to `user` (None: not signed in)."""
        if access is Access.EVERYONE:
            return True
        if access is Access.DEMO:
            return demo
        if user is None:
            return False
        return access is Access.SIGNED_IN or self.rules[access](user)

    def is_open(self, route: str, user: User | None, demo: bool) -> bool:
        """Whether `user` may open `route`."""
        return self.lets_in(self.routes[route], user, demo)

    def home(self, user: User) -> str:
        """The route of the page on which `user` begins."""
        return next(route for route in self.homes if self.is_open(route, user, demo=False))


def doors() -> Doors:
    """The routes of the application that serves this request."""
    return cast(Doors, current_app.extensions["doors"])


def home(user: User) -> str:
    """The route of the page on which `user` begins."""
    return doors().home(user)
