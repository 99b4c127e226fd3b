"""Tables of the log. The migration adds triggers that refuse to change or remove entries."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Moment, Words

GENERAL_CHAIN = "house"
"""The chain for what belongs to no case and no person: rights, procedures, searches of the log."""
_PERSON = "person-"


def chain_of_person(user_id: str) -> str:
    """The chain of somebody's sign-ins, so that nobody who signs in waits for anybody else. Two people whose ids begin
    alike would share one, which is as good a chain."""
    return f"{_PERSON}{user_id[:13]}"


def case_of(chain: str) -> str:
    """The number of the case whose chain this is; empty for the other chains."""
    return "" if chain == GENERAL_CHAIN or chain.startswith(_PERSON) else chain


READ, CHANGED, DISCLOSED, EXPORTED, REFUSED = "read", "changed", "disclosed", "exported", "refused"
SIGNED_IN, SIGNED_OUT, DEPLOYED, GRANTED = "signed_in", "signed_out", "deployed", "granted"
ASKED, RELEASED, ENDED = "asked", "released", "ended"
ERASED = "erased"

WORDS = {
    READ: "angesehen",
    CHANGED: "Angaben gemacht",
    DISCLOSED: "verschickt",
    EXPORTED: "ausgegeben",
    REFUSED: "verweigert",
    SIGNED_IN: "angemeldet",
    SIGNED_OUT: "abgemeldet",
    DEPLOYED: "in Betrieb genommen",
    GRANTED: "Rechte geändert",
    ASKED: "verlangt",
    RELEASED: "freigegeben",
    ENDED: "beendet",
    ERASED: "gelöscht",
}
"""Action → its German words. The column is plain text, so that an entry somebody tampered with can still be read."""


class Chain(Base):
    """The head of a chain: how many entries it has and the hash of the last. Its row is locked while one is added."""

    __tablename__ = "audit_chain"

    chain: Mapped[str] = mapped_column(String(20), primary_key=True)
    count: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class Entry(Base):
    """One thing somebody did. It says in words what that was, never with data of the case.

    The actor's name and institution are those of that moment; `categories` are the categories of data in words, as far
    as they are known; `previous` is the hash of the entry before.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_chain_actor_id_at", "chain", "actor_id", "at"),)

    chain: Mapped[str] = mapped_column(String(20), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    actor_id: Mapped[str | None] = mapped_column(String(32))
    actor_name: Mapped[str] = mapped_column(Words(200))
    institution: Mapped[str] = mapped_column(Words(200))
    action: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(Words(400))
    categories: Mapped[str] = mapped_column(Words(200))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
