"""Handing in tasks, taking them over, and telling people about new ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.act import Act
from app.audit.models import CHANGED
from app.cases import letters, persons, recipients, roles, statistics
from app.cases import queries as cases
from app.cases import service as case_service
from app.cases.models import Case
from app.cases.standing import Standing, stands_in_for_client
from app.consent import categories, sharing
from app.consent.sharing import share_of
from app.db import new_id
from app.db.changes import recorded
from app.documents import attachments
from app.documents import service as documents
from app.documents.scanning import Scanner
from app.errors import ConflictError, InvalidError
from app.flow.definitions import Loaded
from app.flow.expressions import LIBRARY
from app.flow.kinds import ItemKind, ItemStatus
from app.flow.models import Instance, WorkItem
from app.flow.outcomes import Outcome
from app.flow.service import Flow
from app.flow.store import StepResult
from app.forms import FieldError, Form, Submission, compile_form
from app.people import absences
from app.people import queries as people
from app.reminders import service as reminders
from app.tasks import continuing, on_paper, own, queries, taking_back
from app.tasks.assigning import announce, assign_to_usual_person
from app.tasks.uploads import with_refused

Posted = Mapping[str, list[str]]
Variables = Mapping[str, Any]
SECOND_CASE = (
    "Für diese Person läuft bereits ein solches Verfahren. Bitte fragen Sie die Koordinationsstelle, bevor Sie ein "
    "zweites eröffnen."
)


@dataclass(frozen=True)
class HandedIn:
    """The outcome of handing in a task.

    checked: the judged answers, None where there is no form; where they are not `ok`, the task is still open.
    following: the next task of the same person in this case. consequence: what is to be confirmed before (the property
    `consequence` of the diagram); the task is still open then. until: until when the step may be taken back.
    """

    checked: Submission | None
    following: WorkItem | None
    consequence: str | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Post:
    """How a task is handed in from a page.

    mark: a hash of the post as it came. confirmed: the consequence that was shown and confirmed, empty without one.
    stands: whether it cannot be taken back: who comes by a link finds no way back, so nothing waits for one.
    """

    mark: str
    confirmed: str = ""
    stands: bool = False


class HeldByOtherError(ConflictError):
    """Eine Kollegin oder ein Kollege hat diese Aufgabe bereits übernommen."""


class NoColleagueError(InvalidError):
    """Bitte wählen Sie jemanden aus Ihrer Stelle."""


@dataclass
class Tasks:
    """The work of caseworkers, on top of running processes."""

    flow: Flow
    secret: str
    scanner: Scanner
    _forms: dict[tuple[str, str], Form] = field(default_factory=dict)

    def form_of(self, session: Session, item: WorkItem) -> Form | None:
        """The form of a task in the version its case runs on; None where the task needs no input."""
        loaded = self.flow.definitions.load(session, item.instance.definition_digest)
        return self.form(loaded, item.form) if item.form else None

    def form(self, loaded: Loaded, key: str) -> Form:
        """A form of a version of a process, compiled once."""
        version = (loaded.digest, key)
        if version not in self._forms:
            source = loaded.bundle.forms[key]
            self._forms[version] = compile_form(source.encode(), f"{key}.form", library=LIBRARY)
        return self._forms[version]

    def known(self, act: Act, item: WorkItem, form: Form) -> Variables:
        """What the form of an open task is filled with: the variables the task sees, and what the house gives it."""
        given = self.flow.given(act)
        return {**{name: given[name] for name in given if name in form.names}, **self.flow.variables(act, item)}

    def submit(
        self,
        act: Act,
        item: WorkItem,
        standing: Standing,
        posted: Posted,
        refused: Sequence[FieldError],
        post: Post,
    ) -> HandedIn:
        """Judges the posted answers and, if they are in order and their consequence is confirmed, completes the task.

        refused: mistakes in files that came along. Raises ActionError and FlowError where the next step of the case
        fails; then nothing of the task is done.
        """
        form, checked = self.form_of(act.session, item), None
        if form is not None:
            known, share = self.known(act, item, form), share_of(act.session, standing, act.now)
            uploads = attachments.staged(act.session, act.user, item) if form.takes_files else {}
            shared = share.of(known)
            checked = with_refused(form.load(posted, known, act.now, shared, uploads), refused)
            if stands_in_for_client(item, standing):
                view = form.view_again(checked, known, act.now, shared, uploads)
                checked = with_refused(checked, on_paper.without_paper(form, view, checked))
        with recorded(act.session, taking_back.FOLLOWS) as step:
            handed_in = self._hand_in_if_sound(act, item, standing, form, checked, post)
        if post.stands or item.status == ItemStatus.OPEN:
            return handed_in
        return replace(handed_in, until=taking_back.remember(act, item, step, dict(posted)))

    def submit_values(self, act: Act, item: WorkItem, standing: Standing, values: Mapping[str, Any]) -> HandedIn:
        """Like submit, for nested values by key path (of a scenario) instead of a browser's names; nothing is asked."""
        form, checked = self.form_of(act.session, item), None
        if form is not None:
            known, share = self.known(act, item, form), share_of(act.session, standing, act.now)
            checked = form.load_values(values, known, act.now, share.of(known))
        return self._hand_in_if_sound(act, item, standing, form, checked)

    def _hand_in_if_sound(
        self,
        act: Act,
        item: WorkItem,
        standing: Standing,
        form: Form | None,
        checked: Submission | None,
        post: Post | None = None,
    ) -> HandedIn:
        case = standing.case
        if item.kind == ItemKind.OWN:
            own.tick_off(act, item, case)
            return HandedIn(None, None)
        if checked is not None:
            checked = self.refuse_second_case(act.session, checked, case.instance.definition.key, case)
            if not checked.ok:
                return HandedIn(checked, None)
        values = checked.values if checked is not None else {}
        consequence = self.flow.consequence(act, item, values) if post is not None else None
        if post is not None and consequence is not None and consequence != post.confirmed:
            return HandedIn(checked, None, consequence)
        stands_in = item.stands_in_for_id is not None and item.assignee_id == act.user.id
        if item.role is not None and not stands_in:
            case_service.take_over(standing, item.role)
        values, document_id = _labelled(checked) if checked is not None else ({}, "")
        if checked is not None:
            self.recognise(act, case, checked.values)
        result = self.flow.complete(act, item, values, post.mark if post is not None else None)
        if checked is not None:
            self._keep(act, item, case, form, checked, document_id, result.outcome)
        given = categories.in_words(fact.category for fact in checked.facts) if checked else []
        act.record(case.number, CHANGED, queries.in_words(item), given)
        # The step tells whether this person has a task at all; only then is it looked up which they may still do.
        mine = any(one.kind == ItemKind.TASK and one.assignee_id == act.user.id for one in result.open)
        return HandedIn(checked, queries.next_task(act.session, act.user, case, act.today) if mine else None)

    def _keep(
        self,
        act: Act,
        item: WorkItem,
        case: Case,
        form: Form | None,
        checked: Submission,
        document_id: str,
        outcome: Outcome | None,
    ) -> None:
        """Stores the answers as a document with its files, under the name of what came of the task."""
        made = outcome or Outcome(None, None, pinned=False)
        heading = documents.Heading(made.title or item.title, item.label, item.readers, made.phase, made.pinned)
        document = documents.keep(act, case, heading, checked.facts, document_id)
        if form is not None and form.takes_files:
            attachments.hand_in(act, item, document)

    def open(
        self,
        act: Act,
        process: str,
        checked: Submission,
        opening: str | None = None,
        earlier: continuing.Earlier | None = None,
    ) -> Case:
        """Opens a case with the answers of its start form. opening: the id of that form. earlier: it goes on from."""
        values, document_id = _labelled(checked)
        known = earlier.variables(document_id) if earlier is not None else {}
        case = case_service.open_case(act, self.flow, process, values, opening, known)
        if earlier is not None:
            continuing.take_along(act, earlier, case)
        heading = documents.Heading(documents.OPENING, None, f" {roles.CLIENT} ")
        documents.keep(act, case, heading, checked.facts, document_id)
        self.recognise(act, case, checked.values)
        return case

    def refuse_second_case(
        self, session: Session, checked: Submission, process: str, case: Case | None = None
    ) -> Submission:
        """`checked`, with a mistake at the AHV number where that person already has a running case of `process`."""
        key = persons.person_key(self.secret, checked.values)
        others = persons.running_cases(session, key, case) if checked.ok and key else []
        if not any(other.instance.definition.key == process for other in others):
            return checked
        return replace(checked, errors=[FieldError("klient.ahv", "AHV-Nummer", SECOND_CASE)])

    def recognise(self, act: Act, case: Case, values: Mapping[str, Any]) -> None:
        """Stores the key of the client's AHV number, and tells the coordination office of their other running cases."""
        key = persons.person_key(self.secret, values)
        if key is None or key == case.person_key:
            return
        case.person_key = key
        subject = f"Zwei Verfahren für eine Person ({case.number})"
        for other in persons.running_cases(act.session, key, case):
            body = f"Für die gleiche Person läuft ein weiteres Verfahren: {other.number}. Bitte stimmen Sie sie ab."
            for to in recipients.of_party(act.session, case, roles.COORDINATION_OFFICE, act.today):
                letters.post_to(act, case, to, subject, body, act.links.case(case.number))

    def claim(self, act: Act, item: WorkItem) -> None:
        """Assigns the task to the person who acts, in place of somebody absent where they hold it.

        Raises HeldByOtherError.
        """
        if queries.is_kept_by_other(act.session, item, act.user, act.today):
            raise HeldByOtherError
        if item.assignee_id != act.user.id:
            absent = people.user_by_id(act.session, item.assignee_id or "")
            item.assignee_id, item.stands_in_for_id = act.user.id, absent.id if absent else None

    def assign(self, act: Act, item: WorkItem, case: Case, colleague_id: str) -> None:
        """Passes a task on to a colleague, or to their deputy where they are away.

        Raises NoColleagueError, HeldByOtherError.
        """
        if queries.is_kept_by_other(act.session, item, act.user, act.today):
            raise HeldByOtherError
        if colleague_id not in {row.id for row in absences.possible_deputies(act.session, act.user)}:
            raise NoColleagueError
        deputy = absences.stand_in(act.session, colleague_id, act.today)
        item.assignee_id, item.stands_in_for_id = (deputy, colleague_id) if deputy else (colleague_id, None)
        announce(act, case, item, cases.participants(act.session, case.id))
        act.record(case.number, CHANGED, f"{queries.in_words(item)} weitergegeben")

    def release(self, act: Act, item: WorkItem) -> None:
        """Gives a task back to the institution. Raises HeldByOtherError."""
        if item.assignee_id != act.user.id:
            raise HeldByOtherError
        item.assignee_id = item.stands_in_for_id = None

    def after_step(self, act: Act, instance: Instance, result: StepResult, variables: Mapping[str, Any]) -> None:
        """Called after each step: copies what lists show from the variables to the case, and counts figures.

        For each task that is new, or for others than before, it makes sure that somebody holds its role, assigns it to
        a person, posts the messages, and plans its reminders.
        """
        case = cases.case_of_instance(act.session, instance.id)
        case.client_name = case_service.client_name(variables) or case.client_name
        case.protected = bool((variables.get("klient") or {}).get("schutzbedarf"))
        statistics.count(act, case, result.statistics)
        if not result.opened and not result.moved and not result.rescheduled:
            return
        everybody = cases.participants(act.session, case.id)
        for item in result.moved:
            item.assignee_id = item.stands_in_for_id = None
        for item in (*result.opened, *result.moved):
            if item.role is not None and case_service.bring_in(act, case, item.role, item.party, everybody):
                everybody = cases.participants(act.session, case.id)
            assign_to_usual_person(act, item, everybody)
            announce(act, case, item, everybody)
        if result.rescheduled:
            reminders.plan(act, case, result.rescheduled, everybody)


def _labelled(checked: Submission) -> tuple[dict[str, Any], str]:
    """The values of a form, each new answer labelled, and the id of the document it will stand in."""
    document_id = new_id()
    return sharing.labelled(checked.values, checked.given if checked.facts else {}, document_id), document_id
