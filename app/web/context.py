"""What a request carries: who asks, the transaction, and the application's parts."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar, cast

from flask import current_app, g
from sqlalchemy.orm import Session

from app.act import Act, Links
from app.people.models import SignIn, User

if TYPE_CHECKING:
    from app.web.parts import Parts

Service = TypeVar("Service")


def parts() -> "Parts":
    """The application's parts, wired in `bootstrap`."""
    return cast("Parts", current_app.extensions["parts"])


def service(kind: type[Service]) -> Service:
    """The one object of the class `kind` that all pages share."""
    found = parts().services[kind]
    assert isinstance(found, kind)
    return found


def act() -> Act:
    """What whoever asks does with this request, now and in its transaction."""
    links, clock, machine_clock = Links(parts().settings.base_url), parts().clock, parts().machine_clock
    return Act(db(), current_user(), clock.now(), machine_clock.now(), links)


def db() -> Session:
    """The request's transaction."""
    return cast(Session, g.session)


def after_refusal(action: Callable[[Session], None]) -> None:
    """Has `action` done in a transaction of its own, should this request be refused and its own work undone."""
    g.after_refusal = action


def begin_writing() -> None:
    """From here on this request writes: a fresh transaction takes the place of one that only reads.

    What was read so far is to be read again; who asks already is.
    """
    g.transaction.__exit__(None, None, None)
    g.transaction = parts().database.transaction()
    g.session = g.transaction.__enter__()
    if current_user() is not None:
        g.user = g.session.get_one(User, g.user.id)


def keep_work() -> None:
    """Keeps what this request wrote, although it is refused."""
    g.keep = True


def idle_time() -> timedelta:
    """How long a browser may be left alone before its sign-in ends."""
    return timedelta(hours=parts().settings.session_hours)


def has_failed() -> bool:
    """Whether something unexpected happened in this request: its page must not ask the database for anything."""
    return bool(g.get("failed", False))


def current_sign_in() -> SignIn | None:
    """The sign-in of the browser that asks; None before signing in."""
    return cast("SignIn | None", g.get("sign_in"))


def current_user() -> User | None:
    """Who asks; None before signing in."""
    return cast("User | None", g.get("user"))


def signed_in_user() -> User:
    """Who asks, on routes that only signed-in people reach."""
    return cast(User, g.user)
