"""Tables, engine and transactions. Everything that is stored goes through here."""

from app.db.base import Base, Moment, OneOf, new_id
from app.db.lengths import TooLongError, Words
from app.db.session import Database

__all__ = ["Base", "Database", "Moment", "OneOf", "TooLongError", "Words", "new_id"]
