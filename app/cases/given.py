"""The names that every process and form can read besides its own: they stand in no state, and are read as they are."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from app.people import queries as people
from app.people.kinds import CARRYING

INSTITUTIONS = "stellen"

EXAMPLE = {INSTITUTIONS: [{"key": "rav_bern_west", "name": "RAV Bern West", "art": "rav", "mitwirkend": True}]}
"""What these names may look like."""


class Given(Mapping[str, Any]):
    """`stellen`: all institutions, each with `key`, `name`, `art` and `mitwirkend`. Asked for when it is first read."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @cached_property
    def _institutions(self) -> list[dict[str, str | bool]]:
        rows = people.institutions(self._session)
        return [
            {"key": row.key, "name": row.name, "art": row.kind.value, "mitwirkend": row.kind in CARRYING}
            for row in rows
        ]

    def __getitem__(self, name: str) -> Any:
        if name != INSTITUTIONS:
            raise KeyError(name)
        return self._institutions

    def __contains__(self, name: object) -> bool:
        return name == INSTITUTIONS

    def __iter__(self) -> Iterator[str]:
        yield INSTITUTIONS

    def __len__(self) -> int:
        return 1
