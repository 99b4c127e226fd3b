"""The declarative base, constraint names and the column types for moments and for words of a fixed list."""

import uuid
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import DateTime, MetaData, String
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from app.clock import ZONE
from app.db import lengths

# Named constraints can be mapped to a field of a form and dropped by a migration on every database.
NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

E = TypeVar("E", bound=StrEnum)


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=NAMES)


lengths.watch(Base)


class Moment(TypeDecorator[datetime]):
    """An aware datetime: stored in UTC, read in Europe/Zurich. A naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(ZONE)


class OneOf(TypeDecorator[E]):
    """One word of a fixed list: `mapped_column(OneOf(Kind, 20))`. The column holds the word as text, at most `length`.

    A text that is no word of `kind` raises `ValueError`, when it is written and when it is read.
    """

    impl = String
    cache_ok = True

    def __init__(self, kind: type[E], length: int) -> None:
        super().__init__(length)
        # SQLAlchemy caches statements by the attributes named like these two parameters.
        self.kind = kind
        self.length = length

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else self._word(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> E | None:
        return None if value is None else self._word(value)

    def _word(self, text: str) -> E:
        try:
            return self.kind(text)
        except ValueError:
            raise ValueError(f"{text!r} is no {self.kind.__name__}: one of {', '.join(self.kind)}") from None


def new_id() -> str:
    """A fresh random identifier, 32 hexadecimal digits; it says nothing about what it names."""
    return uuid.uuid4().hex
