"""Plays a scenario: moves the clock from event to event, does what people do, compares with what is expected."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from app.act import Acts
from app.cases import queries as cases
from app.cases.models import Case
from app.cases.service import known_at_opening
from app.cases.standing import standing_of
from app.clock import ManualClock
from app.db import Database
from app.errors import AppError
from app.flow.kinds import ItemKind, ItemStatus
from app.flow.models import Instance, WorkItem
from app.forms import Submission
from app.outbox.models import Message
from app.people import queries as people
from app.people.models import User
from app.scenarios.errors import ScenarioError
from app.scenarios.expectations import Expectations
from app.scenarios.script import Scenario, Step
from app.tasks import queries
from app.tasks.continuing import Earlier, earlier_case
from app.tasks.service import Tasks
from app.timetable import Timetable

MAX_TICKS = 10_000
_LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)


@dataclass
class Player:
    """Plays one scenario. `say`, if any, gets the diary line by line; `failures` what was not as expected.

    `number` is the case that the steps are about: the one they open, or one that is under way already.
    """

    scenario: Scenario
    database: Database
    clock: ManualClock
    tasks: Tasks
    acts: Acts
    timetable: Timetable
    say: Callable[[str], None] | None
    between: Callable[[], None] = lambda: None
    failures: list[str] = field(default_factory=list)
    number: str | None = None
    _seen_tasks: set[str] = field(default_factory=set)
    _seen_messages: set[str] = field(default_factory=set)
    _told_at: datetime = _LONG_AGO
    _settled_at: datetime | None = None
    _expectations: Expectations = field(init=False)

    def __post_init__(self) -> None:
        self._expectations = Expectations(self.scenario, self.failures)

    def play(self) -> bool:
        """Plays all steps; True if everything came as expected. A step that cannot be done ends the play."""
        try:
            for step in self.scenario.steps:
                self.take(step)
        except ScenarioError as error:
            self.failures.append(str(error))
        return not self.failures

    def take(self, step: Step) -> None:
        """Lets time pass until `step` and does it. Raises ScenarioError where it cannot be done."""
        if step.at != self._settled_at:
            self.pass_time(step.at)
        self._do(step)
        self.between()

    def pass_time(self, until: datetime) -> None:
        """Moves the clock to `until`, stopping wherever something is due, and does that."""
        for _ in range(MAX_TICKS):
            coming = self._coming()
            wake = min(coming.values(), default=None)
            if wake is None or wake > until:
                break
            self.clock.move_to(max(wake, self.clock.now()))
            self._work([name for name, moment in coming.items() if moment <= self.clock.now()])
        self.clock.move_to(max(until, self.clock.now()))
        self._settled_at = self.clock.now()

    def _coming(self) -> Mapping[str, datetime]:
        """Name of a tick → when it has something to do. What has nothing to do is not walked through for nothing."""
        with self.database.transaction(writes=False) as session:
            coming = self.timetable.next_moments(session, self.clock.now())
            incident = session.scalar(select(Instance.incident).where(Instance.incident.is_not(None)).limit(1))
        if incident:
            raise ScenarioError(f"Ein automatischer Schritt ist fehlgeschlagen: {incident}", self.scenario.source, 1)
        return coming

    def _work(self, due: Collection[str]) -> None:
        failed = self.timetable.run_due(due).failed
        if failed:
            raise ScenarioError(f"Gescheitert ist: {', '.join(failed)}", self.scenario.source, 1)
        self._tell()

    def _do(self, step: Step) -> None:
        if step.action == "erwartet":
            with self.database.transaction(writes=False) as session:
                self._expectations.check(session, step, self._case(session, step))
            return
        with self.database.transaction() as session:
            if step.action == "eroeffnet":
                self._open(session, step)
            else:
                self._hand_in(session, step)
        self._tell()
        self.pass_time(self.clock.now())

    def _open(self, session: Session, step: Step) -> None:
        user = self._user(session, step, str(step.subject))
        process = step.goes_on or self.scenario.process
        loaded = self.tasks.flow.definitions.latest(session, process)
        earlier = self._earlier(session, step, user) if step.goes_on is not None else None
        checked = Submission(values=dict(step.values))
        if loaded.bundle.start_form:
            form, known = self.tasks.form(loaded, loaded.bundle.start_form), known_at_opening(session, user)
            known |= {"klient": dict(earlier.client)} if earlier is not None else {}
            checked = form.load_values(step.values, known, self.clock.now())
            if not checked.ok:
                raise self._wrong(step, "Das Startformular wird nicht angenommen: " + _mistakes(checked))
        case = self.tasks.open(self.acts(session, user), process, checked, None, earlier)
        self.number = case.number
        self._say(f"{user.name} eröffnet den Fall {case.number}")

    def _earlier(self, session: Session, step: Step, user: User) -> Earlier:
        standing = standing_of(user, self._case(session, step), self.clock.now().date())
        return earlier_case(self.acts(session, user), self.tasks.flow, standing)

    def _hand_in(self, session: Session, step: Step) -> None:
        user = self._user(session, step, str(step.user))
        item = self._task(session, step, user)
        standing = standing_of(user, self._case(session, step), self.clock.now().date())
        checked = None
        try:
            checked = self.tasks.submit_values(self.acts(session, user), item, standing, step.values).checked
        except AppError as error:
            raise self._wrong(step, f"«{item.title}» lässt sich nicht erledigen: {error.message}") from error
        title = f"{item.title} – {item.label}" if item.label else item.title
        if step.action == "versucht":
            self._check_refusal(step, title, user, checked)
        elif checked is not None and not checked.ok:
            raise self._wrong(step, f"«{title}» wird nicht angenommen: {_mistakes(checked)}")
        else:
            self._say(f"{user.name} erledigt «{title}»")

    def _check_refusal(self, step: Step, title: str, user: User, checked: Any) -> None:
        names = [error.name for error in checked.errors] if checked is not None else []
        if step.refused not in names:
            was = f"beanstandet wurde: {_mistakes(checked)}" if names else "es wurde angenommen"
            raise self._wrong(step, f"«{title}» sollte wegen «{step.refused}» abgelehnt werden; {was}")
        self._say(f"{user.name} versucht «{title}» und wird abgewiesen: {_mistakes(checked)}")

    def _task(self, session: Session, step: Step, user: User) -> WorkItem:
        inbox, _more = queries.inbox(session, user, self.clock.now())
        mine = [entry.item for entry in inbox if entry.case.number == self.number]
        case = self._case(session, step)
        mine += cases.reports(
            cases.open_items(session, case), standing_of(user, case, self.clock.now().date()), self.clock.now()
        )
        entries = [item for item in mine if item.element == step.subject]
        if step.party is not None:
            entries = [item for item in entries if step.party in (item.label, item.party, item.role)]
        if len(entries) > 1:
            own = [item for item in entries if item.assignee_id == user.id]
            entries = own if len(own) == 1 else entries
        if len(entries) == 1:
            return entries[0]
        if entries:
            raise self._wrong(step, f"«{step.subject}» ist mehrfach offen; sagen Sie mit «fuer», welche gemeint ist.")
        names = [item.element for item in mine]
        raise self._wrong(step, f"{user.name} hat keine offene Aufgabe «{step.subject}» (offen: {_list(names)})")

    def _case(self, session: Session, step: Step) -> Case:
        case = session.scalars(select(Case).where(Case.number == self.number)).one_or_none()
        if case is None:
            raise self._wrong(step, "Der Fall ist noch nicht eröffnet.")
        return case

    def _user(self, session: Session, step: Step, name: str) -> User:
        user = people.user_by_name(session, self.scenario.username(name))
        if user is None:
            raise self._wrong(step, f"Die Person «{name}» gibt es nicht.")
        return user

    def _wrong(self, step: Step, message: str) -> ScenarioError:
        return ScenarioError(f"{step.at:%d.%m.%Y}: {message}", self.scenario.source, step.line)

    def _tell(self) -> None:
        """Adds to the diary what is new: tasks with their due date, messages."""
        if self.say is None:
            return
        since = {"since": self._told_at}
        self._told_at = self.clock.now()
        with self.database.transaction(writes=False) as session:
            for item in session.scalars(_opened_since(), since):
                if item.id not in self._seen_tasks:
                    self._seen_tasks.add(item.id)
                    due = f", fällig {item.due:%d.%m.%Y}" if item.due else ""
                    label = f" – {item.label}" if item.label else ""
                    self._say(f"  neue Aufgabe «{item.title}{label}»{due}")
            for message in session.scalars(_posted_since(), since):
                if message.id not in self._seen_messages:
                    self._seen_messages.add(message.id)
                    self._say(f"  Nachricht an {message.to_name}: {message.subject}")

    def _say(self, text: str) -> None:
        if self.say is not None:
            self.say(f"{_WEEKDAYS[self.clock.now().weekday()]} {self.clock.now():%d.%m.%Y %H:%M}  {text}")


@cache
def _opened_since() -> Select[WorkItem]:
    tasks = select(WorkItem).where(WorkItem.status == ItemStatus.OPEN, WorkItem.kind == ItemKind.TASK)
    return tasks.where(WorkItem.opened_at >= bindparam("since")).order_by(WorkItem.opened_at)


@cache
def _posted_since() -> Select[Message]:
    return select(Message).where(Message.posted_at >= bindparam("since")).order_by(Message.posted_at)


_WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


def _mistakes(checked: Any) -> str:
    """What a form objected to, in its own words."""
    parts = [f"{error.name}: {error.message}" for error in checked.errors]
    parts += [f"{warning.name}: {warning.message} (Warnung)" for warning in checked.warnings if not warning.confirmed]
    parts += [f"{name}: ist dazugekommen" for name in checked.appeared]
    return "; ".join(parts)


def _list(names: list[str]) -> str:
    return ", ".join(sorted(set(names))) or "nichts"
