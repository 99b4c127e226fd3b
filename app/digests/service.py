"""Gathers the messages of whoever wants digests: each gets its moment, and when it comes one mail tells all of them."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.orm import Session

from app.act import Act, Acts
from app.audit import service as audit
from app.db import Database
from app.digests.rules import moment_for
from app.flow.kinds import ItemStatus
from app.flow.models import WorkItem
from app.outbox.models import MailChoice, Message, MessageKind, MessageStatus, Rhythm
from app.outbox.service import About, post, waits_for_digest
from app.people.models import User
from app.sweeping import NOW, Chore, earliest, next_try, resting, sweep

DIGESTS = "digests"
SUBJECT = "Überblick: {count} in Nahtstelle"


def choose(act: Act, rhythm: Rhythm, news: bool) -> None:
    """Keeps how the person who acts wants to be written to; what waits goes by it from now on."""
    row = act.session.get(MailChoice, act.user.id) or MailChoice(user_id=act.user.id)
    row.rhythm, row.news = rhythm, news
    act.session.add(row)
    mine = update(Message).where(Message.to_address == act.user.email, Message.digest_at.is_not(None))
    act.session.execute(mine.where(Message.status == MessageStatus.WAITING).values(digest_at=None, next_try_at=act.now))


def note_seen(act: Act) -> None:
    """Notes that the person who acts has looked at their messages."""
    row = act.session.get(MailChoice, act.user.id) or MailChoice(user_id=act.user.id, rhythm=Rhythm.EACH, news=True)
    row.seen_at = act.now
    act.session.add(row)


def gather_due(database: Database, acts: Acts) -> int:
    """Gives each new message that may wait its moment, and posts the digests that are due; returns for how many people.

    Of a task that is done meanwhile a digest says nothing.
    """
    return sweep(database, acts, Chore(DIGESTS, _claim, _gather))


def next_digest(session: Session, now: datetime) -> datetime | None:
    """When the next digest is due; at once where a message has no moment yet."""
    return earliest(*session.execute(_next_moments(), {NOW.key: now}).one())


def _claim(act: Act) -> tuple[str, str] | None:
    found = act.session.execute(_first_due(), {NOW.key: act.now}).one_or_none()
    return None if found is None else (found.id, found.email)


def _gather(act: Act, address: str) -> None:
    theirs = select(MailChoice).join(User, User.id == MailChoice.user_id).where(User.email == address)
    choice = act.session.scalars(theirs).one()
    waiting = act.session.scalars(_waiting().where(Message.to_address == address).with_for_update()).all()
    for message in waiting:
        if message.kind == MessageKind.NEWS and not choice.news:
            message.status = MessageStatus.DIGESTED
        elif message.digest_at is None:
            message.digest_at = moment_for(message.latest, choice.rhythm, act.now)
            if message.digest_at is None:
                message.kind = MessageKind.DUTY  # it goes out at once: no digest comes early enough
            else:
                message.next_try_at = message.digest_at
    patient = [one for one in waiting if one.status == MessageStatus.WAITING and one.digest_at is not None]
    if any(one.digest_at is not None and one.digest_at <= act.now for one in patient):
        _post(act, patient)


def _post(act: Act, gathered: Sequence[Message]) -> None:
    ids = [one.item_id for one in gathered if one.item_id is not None]
    still = set(
        act.session.scalars(select(WorkItem.id).where(WorkItem.id.in_(ids), WorkItem.status == ItemStatus.OPEN))
    )
    told = [one for one in gathered if one.item_id is None or one.item_id in still]
    for one in gathered:
        one.status, one.sent_at = MessageStatus.DIGESTED, act.now
    if not told:
        return
    for one in told:
        if one.case_number is not None:
            what = f"Nachricht «{one.subject}»"
            audit.record_disclosure(act.session, one.case_number, act.actor, what, one.to_name, one.to_address, act.now)
    latest_first = {(one.subject, _link(one)): one for one in told}
    lines = "\n\n".join(f"{subject}\n{link}".rstrip() for subject, link in latest_first)
    body = (
        f"Guten Tag {told[0].to_name}\n\nDas ist neu, oder wartet auf Sie:\n\n{lines}\n\nWie oft Sie Mails erhalten, "
        f"wählen Sie hier:\n{act.links.messages()}\n\nFreundliche Grüsse\nNahtstelle"
    )
    count = "1 Mitteilung" if len(latest_first) == 1 else f"{len(latest_first)} Mitteilungen"
    subject = SUBJECT.format(count=count)
    post(act, to_name=told[0].to_name, to_address=told[0].to_address, subject=subject, body=body,
         about=About(MessageKind.DIGEST))  # fmt: skip


def _link(message: Message) -> str:
    """The address that a message leads to; empty where it has none."""
    return next((line for line in message.body.splitlines() if line.startswith("http")), "")


def _waiting() -> Select[Message]:
    waiting = select(Message).where(Message.status == MessageStatus.WAITING, waits_for_digest())
    return waiting.order_by(Message.posted_at)


@cache
def _first_due() -> Select[str, str]:
    """The person for whom something is to be gathered, with their address; one that nobody gathers for now."""
    due = _unsorted_or_due().with_only_columns(User.id, User.email).where(~resting(DIGESTS, User.id))
    return due.limit(1).with_for_update(of=Message, skip_locked=True)


@cache
def _next_moments() -> Select[datetime, datetime]:
    waiting = _of_people().where(~resting(DIGESTS, User.id))
    moment = waiting.with_only_columns(func.min(func.coalesce(Message.digest_at, Message.posted_at))).order_by(None)
    return select(moment.scalar_subquery(), next_try(DIGESTS))


def _unsorted_or_due() -> Select[Message]:
    return _of_people().where(or_(Message.digest_at.is_(None), Message.digest_at <= NOW))


def _of_people() -> Select[Message]:
    return _waiting().join(User, User.email == Message.to_address)
