"""The table of emergency accesses."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Moment, new_id
from app.people import roles
from app.people.models import User

LASTS = timedelta(minutes=60)
"""How long a case may be read after the release."""
WAITS = timedelta(hours=24)
"""How long a request waits for somebody to release it."""


class AccessStatus(StrEnum):
    """What became of a request. lapsed: nobody released it in time, or its asker is no longer an administrator."""

    ASKED = "asked"
    RUNNING = "running"
    ENDED = "ended"
    REFUSED = "refused"
    LAPSED = "lapsed"


class EmergencyAccess(Base):
    """A request to see one case, and its outcome. All moments are on the machine's clock.

    number: a case number as the asker typed it. Whether there is such a case is looked up only once they read it, so
    that nobody can find out by asking. reason, refusal: people's own words, which are kept nowhere else.
    """

    __tablename__ = "emergency_access"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(20), index=True)
    asker_id: Mapped[str] = mapped_column(ForeignKey("user.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(Moment, index=True)
    decider_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    released_at: Mapped[datetime | None] = mapped_column(Moment)
    refused_at: Mapped[datetime | None] = mapped_column(Moment)
    refusal: Mapped[str] = mapped_column(Text, default="")
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ender_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))

    asker: Mapped[User] = relationship(foreign_keys=[asker_id], lazy="joined")
    decider: Mapped[User | None] = relationship(foreign_keys=[decider_id], lazy="joined")
    ender: Mapped[User | None] = relationship(foreign_keys=[ender_id], lazy="joined")

    @property
    def until(self) -> datetime | None:
        """When it ends by itself; None before the release."""
        return self.released_at + LASTS if self.released_at else None

    def status(self, now: datetime) -> AccessStatus:
        """The state at this moment. A running access ends at once where the asker is no longer an administrator."""
        if self.refused_at is not None:
            return AccessStatus.REFUSED
        entitled = self.asker.active and roles.has_role(self.asker, roles.ADMIN)
        if self.until is not None:
            running = entitled and self.ended_at is None and now < self.until
            return AccessStatus.RUNNING if running else AccessStatus.ENDED
        return AccessStatus.ASKED if entitled and now < self.asked_at + WAITS else AccessStatus.LAPSED

    def minutes_left(self, now: datetime) -> int:
        """The minutes it still runs, rounded up; 0 before the release and after the end."""
        return 0 if self.until is None else max(0, -(-(self.until - now) // timedelta(minutes=1)))
