"""Everything a request carries: the person who asks, the transaction, and the application's parts."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar, cast

from flask import current_app, g, has_request_context
from sqlalchemy.orm import Session

from app.act import Act, Links
from app.people.models import SignIn, User

if TYPE_CHECKING:
    from app.web.parts import Parts

Service = TypeVar("Service")
Answer = TypeVar("Answer")


def parts() -> "Parts":
    """The application's parts, wired in `bootstrap`."""
    return cast("Parts", current_app.extensions["parts"])


def service(kind: type[Service]) -> Service:
    """The one object of the class `kind` that all pages share."""
    found = parts().services[kind]
    assert isinstance(found, kind)
    return found


def act() -> Act:
    """The act of the person who asks, now and in the transaction of this request."""
    settings, clock, machine_clock = parts().settings, parts().clock, parts().machine_clock
    links = Links(settings.base_url, settings.secret_key)
    return Act(db(), current_user(), clock.now(), machine_clock.now(), links)


def once_per_request(ask: Callable[[], Answer], key: str) -> Callable[[], Answer]:
    """`ask`, with its answer kept for the rest of a request under `key`; outside of requests it is asked each time."""

    def asked() -> Answer:
        if not has_request_context():
            return ask()
        if key not in g:
            setattr(g, key, ask())
        return cast(Answer, g.get(key))

    return asked


def db() -> Session:
    """The request's transaction."""
    return cast(Session, g.session)


def after_refusal(action: Callable[[Session], None]) -> None:
    """Runs `action` in a transaction of its own if this request is refused, after its own work was rolled back.

    Example: a task is refused because the next step of its case fails; the incident is kept all the same.
    """
    g.after_refusal = action


def begin_writing() -> None:
    """Lets this request write from here on: opens a fresh transaction in place of the one that only reads.

    Objects read before belong to the closed transaction and have to be read again; the person who asks already was.
    """
    g.transaction.__exit__(None, None, None)
    g.transaction = parts().database.transaction()
    g.session = g.transaction.__enter__()
    if current_user() is not None:
        g.user = g.session.get_one(User, g.user.id)


def keep_work() -> None:
    """Commits the work of this request although it is refused, as the count of wrong passwords."""
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
    """The person who asks; None before signing in."""
    return cast("User | None", g.get("user"))


def visit_as(guest: User) -> None:
    """From here on this request is that of `guest`, who came by a link: they have not signed in, and get no menu."""
    g.user = guest


def signed_in_user() -> User:
    """The person who asks, on routes that are open only after signing in."""
    return cast(User, g.user)
