"""Texts that are longer than their column, decided in one place and before a row is written, on every database alike.

SQLite keeps a text of any length, PostgreSQL refuses it with an error that speaks to nobody. So the type of a column
says which it is: `Words(200)`, for people to read, is cut; any other bounded text is refused by `TooLongError`.
"""

from functools import partial
from typing import Any

from sqlalchemy import String, event
from sqlalchemy.orm import ColumnProperty, DeclarativeBase, InstrumentedAttribute

from app.errors import InvalidError

CUT = "…"
"""Stands at the end of words that were cut."""


class Words(String):
    """A title or a sentence of which the beginning is enough: longer ones are cut and end in «…»."""

    cache_ok = True


class TooLongError(InvalidError):
    """Ein Text ist zu lang. Bitte kürzen Sie ihn."""

    def __init__(self, where: str, longest: int) -> None:
        super().__init__(f"Ein Text ist zu lang ({where}, höchstens {longest} Zeichen). Bitte kürzen Sie ihn.")


def watch(base: type[DeclarativeBase]) -> None:
    """Bounds every text that is put into an attribute of a table of `base`.

    What goes round the attributes (statements that insert or update) is not seen; in this house they carry no texts.
    """

    @event.listens_for(base, "attribute_instrument", propagate=True)
    def prepare(_table: type[object], _name: str, attribute: InstrumentedAttribute[Any]) -> None:
        if isinstance(attribute.property, ColumnProperty):
            event.listen(attribute, "set", partial(_fitting, attribute.property), retval=True)


def _fitting(attribute: ColumnProperty[Any], _row: object, value: object, *_others: object) -> object:
    # Asked only now: a column that refers to another one learns its length when all tables are known.
    column = attribute.columns[0]
    longest = getattr(column.type, "length", None)
    if longest is None or not isinstance(value, str) or len(value) <= longest:
        return value
    if isinstance(column.type, Words):
        return value[: longest - len(CUT)] + CUT
    raise TooLongError(str(column), longest)
