"""Tables of the machinery: versions of processes, running cases, tasks for people, messages, history."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Moment, OneOf, Words, new_id
from app.flow.kinds import CaseMessageStatus, EventKind, InstanceStatus, ItemKind, ItemStatus, MessageKind, Reminders

_HANGS = text("incident IS NOT NULL")


class Definition(Base):
    """One version of a process with everything it needs; named by its content, which never changes.

    version: the highest of a key is in service. What is put into service once more gets the next number.
    """

    __tablename__ = "definition"
    __table_args__ = (UniqueConstraint("key", "version", name="uq_definition_key_version"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(100), index=True)
    name: Mapped[str] = mapped_column(Words(200))
    version: Mapped[int]
    startable: Mapped[bool]
    opener: Mapped[str | None] = mapped_column(String(50))
    specs: Mapped[str] = mapped_column(Text, deferred=True)
    bundle: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime] = mapped_column(Moment)


class Withdrawn(Base):
    """A procedure that takes no new cases; those under way go on."""

    __tablename__ = "withdrawn"

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(Words(300))


class Instance(Base):
    """One running process. Only the engine reads `state`; `rev` counts the steps, so that none overwrites another."""

    __tablename__ = "instance"
    __table_args__ = (
        Index("ix_instance_status_next_due", "status", "next_due"),
        Index("ix_instance_definition_digest", "definition_digest", "status"),
        Index("ix_instance_incident", "id", postgresql_where=_HANGS, sqlite_where=_HANGS),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    definition_digest: Mapped[str] = mapped_column(ForeignKey("definition.digest"))
    status: Mapped[InstanceStatus] = mapped_column(OneOf(InstanceStatus, 20), default=InstanceStatus.OPEN)
    state: Mapped[bytes] = mapped_column(LargeBinary, default=b"", deferred=True)
    rev: Mapped[int] = mapped_column()
    next_due: Mapped[datetime | None] = mapped_column(Moment)
    next_timer: Mapped[datetime | None] = mapped_column(Moment)
    started_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    incident: Mapped[str | None] = mapped_column(Text)
    incident_at: Mapped[datetime | None] = mapped_column(Moment)
    failures: Mapped[int] = mapped_column(default=0)
    listens: Mapped[bool] = mapped_column(default=False)

    definition: Mapped[Definition] = relationship()
    __mapper_args__ = {"version_id_col": rev}  # noqa: RUF012 - SQLAlchemy reads it from the class


class CaseMove(Base):
    """The last move of a case, with what it takes to undo it: version and state before.

    names: JSON, id of an element → its id in the new version. rev: of the case right after the move; once the case has
    gone on it has another one. acted: whether something happened with the move itself, which cannot be undone.
    """

    __tablename__ = "case_move"

    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"), primary_key=True)
    from_digest: Mapped[str] = mapped_column(ForeignKey("definition.digest"))
    state: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    names: Mapped[str] = mapped_column(Text)
    rev: Mapped[int]
    acted: Mapped[bool]
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))


class WorkItem(Base):
    """A task for a person, or a report that people may make. `id` stands in URLs, the engine's `task_id` never does.

    role, party: who does a task, one of the two; party is the key of an institution.
    roles: who may make a report: keys of roles, each between spaces, so that ` payer ` can be searched for.
    readers: further roles that may read what was handed in, written likewise.
    possible_until: from when on a report is no longer possible (its property `when`), as far as that is known.
    reminders, remind_at: which reminders the task gets, and when the next one goes out; None where none will.
    handed_in_as: a hash of what was posted when the task was done, by which the same post is known when it comes twice.
    assignee_id, stands_in_for_id: while a person is away, their deputy is the assignee and stands in for them.
    """

    __tablename__ = "work_item"
    __table_args__ = (
        UniqueConstraint("instance_id", "task_id", "element", name="uq_work_item_instance_task"),
        Index("ix_work_item_status_due", "status", "due"),
        Index("ix_work_item_assignee_id_status", "assignee_id", "status"),
        Index("ix_work_item_closed_by_id", "closed_by_id", "closed_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"), index=True)
    task_id: Mapped[str] = mapped_column(String(36))
    element: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(Words(200))
    label: Mapped[str | None] = mapped_column(Words(200))
    form: Mapped[str | None] = mapped_column(String(100))
    kind: Mapped[ItemKind] = mapped_column(OneOf(ItemKind, 20), default=ItemKind.TASK, server_default=ItemKind.TASK)
    role: Mapped[str | None] = mapped_column(String(50))
    roles: Mapped[str | None] = mapped_column(String(300))
    readers: Mapped[str] = mapped_column(String(300), default="", server_default="")
    party: Mapped[str | None] = mapped_column(String(100))
    due: Mapped[date | None] = mapped_column(Date)
    possible_until: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str | None] = mapped_column(Text)
    reminders: Mapped[Reminders] = mapped_column(
        OneOf(Reminders, 20), default=Reminders.STANDARD, server_default=Reminders.STANDARD
    )
    remind_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    status: Mapped[ItemStatus] = mapped_column(OneOf(ItemStatus, 20), default=ItemStatus.OPEN)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    assignee_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    closed_by_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    handed_in_as: Mapped[str | None] = mapped_column(String(64))
    stands_in_for_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))

    instance: Mapped[Instance] = relationship()


class LastStep(Base):
    """The last step somebody took in a case on a page, for as long as they may take it back.

    until: the moment from which on it stands. changes: what it changed, `app.db.changes.Changed` as compressed JSON.
    posted: JSON of what they had handed in, input name → list of texts, so that nobody has to type it again.
    """

    __tablename__ = "last_step"

    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"), primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("work_item.id"), index=True)
    by_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    until: Mapped[datetime] = mapped_column(Moment, index=True)
    changes: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    posted: Mapped[str] = mapped_column(Text, deferred=True)


class Event(Base):
    """A line of a case's history, in the words of its diagram. A step that is taken back takes its rows along."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    kind: Mapped[EventKind] = mapped_column(OneOf(EventKind, 20))
    element: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(Words(200))
    actor_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))


