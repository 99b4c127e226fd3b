"""The names that every process and form can read besides its own: they stand in no state, and are read as they are."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from app.people import absences
from app.people import queries as people
from app.people.kinds import CARRYING
from app.people.models import User

INSTITUTIONS, COLLEAGUES, ACTING = "stellen", "kollegium", "ausfuellend"

EXAMPLE = {
    INSTITUTIONS: [{"key": "rav_bern_west", "name": "RAV Bern West", "art": "rav", "mitwirkend": True}],
    COLLEAGUES: [{"value": "a.muster", "label": "Andrea Muster"}],
    ACTING: {"art": "rav"},
}
"""What these names may look like."""


class Given(Mapping[str, Any]):
    """What the house gives to every process and form. Each name is asked for when it is first read.

    `stellen`: all institutions, each with `key`, `name`, `art` and `mitwirkend`. `kollegium`: the caseworkers of the
    office of `user`, who acts, as options of a form: `value` is the user name; none where nobody, or nobody's office,
    acts. `ausfuellend`: who acts; `art` is the kind of their office, null for clients and where nobody acts.
    """

    def __init__(self, session: Session, user: User | None) -> None:
        self._session, self._user = session, user

    @cached_property
    def _institutions(self) -> list[dict[str, str | bool]]:
        rows = people.institutions(self._session)
        return [
            {"key": row.key, "name": row.name, "art": row.kind.value, "mitwirkend": row.kind in CARRYING}
            for row in rows
        ]

    @cached_property
    def _colleagues(self) -> list[dict[str, str]]:
        user = self._user
        if user is None or user.institution_id is None:
            return []
        rows = people.by_name([user, *absences.possible_deputies(self._session, user)])
        return [{"value": row.username, "label": row.name} for row in rows]

    def __getitem__(self, name: str) -> Any:
        if name == INSTITUTIONS:
            return self._institutions
        if name == COLLEAGUES:
            return self._colleagues
        if name == ACTING:
            office = self._user.institution if self._user is not None else None
            return {"art": office.kind.value if office is not None else None}
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return name in EXAMPLE

    def __iter__(self) -> Iterator[str]:
        yield from EXAMPLE

    def __len__(self) -> int:
        return len(EXAMPLE)
