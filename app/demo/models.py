"""The table of the demonstration's clock."""

from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class ClockShift(Base):
    """By how many seconds the demonstration is ahead of the machine's clock; one row."""

    __tablename__ = "clock_shift"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seconds: Mapped[int] = mapped_column(default=0)
