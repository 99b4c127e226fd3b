"""Handing in tasks, taking them over, and telling people about new ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app import drafts
from app.audit import service as audit
from app.audit.models import CHANGED
from app.cases import letters, persons, recipients, roles, statistics
from app.cases import queries as cases
from app.cases import service as case_service
from app.cases.models import Case
from app.consent import categories, sharing
from app.consent.sharing import Share, share_of
from app.db import new_id
from app.documents import attachments
from app.documents import service as documents
from app.documents.scanning import Scanner
from app.errors import ConflictError, InvalidError
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

Posted = Mapping[str, list[str]]
Variables = Mapping[str, Any]
SECOND_CASE = (
    "Für diese Person läuft bereits ein solches Verfahren. Bitte fragen Sie die Koordinationsstelle, bevor Sie ein "
    "zweites eröffnen."
)


class HeldByOtherError(ConflictError):
    """Eine Kollegin oder ein Kollege hat diese Aufgabe bereits übernommen."""


class NoColleagueError(InvalidError):
    """Bitte wählen Sie jemanden aus Ihrer Stelle."""


@dataclass
class Tasks:
    """The work of caseworkers, on top of running processes."""

    flow: Flow
    base_url: str
    secret: str
    scanner: Scanner
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

    def variables(self, session: Session, user: User, item: WorkItem, case: Case) -> tuple[Variables, Share]:
        """All that the task can see, and what `user` may see of it."""
        return self.flow.variables(session, item), share_of(session, case, user, self.flow.clock.now())

    def submit(
        self,
        session: Session,
        user: User,
        item: WorkItem,
        case: Case,
        posted: Posted,
        refused: Sequence[FieldError] = (),
    ) -> Submission | None:
        """Validates what was posted and, if it is in order, completes the task.

        `refused`: mistakes in files that came along.
        """
        form = self.form_of(session, item)
        checked = None
        if form is not None:
            known, share = self.variables(session, user, item, case)
            uploads = attachments.staged(session, user, item)
            checked = form.load(posted, known, self.flow.clock.now(), share.of(known), uploads)
            checked = _with_refused(checked, refused)
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
            known, share = self.variables(session, user, item, case)
            checked = form.load_values(values, known, self.flow.clock.now(), share.of(known))
            checked = self.refuse_second_case(session, checked, case.instance.definition.key, case)
        if checked is None or checked.ok:
            self._hand_in(session, user, item, case, checked)
        return checked

    def _hand_in(self, session: Session, user: User, item: WorkItem, case: Case, checked: Submission | None) -> None:
        stands_in = item.stands_in_for_id is not None and item.assignee_id == user.id
        if item.role is not None and not stands_in:
            case_service.take_over(session, case, item.role, user)
        values: Variables = {}
        if checked is not None:
            self.recognise(session, case, checked.values)
            values, document_id = _labelled(checked)
            heading, now = documents.Heading(item.title, item.label, item.readers), self.flow.clock.now()
            document = documents.keep(session, case, heading, user, checked.facts, now, document_id)
            attachments.hand_in(session, user, item, document)
        self.flow.complete(session, item, values, user.id)
        drafts.drop(session, f"/aufgaben/{item.id}")
        given = categories.in_words(fact.category for fact in checked.facts) if checked else []
        by, now = audit.actor(user), self.flow.clock.now()
        audit.record(session, case.number, by, CHANGED, queries.in_words(item), now, given)

    def open(self, session: Session, user: User, process: str, checked: Submission, opening: str | None = None) -> Case:
        """Opens a case with what was entered in its start form (`opening`)."""
        values, document_id = _labelled(checked)
        case = case_service.open_case(session, self.flow, process, user, values, opening)
        heading = documents.Heading(documents.OPENING, None, f" {roles.CLIENT} ")
        documents.keep(session, case, heading, user, checked.facts, self.flow.clock.now(), document_id)
        self.recognise(session, case, checked.values)
        return case

    def refuse_second_case(
        self, session: Session, checked: Submission, process: str, case: Case | None = None
    ) -> Submission:
        """`checked`, with a mistake where the client already has a running case of the same procedure."""
        key = persons.person_key(self.secret, checked.values)
        others = persons.running_cases(session, key, case) if checked.ok and key else []
        if not any(other.instance.definition.key == process for other in others):
            return checked
        return replace(checked, errors=[FieldError("klient.ahv", "AHV-Nummer", SECOND_CASE)])

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

    def assign(self, session: Session, user: User, item: WorkItem, case: Case, colleague_id: str) -> None:
        """Passes a task on to a colleague of `user`, or to their deputy while they are away, who gets a message.

        Raises HeldByOtherError, NoColleagueError.
        """
        if item.assignee_id not in (None, user.id):
            raise HeldByOtherError
        if colleague_id not in {row.id for row in absences.possible_deputies(session, user)}:
            raise NoColleagueError
        now = self.flow.clock.now()
        deputy = absences.stand_in(session, colleague_id, now.date())
        item.assignee_id, item.stands_in_for_id = (deputy, colleague_id) if deputy else (colleague_id, None)
        self._announce(session, case, item, user.id, now)
        what = f"{queries.in_words(item)} weitergegeben"
        audit.record(session, case.number, audit.actor(user), CHANGED, what, now)

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
        case.protected = bool((variables.get("klient") or {}).get("schutzbedarf"))
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


def _labelled(checked: Submission) -> tuple[dict[str, Any], str]:
    """The values of a form, each new answer with where it comes from, and the id of the document they will stand in."""
    document_id = new_id()
    return sharing.labelled(checked.values, checked.given if checked.facts else {}, document_id), document_id


def _with_refused(checked: Submission, refused: Sequence[FieldError]) -> Submission:
    """A refused file says more about its field than that nothing was chosen."""
    names = {error.name for error in refused}
    return replace(checked, errors=[*(error for error in checked.errors if error.name not in names), *refused])
