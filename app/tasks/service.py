"""Handing in tasks, taking them over, and telling people about new ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.models import CHANGED
from app.cases import letters, persons, recipients, roles, statistics
from app.cases import queries as cases
from app.cases import service as case_service
from app.cases.models import Case
from app.consent import categories
from app.documents import service as documents
from app.errors import ConflictError
from app.flow.definitions import Loaded
from app.flow.expressions import LIBRARY
from app.flow.models import Instance, WorkItem
from app.flow.service import Flow
from app.flow.store import StepResult
from app.forms import FieldError, Form, Submission, compile_form
from app.people import absences
from app.people import queries as people
from app.people.models import User
from app.tasks import queries
from app.web import drafts

Posted = Mapping[str, list[str]]
SECOND_CASE = (
    "Für diese Person läuft bereits ein solches Verfahren. Bitte fragen Sie die Koordinationsstelle, bevor Sie ein "
    "zweites eröffnen."
)


class HeldByOtherError(ConflictError):
    """Eine Kollegin oder ein Kollege hat diese Aufgabe bereits übernommen."""


@dataclass
class Tasks:
    """The work of caseworkers, on top of running processes."""

    flow: Flow
    base_url: str
    secret: str
    _forms: dict[tuple[str, str], Form] = field(default_factory=dict)

    def form_of(self, session: Session, item: WorkItem) -> Form | None:
        """The form of a task in the version its case runs on; None where the task needs no input."""
        loaded = self.flow.definitions.load(session, item.instance.definition_digest)
        return self.form(loaded, item.form) if item.form else None

    def form(self, loaded: Loaded, key: str) -> Form:
        """A form of a version of a process, compiled once."""
        place = (loaded.digest, key)
        if place not in self._forms:
            source = loaded.bundle.forms[key]
            self._forms[place] = compile_form(source.encode(), f"{key}.form", library=LIBRARY)
        return self._forms[place]

    def submit(self, session: Session, user: User, item: WorkItem, case: Case, posted: Posted) -> Submission | None:
        """Validates what was posted and, if it is in order, completes the task."""
        form = self.form_of(session, item)
        checked = None
        if form is not None:
            checked = form.load(posted, self.flow.variables(session, item), self.flow.clock.now())
            checked = self.refuse_second_case(session, checked, case.instance.definition.key, case)
        if checked is None or checked.ok:
            self._hand_in(session, user, item, case, checked)
        return checked

    def submit_values(
        self, session: Session, user: User, item: WorkItem, case: Case, values: Mapping[str, Any]
    ) -> Submission | None:
        """Like submit, for nested values by key path instead of a browser's names."""
        form = self.form_of(session, item)
        checked = None
        if form is not None:
            checked = form.load_values(values, self.flow.variables(session, item), self.flow.clock.now())
            checked = self.refuse_second_case(session, checked, case.instance.definition.key, case)
        if checked is None or checked.ok:
            self._hand_in(session, user, item, case, checked)
        return checked

    def _hand_in(self, session: Session, user: User, item: WorkItem, case: Case, checked: Submission | None) -> None:
        stands_in = item.stands_in_for_id is not None and item.assignee_id == user.id
        if item.role is not None and not stands_in:
            case_service.take_over(session, case, item.role, user)
        if checked is not None:
            self.recognise(session, case, checked.values)
            documents.keep(session, case, item, user, checked.facts, self.flow.clock.now())
        self.flow.complete(session, item, checked.values if checked else {}, user.id)
        drafts.drop(session, f"/aufgaben/{item.id}")
        given = categories.in_words(fact.category for fact in checked.facts) if checked else []
        by, now = audit.actor(user), self.flow.clock.now()
        audit.record(session, case.number, by, CHANGED, queries.in_words(item), now, given)

    def refuse_second_case(
        self, session: Session, checked: Submission, process: str, case: Case | None = None
    ) -> Submission:
        """`checked`, with a mistake where the client already has a running case of the same procedure."""
        key = persons.person_key(self.secret, checked.values)
        others = persons.running_cases(session, key, case) if checked.ok and key else []
        if not any(other.instance.definition.key == process for other in others):
            return checked
        return replace(checked, errors=[FieldError("klient.ahv", "AHV-Nummer", SECOND_CASE)])

    def note_opening(self, session: Session, user: User, case: Case, checked: Submission) -> None:
        """Keeps who the client is and what `user` said in the start form, once the case is open."""
        self.recognise(session, case, checked.values)
        documents.keep_opening(session, case, user, checked.facts, self.flow.clock.now())

    def recognise(self, session: Session, case: Case, values: Mapping[str, Any]) -> None:
        """Keeps who the client is, and tells the coordination office of their other running cases."""
        key = persons.person_key(self.secret, values)
        if key is None or key == case.person_key:
            return
        case.person_key = key
        for other in persons.running_cases(session, key, case):
            for to in recipients.of_party(session, case, roles.COORDINATION_OFFICE):
                body = f"Für die gleiche Person läuft ein weiteres Verfahren: {other.number}. Bitte stimmen Sie sie ab."
                subject, link = (
                    f"Zwei Verfahren für eine Person ({case.number})",
                    f"{self.base_url}/faelle/{case.number}",
                )
                letters.post_to(session, case, to, subject, body, link, self.flow.clock.now())

    def claim(self, session: Session, user: User, item: WorkItem) -> None:
        """Notes that `user` does this task. Raises HeldByOtherError."""
        if item.assignee_id not in (None, user.id):
            raise HeldByOtherError
        item.assignee_id = user.id

    def release(self, session: Session, user: User, item: WorkItem) -> None:
        """Gives a task back to the institution. Raises HeldByOtherError."""
        if item.assignee_id != user.id:
            raise HeldByOtherError
        item.assignee_id = item.stands_in_for_id = None

    def after_step(
        self, session: Session, instance: Instance, result: StepResult, variables: Mapping[str, Any], now: datetime
    ) -> None:
        """After each step: new tasks find their person and their people a message; the case page its facts."""
        case = cases.case_of_instance(session, instance.id)
        case.client_name = case_service.client_name(variables) or case.client_name
        statistics.count(session, case, result.statistics, now)
        for item in result.opened:
            if item.role is not None:
                case_service.bring_in(session, case, item.role, item.party, now)
            self._assign(session, case, item, result.actor_id, now)
            self._announce(session, case, item, result.actor_id, now)

    def _assign(self, session: Session, case: Case, item: WorkItem, actor_id: str | None, now: datetime) -> None:
        """To the person who already acts for that role or office, so that a case stays with one person.

        Who is away has it done by their deputy, and keeps the case; who works on it right now is not away.
        """
        rows = cases.responsible(session, case, item)
        persons = {row.user.id for row in rows if row.user is not None and row.user.active}
        if len(persons) == 1:
            person = persons.pop()
            deputy = absences.stand_in(session, person, now.date()) if person != actor_id else None
            item.assignee_id, item.stands_in_for_id = (deputy, person) if deputy else (person, None)

    def _announce(self, session: Session, case: Case, item: WorkItem, actor_id: str | None, now: datetime) -> None:
        actor = people.user_by_id(session, actor_id) if actor_id else None
        for to in recipients.of_task(session, case, item):
            if actor is not None and to.address == actor.email:
                continue  # whoever opened the task by their own work is looking at it right now
            due = f"\nFällig bis: {item.due:%d.%m.%Y}" if item.due else ""
            body = f"Für Sie ist eine neue Aufgabe bereit:\n{item.title}{due}"
            subject, link = f"Neue Aufgabe: {item.title} ({case.number})", f"{self.base_url}/aufgaben/{item.id}"
            letters.post_to(session, case, to, subject, body, link, now)