class Subscription(Base):
    """A message or signal that a case waits for right now."""

    __tablename__ = "subscription"
    __table_args__ = (Index("ix_subscription_kind_name", "kind", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"), index=True)
    kind: Mapped[MessageKind] = mapped_column(OneOf(MessageKind, 20))
    name: Mapped[str] = mapped_column(String(200))
    correlation: Mapped[str | None] = mapped_column(Text)


class CaseMessage(Base):
    """A message or signal on its way from one case to another. A signal has a row for each case that waited for it.

    target_id: the only case that may receive it (None: any that waits), and once delivered the case that received it.
    """

    __tablename__ = "case_message"
    __table_args__ = (Index("ix_case_message_status_name", "status", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[MessageKind] = mapped_column(OneOf(MessageKind, 20))
    name: Mapped[str] = mapped_column(String(200))
    correlation: Mapped[str | None] = mapped_column(Text)
    payload: Mapped[str] = mapped_column(Text)
    sender_id: Mapped[str | None] = mapped_column(ForeignKey("instance.id"), index=True)
    target_id: Mapped[str | None] = mapped_column(ForeignKey("instance.id"), index=True)
    sent_at: Mapped[datetime] = mapped_column(Moment)
    status: Mapped[CaseMessageStatus] = mapped_column(OneOf(CaseMessageStatus, 20), default=CaseMessageStatus.OPEN)
    next_try_at: Mapped[datetime] = mapped_column(Moment)
    failures: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str | None] = mapped_column(Text)


class DecisionLog(Base):
    """The rules of a decision table that were hit, with inputs and outputs: answers «warum wurde so entschieden?»."""

    __tablename__ = "decision_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    decision: Mapped[str] = mapped_column(Words(200))
    rules: Mapped[str] = mapped_column(Text)
    inputs: Mapped[str] = mapped_column(Text)
    outputs: Mapped[str] = mapped_column(Text)
