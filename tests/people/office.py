"""An installation without the demonstration's doors: people sign in with their password."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from app.bootstrap import House
from app.clock import ManualClock
from app.demo.people import PASSWORD
from app.people import queries, service
from app.people.models import User
from tests.browser_posts import Browser

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@dataclass
class Office:
    app: Flask
    house: House
    machine_clock: ManualClock

    def browser(self, address: str = "198.51.100.7", agent: str = FIREFOX) -> Browser:
        """A browser that nobody has signed in with yet."""
        here: Browser = type("Here", (Browser,), {"application": self.app})()
        here.client.environ_base.update(REMOTE_ADDR=address, HTTP_USER_AGENT=agent)
        return here

    def sign_in(self, name: str, password: str = PASSWORD, browser: Browser | None = None, **where: str) -> Browser:
        """Fills in the sign-in page, as `name` with `password`."""
        browser = (browser or self.browser(**where)).get("/anmelden")
        return self.try_again(browser, name, password)

    def try_again(self, browser: Browser, name: str, password: str = PASSWORD) -> Browser:
        action, fields = browser.fields(action="/anmelden")
        given = [(key, value) for key, value in fields if key not in ("name", "password")]
        return browser.post(action, [*given, ("name", name), ("password", password)])

    def later(self, **time: float) -> None:
        self.machine_clock.move_to(self.machine_clock.now() + timedelta(**time))

    def give(self, name: str, role: str, *, everywhere: bool = False, alone: bool = False) -> None:
        """Gives a role; `alone`: and takes the casework away."""
        with self.people() as session:
            user = self.person(session, name)
            service.grant(session, user, role, None if everywhere else user.institution)
            if alone:
                service.revoke(session, user, "caseworker", user.institution)

    @contextmanager
    def people(self) -> Iterator[Session]:
        with self.house.database.transaction() as session:
            yield session

    def person(self, session: Session, name: str) -> User:
        user = queries.user_by_name(session, name)
        assert user is not None
        return user

    def rows(self, model: Any) -> list[Any]:
        with self.house.database.transaction(writes=False) as session:
            return list(session.query(model).all())
