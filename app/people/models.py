"""Tables of people and institutions."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Moment, OneOf, new_id
from app.people.kinds import Kind


class Institution(Base):
    """An office or a provider. key: the word by which diagrams and forms name it."""

    __tablename__ = "institution"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(50), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[Kind] = mapped_column(OneOf(Kind, 20))
    email: Mapped[str] = mapped_column(String(254))


class User(Base):
    """Somebody with a login: staff of an institution, or a client (no institution).

    first_password_until: set while the password is one that somebody else has seen; it has to be changed before this
    moment, on the machine's clock. guest_of: the id of the part in a case for which somebody without a login acts by
    links in mails (`app.by_link`); then nobody can ever sign in with this account. None for real accounts.
    """

    __tablename__ = "user"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    username: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    first_password_until: Mapped[datetime | None] = mapped_column(Moment)
    institution_id: Mapped[str | None] = mapped_column(ForeignKey("institution.id"), index=True)
    function: Mapped[str] = mapped_column(String(100), default="")
    guest_of: Mapped[str | None] = mapped_column(String(32))

    institution: Mapped[Institution | None] = relationship(lazy="joined")
    roles: Mapped[list["UserRole"]] = relationship(cascade="all, delete-orphan", order_by="UserRole.id")

    __table_args__ = (
        UniqueConstraint("email", name="uq_user_email"),
        Index("uq_user_guest_of", "guest_of", unique=True),
    )


class UserRole(Base):
    """A role beside the cases (`roles.NAMES`): in one institution, or in all where `institution_id` is None."""

    __tablename__ = "user_role"
    __table_args__ = (UniqueConstraint("user_id", "role", "institution_id", name="uq_user_role_user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    role: Mapped[str] = mapped_column(String(20))
    institution_id: Mapped[str | None] = mapped_column(ForeignKey("institution.id"))

    institution: Mapped[Institution | None] = relationship(lazy="joined")


class SignInFailure(Base):
    """A wrong password or code. Account, address and device are keyed hashes: what was typed may be a secret."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (
        Index("ix_sign_in_failure_account", "account", "at"),
        Index("ix_sign_in_failure_address", "address", "at"),
        Index("ix_sign_in_failure_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    account: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    device: Mapped[str | None] = mapped_column(String(64))


class SignIn(Base):
    """A browser in which somebody is signed in. The browser keeps the key, we its hash (`id`)."""

    __tablename__ = "sign_in"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), index=True)
    since: Mapped[datetime] = mapped_column(Moment)
    last_seen: Mapped[datetime] = mapped_column(Moment, index=True)
    device: Mapped[str] = mapped_column(String(100))
    address: Mapped[str] = mapped_column(String(50))

    user: Mapped[User] = relationship(lazy="joined")


class SecondFactor(Base):
    """The secret that an authenticator app shares with us.

    confirmed: the person has shown that their app has it. last_step: number of the half minute of the last code that
    was accepted, so that no code counts twice.
    """

    __tablename__ = "second_factor"

    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(64))
    confirmed: Mapped[bool] = mapped_column(default=False)
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Base):
    """The hash of a code on paper that replaces the authenticator app once; a used one is deleted."""

    __tablename__ = "recovery_code"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), index=True)


class FactorRemoval(Base):
    """Somebody's second factor was removed for them. identified: how they showed who they are, in words."""

    __tablename__ = "factor_removal"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    at: Mapped[datetime] = mapped_column(Moment)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), index=True)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    identified: Mapped[str] = mapped_column(Text)


class Absence(Base):
    """From `first` to `last` (both included) new tasks of `user` go to `deputy`, who works in the same institution.

    Whoever works there alone has no deputy.
    """

    __tablename__ = "absence"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), index=True)
    deputy_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"), index=True)
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)

    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="joined")
    deputy: Mapped[User | None] = relationship(foreign_keys=[deputy_id], lazy="joined")


class Handover(Base):
    """Somebody left, and `successor` took over. `moved`: JSON list of {case, what}, for the receipt."""

    __tablename__ = "handover"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    at: Mapped[datetime] = mapped_column(Moment)
    leaver_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    successor_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    by_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    moved: Mapped[str] = mapped_column(Text)

    leaver: Mapped[User] = relationship(foreign_keys=[leaver_id], lazy="joined")
    successor: Mapped[User | None] = relationship(foreign_keys=[successor_id], lazy="joined")
    by: Mapped[User] = relationship(foreign_keys=[by_id], lazy="joined")
