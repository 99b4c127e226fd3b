"""Links by which somebody without an account does one task from their mail: giving them out, and what became of them.

Nothing is copied into a link: each time it is used, the rows of the case say whether it still opens anything. So it is
dead in the same moment in which the task is done or withdrawn, or the client's consent ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from app.act import Act
from app.cases import roles
from app.cases.models import Case, Participant, TaskLink
from app.cases.standing import Standing, in_time, item_with_case
from app.clock import at_local
from app.errors import AppError, NotFoundError
from app.flow import store
from app.flow.kinds import ItemKind, ItemStatus
from app.flow.models import WorkItem
from app.people import guests
from app.people.models import User

LIVES = timedelta(days=30)
"""So long after the due day of its task, and at least so long after its last mail, a link can be used."""


class LinkOverError(AppError):
    """Dieser Link öffnet nichts mehr."""

    status = 410


class ConsentOverError(LinkOverError):
    """Die Einwilligung zum Austausch mit Ihnen ist beendet. Dieser Link öffnet nichts mehr, und Sie müssen nichts
    tun."""


class TakenBackError(LinkOverError):
    """Dieser Link wurde zurückgezogen. Haben Sie Fragen, melden Sie sich bei der Stelle, die Sie begleitet."""


class NotNeededError(LinkOverError):
    """Diese Aufgabe braucht es nicht mehr. Sie müssen nichts tun."""


class DoneElsewhereError(LinkOverError):
    """Diese Aufgabe ist erledigt, auf einem anderen Weg als über diesen Link. Sie müssen nichts mehr tun."""


class LockedError(LinkOverError):
    """Dieser Link ist gesperrt, weil zu viele falsche Codes eingegeben oder zu viele verlangt wurden. Melden Sie sich
    bei der Stelle, die Sie begleitet: Sie kann ihn wieder öffnen."""


class TooOldError(LinkOverError):
    """Dieser Link ist abgelaufen. Melden Sie sich bei der Stelle, die Sie begleitet: Sie kann ihn neu schicken."""


class OthersDoItError(LinkOverError):
    """Diese Aufgabe macht jetzt jemand mit einem Konto. Falls Sie selbst eines haben, melden Sie sich an."""


@dataclass(frozen=True)
class Guest:
    """Somebody who came by a link: `user` acts for them in this one task, with the standing of their part."""

    link: TaskLink
    item: WorkItem
    case: Case
    user: User
    standing: Standing

    @property
    def is_done(self) -> bool:
        """Whether they have handed the task in themselves."""
        return self.item.status == ItemStatus.DONE


def issue(act: Act, case: Case, item: WorkItem, part: Participant, address: str) -> str:
    """The address of the page of `item` for whoever reads the mail of `address`; every mail names the same one.

    Empty where there is no link: for letters, for what is no task of a diagram, and after somebody took it back.
    """
    if not address or item.kind != ItemKind.TASK:
        return ""
    act.session.flush()
    asked = {"item": item.id, "part": part.id, "address": address}
    link = act.session.scalars(_given(), asked).one_or_none()
    if link is not None and (link.revoked_at is not None or link.locked_at is not None):
        return ""
    if link is None:
        guests.make(act.session, part.id, part.institution)
        link = TaskLink(case_id=case.id, item_id=item.id, part_id=part.id, to_address=address)
    link.sent_at = act.now
    link.until = at_local(max(item.due or act.today, act.today) + LIVES)
    act.session.add(link)
    act.session.flush()
    return act.links.by_link(link.id)


def guest_by(session: Session, link_id: str, now: datetime, *, lock: bool = False) -> Guest:
    """Whoever has this link, if it opens something at this moment; a task that they did themselves stays open to them.

    lock: keeps the case and the link locked until the transaction ends. Raises NotFoundError where there is no such
    link, or the subclass of LinkOverError that says what became of it.
    """
    link = session.get(TaskLink, link_id, populate_existing=True)
    if lock and link is not None:
        store.lock_of_item(session, link.item_id)
        session.refresh(link, with_for_update={"of": TaskLink})
    found = item_with_case(session, link.item_id) if link is not None else None
    if link is None or found is None:
        raise NotFoundError
    item, case = found
    everybody = [row for row in case.participants if row.until is None]
    part = next((row for row in in_time(case, everybody, now.date()) if row.id == link.part_id), None)
    user = guests.guest_of(session, link.part_id)
    _require_life(link, item, part, user, now)
    assert part is not None  # or else it has no life
    own = [row for row in everybody if row.institution_id is not None and row.institution_id == part.institution_id]
    return Guest(link, item, case, user, Standing(user, case, everybody, own or [part]))


def _require_life(link: TaskLink, item: WorkItem, part: Participant | None, user: User, now: datetime) -> None:
    """Raises what keeps a link from opening anything; the first line that applies decides."""
    if part is None:
        raise ConsentOverError
    if link.revoked_at is not None:
        raise TakenBackError
    if item.status == ItemStatus.CANCELLED:
        raise NotNeededError
    if item.status == ItemStatus.DONE and item.closed_by_id != user.id:
        raise DoneElsewhereError
    if link.locked_at is not None:
        raise LockedError
    if now > link.until:
        raise TooOldError
    if (part.user is not None and part.user.active) or not _is_for(item, part):
        raise OthersDoItError


def _is_for(item: WorkItem, part: Participant) -> bool:
    """Whether a task is for this part: for its institution, if it names one, or else for its role."""
    if item.party is not None:
        return part.institution is not None and part.institution.key == item.party
    return part.role == item.role or (item.role is None and part.role == roles.LAST_RESORT)


def of_case(session: Session, case: Case) -> Sequence[tuple[TaskLink, WorkItem]]:
    """The links of a case with their tasks, the latest first."""
    found = select(TaskLink, WorkItem).join(WorkItem, WorkItem.id == TaskLink.item_id)
    rows = session.execute(found.where(TaskLink.case_id == case.id).order_by(TaskLink.sent_at.desc(), TaskLink.id))
    return [(row[0], row[1]) for row in rows]


def of_item(session: Session, item: WorkItem) -> Sequence[TaskLink]:
    """The links to one task."""
    return session.scalars(select(TaskLink).where(TaskLink.item_id == item.id)).all()


def last_day(link: TaskLink) -> date:
    """The last day on which a link can be used."""
    return (link.until - timedelta(minutes=1)).date()


@cache
def _given() -> Select[TaskLink]:
    return select(TaskLink).where(
        TaskLink.item_id == bindparam("item"),
        TaskLink.part_id == bindparam("part"),
        TaskLink.to_address == bindparam("address"),
    )
