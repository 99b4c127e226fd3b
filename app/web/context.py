"""What a request carries: who asks, the transaction, and the application's parts."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from flask import current_app, g
from sqlalchemy.orm import Session

from app.people.models import User

if TYPE_CHECKING:
    from app.web.parts import Parts


def parts() -> "Parts":
    """The application's parts, wired in `bootstrap`."""
    return cast("Parts", current_app.extensions["nahtstelle"])


def db() -> Session:
    """The request's transaction."""
    return cast(Session, g.session)


def after_refusal(action: Callable[[Session], None]) -> None:
    """Has `action` done in a transaction of its own, should this request be refused and its own work undone."""
    g.after_refusal = action


def current_user() -> User | None:
    """Who asks; None before signing in."""
    return cast("User | None", g.get("user"))


def signed_in_user() -> User:
    """Who asks, on routes that only signed-in people reach."""
    return cast(User, g.user)
