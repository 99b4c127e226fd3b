"""Tables of people and institutions."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, new_id


class Institution(Base):
    """An office or a provider. `kind`: rav, iv, sd, provider, therapist, fg (steering group) or ks."""

    __tablename__ = "institution"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(50), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    email: Mapped[str] = mapped_column(String(254))


class User(Base):
    """Somebody with a login: staff of an institution, or a client (no institution)."""

    __tablename__ = "user"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    username: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    institution_id: Mapped[str | None] = mapped_column(ForeignKey("institution.id"), index=True)
    function: Mapped[str] = mapped_column(String(100), default="")

    institution: Mapped[Institution | None] = relationship(lazy="joined")

    __table_args__ = (UniqueConstraint("email", name="uq_user_email"),)
