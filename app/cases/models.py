"""Tables of cases and their participants."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Moment, OneOf, Words, new_id
from app.flow.kinds import FINISHED
from app.flow.models import Instance
from app.people.models import Institution, User

SortedByBytes = String(40).with_variant(String(40, collation="C"), "postgresql")
"""Text that both databases sort in the same way, so that words which begin alike stand together."""


class WordSource(StrEnum):
    """Where a word by which a case is found stands."""

    NUMBER = "number"
    NAME = "name"
    NOTE = "note"


class Case(Base):
    """One person's way through a procedure. The case number is all that mails and letters say.

    person_key: a keyed hash that is equal in all cases of one person and tells nobody who that is. silent: no message
    leaves for this case any more. protected: the client's address is shown only to those who need it (`KNOWS_ADDRESS`).
    opening: the id of the start form the case was opened with; a form that is sent twice opens one case.
    mandate_until: the last day on which the client's mandate holds; None before it is signed and once it is withdrawn.
    warn_at: when somebody has to look next whether a warning of that day is due.
    closed_on: the day on which the diagram closed it; a survey may still come after that. erase_on: the day on which a
    case that has ended is erased, unless a hold stands.
    """

    __tablename__ = "case"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"), unique=True)
    client_name: Mapped[str] = mapped_column(Words(200), default="")
    client_email: Mapped[str | None] = mapped_column(String(254))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    opened_by_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    result: Mapped[str | None] = mapped_column(Words(200))
    silent: Mapped[bool] = mapped_column(default=False, server_default=false())
    person_key: Mapped[str | None] = mapped_column(String(64), index=True)
    protected: Mapped[bool] = mapped_column(default=False, server_default=false())
    opening: Mapped[str | None] = mapped_column(String(32), unique=True)
    mandate_until: Mapped[date | None] = mapped_column(Date, index=True)
    warn_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    closed_on: Mapped[date | None] = mapped_column(Date)
    erase_on: Mapped[date | None] = mapped_column(Date, index=True)

    instance: Mapped[Instance] = relationship(lazy="joined")
    participants: Mapped[list["Participant"]] = relationship(back_populates="case", order_by="Participant.since")

    @property
    def is_closed(self) -> bool:
        """Whether it is «abgeschlossen» for people: closed by its diagram, or at its end."""
        return self.closed_on is not None or self.instance.status in FINISHED


class Participant(Base):
    """One part in a case: a role held by an institution, by one of its people, or by a person without institution.

    until: the moment the part ended; None while it lasts. barred: it ended because the client withdrew their consent,
    so nobody can bring this institution back. expired: it ended with the mandate and begins again when the client
    renews the mandate. deputy: does the work of `user` in this case while `user` is away.
    """

    __tablename__ = "participant"
    __table_args__ = (
        Index(
            "uq_participant_part", "case_id", "role", "institution_id", "user_id", unique=True,
            sqlite_where=text("until IS NULL"), postgresql_where=text("until IS NULL"),
        ),  # whoever leads a case, hands it over and gets it back has had two parts
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    role: Mapped[str] = mapped_column(String(50))
    institution_id: Mapped[str | None] = mapped_column(ForeignKey("institution.id"), index=True)
    user_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"), index=True)
    deputy_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"), index=True)
    since: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime | None] = mapped_column(Moment)
    barred: Mapped[bool] = mapped_column(default=False, server_default=false())
    expired: Mapped[bool] = mapped_column(default=False, server_default=false())

    case: Mapped[Case] = relationship(back_populates="participants")
    institution: Mapped[Institution | None] = relationship(lazy="joined")
    user: Mapped[User | None] = relationship(foreign_keys=[user_id], lazy="joined")
    deputy: Mapped[User | None] = relationship(foreign_keys=[deputy_id], lazy="joined")


class TaskLink(Base):
    """One open task that one person without an account can do from their mail; `app.by_link` lets them in.

    part_id: for which part in the case they act. to_address: where the link, and each one-time code, goes; nowhere
    else. until: the last moment of the link. revoked_at: somebody took it back. code: keyed hash of the last one-time
    code, which counts until `code_until` on the machine's clock; codes: how many were asked for. opened_at: when a code
    was right for the first time. wrong: how many were not; locked_at: since when there were too many of them.
    """

    __tablename__ = "task_link"
    __table_args__ = (UniqueConstraint("item_id", "part_id", "to_address", name="uq_task_link_item_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("work_item.id"))
    part_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), index=True)
    to_address: Mapped[str] = mapped_column(String(254))
    sent_at: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    code: Mapped[str | None] = mapped_column(String(64))
    code_sent_at: Mapped[datetime | None] = mapped_column(Moment)
    code_until: Mapped[datetime | None] = mapped_column(Moment)
    code_wrong: Mapped[int] = mapped_column(default=0)
    codes: Mapped[int] = mapped_column(default=0)
    wrong: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    locked_at: Mapped[datetime | None] = mapped_column(Moment)

    part: Mapped[Participant] = relationship(lazy="joined")


class ListedTask(Base):
    """An open task on the list of one who may do it; `app.cases.lists` keeps it, and reading asks the rule again.

    holder: the id of an institution, or of a person who takes part without one. due: as that of the task, `lists.LAST`
    where it has none. process: key of the procedure of its case. title: as that of the task.
    """

    __tablename__ = "listed_task"
    __table_args__ = (
        Index("ix_listed_task_holder", "holder", "due", "opened_at", "item_id"),
        Index("ix_listed_task_process", "holder", "process", "due", "opened_at", "item_id"),
        Index("ix_listed_task_title", "holder", "title", "due", "opened_at", "item_id"),
    )

    holder: Mapped[str] = mapped_column(String(32), primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("work_item.id"), primary_key=True, index=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    due: Mapped[date] = mapped_column(Date)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    process: Mapped[str] = mapped_column(String(100))
    title: Mapped[str] = mapped_column(String(200))


class Postponed(Base):
    """A task that one person does not want to see on their list before the day `until`."""

    __tablename__ = "postponed"

    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("work_item.id"), primary_key=True, index=True)
    until: Mapped[date] = mapped_column(Date)


class SearchWord(Base):
    """A word by which a case is found, folded as `app.texts.folded` does it. `app.cases.finding` keeps them.

    institution_id: the office of whose notes it is a word; None for a word of the case itself.
    """

    __tablename__ = "search_word"
    __table_args__ = (Index("ix_search_word_word", "word", "source", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    word: Mapped[str] = mapped_column(SortedByBytes)
    source: Mapped[WordSource] = mapped_column(OneOf(WordSource, 10))
    institution_id: Mapped[str | None] = mapped_column(ForeignKey("institution.id"))


class ListedCase(Base):
    """A case on the list of one who takes part in it. holder: as in ListedTask. opened_at, number: as of the case."""

    __tablename__ = "listed_case"
    __table_args__ = (Index("ix_listed_case_holder", "holder", "opened_at", "number"),)

    holder: Mapped[str] = mapped_column(String(32), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), primary_key=True, index=True)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    number: Mapped[str] = mapped_column(String(20))


class Cancellation(Base):
    """That an administrator wants a case ended from outside; another one has to agree."""

    __tablename__ = "cancellation"

    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), primary_key=True)
    asker_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Text)

    asker: Mapped[User] = relationship()


class Invoice(Base):
    """What one institution owes another for a case; `amount` in Rappen, `period` in words («April 2025»)."""

    __tablename__ = "invoice"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    payee_id: Mapped[str] = mapped_column(ForeignKey("institution.id"))
    debtor_id: Mapped[str] = mapped_column(ForeignKey("institution.id"))
    amount: Mapped[int]
    period: Mapped[str] = mapped_column(Words(50))
    text: Mapped[str] = mapped_column(Words(200))
    at: Mapped[datetime] = mapped_column(Moment)

    payee: Mapped[Institution] = relationship(foreign_keys=[payee_id], lazy="joined")
    debtor: Mapped[Institution] = relationship(foreign_keys=[debtor_id], lazy="joined")


class Statistic(Base):
    """Something that happened in some case, for the yearly figures: it says nothing of whose case it was.

    process: key of the procedure; institution: who opened the case; days: since it was opened.
    """

    __tablename__ = "statistic"
    __table_args__ = (Index("ix_statistic_name_day", "name", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date)
    process: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(Words(100))
    institution: Mapped[str | None] = mapped_column(String(50))
    days: Mapped[int]


class CaseNumber(Base):
    """The last case number given out in a year."""

    __tablename__ = "case_number"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(default=0)
