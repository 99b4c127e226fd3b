"""What must hold in every story."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.bootstrap import House
from app.cases.models import Case
from app.cases.standing import standing_of
from app.flow.errors import TaskGoneError
from app.flow.kinds import FINISHED, ItemKind, ItemStatus
from app.flow.models import Event, WorkItem
from app.outbox.models import Message
from app.people.models import User

SILENCE = timedelta(days=31)
OF_TRAINING = "at_stelle"
"""The report that every Arbeitstraining offers while it runs: its scope is that of the training."""


@dataclass
class Watch:
    """Looks at a story after each act. faults: what was found so far, each once."""

    house: House
    faults: list[str] = field(default_factory=list)

    def look(self, number: str | None) -> None:
        """Notes each task that somebody has who may not do it, and each Arbeitstraining that runs on undecided."""
        with self.house.database.transaction(writes=False) as session:
            case = session.scalars(select(Case).where(Case.number == number)).one()
            is_open = WorkItem.instance_id == case.instance_id, WorkItem.status == ItemStatus.OPEN
            items = session.scalars(select(WorkItem).where(*is_open)).all()
            for item in items:
                if item.kind == ItemKind.TASK and item.assignee_id is not None:
                    self._look_at_holder(session, case, item)
                elif item.element == OF_TRAINING:
                    self._look_at_training(session, item, is_asked=any(one.element == "go_on" for one in items))

    def _look_at_holder(self, session: Session, case: Case, item: WorkItem) -> None:
        now = self.house.clock.now()
        holder = session.get_one(User, item.assignee_id)
        if not standing_of(holder, case, now.date()).does(item):
            self._fault(f"{now:%d.%m.%Y}: «{item.title}» hat {holder.name} und darf es nicht mehr tun")

    def _look_at_training(self, session: Session, item: WorkItem, is_asked: bool) -> None:
        """is_asked: whether the case lead has the question how to go on."""
        now = self.house.clock.now()
        try:
            known = self.house.flow.variables(self.house.act(session, None), item)
        except TaskGoneError:
            return  # its training is over; the next step of the case takes the report away
        dates, state = known.get("at"), known.get("stand")
        end = dates.get("end") if isinstance(dates, dict) else None
        if state != "laeuft" or end is None or date.fromisoformat(str(end)[:10]) >= now.date() - timedelta(1):
            return
        if not is_asked:
            self._fault(f"{now:%d.%m.%Y}: das Arbeitstraining ist seit dem {end} zu Ende, niemand ist gefragt")

    def at_the_end(self, number: str | None) -> Iterator[str]:
        """What shows only in the whole story: silences, and messages that came twice."""
        now = self.house.clock.now()
        with self.house.database.transaction(writes=False) as session:
            case = session.scalars(select(Case).where(Case.number == number)).one()
            messages = session.scalars(select(Message).order_by(Message.posted_at)).all()
            if case.instance.incident:
                yield f"ein Schritt ist gescheitert: {case.instance.incident}"
            counted = Counter((m.to_address or m.to_name, m.subject, m.body, m.posted_at.date()) for m in messages)
            for (to, subject, _body, day), times in counted.items():
                if times > 1:
                    yield f"{day}: {to} erhält «{subject}» {times}-mal"
            tasks = WorkItem.instance_id == case.instance_id, WorkItem.kind == ItemKind.TASK
            heard = [m.posted_at for m in messages]
            for item in session.scalars(select(WorkItem).where(*tasks)):
                end = item.closed_at or now
                moments = [item.opened_at, *(when for when in heard if item.opened_at <= when <= end), end]
                longest = max(later - earlier for earlier, later in pairwise(moments))
                if longest > SILENCE + timedelta(days=1) and not case.silent:
                    yield f"«{item.title}»: {longest.days} Tage lang hört niemand etwas"
            over = case.instance.status in FINISHED
            waits = session.scalars(
                select(WorkItem.id).where(WorkItem.instance_id == case.instance_id, WorkItem.status == ItemStatus.OPEN)
            ).first()
            told = session.scalars(select(Event.id).where(Event.instance_id == case.instance_id).limit(1)).first()
            if not over and waits is None and case.instance.next_due is None and told:
                yield "der Fall ist offen, und nichts kommt mehr"

    def _fault(self, text: str) -> None:
        if not any(text[12:] == one[12:] for one in self.faults):
            self.faults.append(text)
