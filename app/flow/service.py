"""Steps of cases, each in one transaction of the caller: locks the case, loads it, runs the engine, saves it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.act import Act
from app.flow import engine, moving, store
from app.flow.definitions import Definitions, Loaded
from app.flow.errors import CannotMoveError, TaskGoneError, WithdrawnError
from app.flow.journal import Journal
from app.flow.kinds import LIVE, RESUMABLE, CaseMessageStatus, InstanceStatus, ItemKind
from app.flow.models import CaseMessage, Instance, Withdrawn, WorkItem
from app.flow.outlook import Outlook, look_ahead
from app.flow.script_engine import ActionCaller, FeelScriptEngine
from app.flow.state import load_state
from app.flow.store import StepResult
from app.flow.under_way import UnderWay, under_way

ActionsFor = Callable[[Act, str], ActionCaller]
"""Makes the actions of one step of the instance with this id."""

Given = Callable[[Act], Mapping[str, Any]]
"""What every process can read besides its own variables, fetched in a transaction as it is read."""

AfterStep = Callable[[Act, Instance, StepResult, Mapping[str, Any]], None]
"""Called after each step, inside its transaction, with the instance, what changed, and the process's variables."""


@dataclass
class Flow:
    """Runs processes on stored cases.

    roles: name of a lane → key of the role that does its tasks. given: see `Given`.
    """

    definitions: Definitions
    actions: ActionsFor
    roles: Mapping[str, str] = field(default_factory=dict)
    listeners: Sequence[AfterStep] = ()
    given: Given = lambda _act: {}

    def create(self, act: Act, key: str) -> Instance:
        """A new instance of the newest version of process `key`, not yet running. Raises FlowError, WithdrawnError."""
        if act.session.get(Withdrawn, key) is not None:
            raise WithdrawnError
        loaded = self.definitions.latest(act.session, key)
        instance = Instance(definition_digest=loaded.digest, started_at=act.now, status=InstanceStatus.OPEN)
        act.session.add(instance)
        act.session.flush()
        store.hold(act.session, instance)
        return instance

    def begin(self, act: Act, instance: Instance, variables: Mapping[str, Any]) -> StepResult:
        """Starts a created instance with its first `variables`. Raises FlowError."""
        loaded = self.definitions.load(act.session, instance.definition_digest)
        journal = Journal()
        workflow = engine.start(loaded.specs, variables, self._script_engine(act, instance, loaded), journal)
        return self._finish(act, instance, workflow, journal, before=[])

    def complete(
        self, act: Act, item: WorkItem, values: Mapping[str, Any], handed_in_as: str | None = None
    ) -> StepResult:
        """Completes a task or a report with validated `values`. Raises TaskGoneError, ClosedError, FlowError.

        handed_in_as: see WorkItem.
        """
        instance = store.lock(act.session, item.instance_id)
        before = store.open_items(act.session, instance)
        if item not in before:
            raise TaskGoneError
        item.handed_in_as = handed_in_as
        workflow, journal = self._load(act, instance), Journal()
        if item.kind == ItemKind.REPORT:
            engine.report(workflow, item.task_id, item.element, values, journal)
        else:
            engine.complete(workflow, item.task_id, values, journal)
        return self._finish(act, instance, workflow, journal, before, done=item)

    def fire(self, act: Act, instance: Instance) -> StepResult:
        """Fires the timers that are due in a case whose row the caller has locked. Raises FlowError."""
        before, workflow, journal = store.open_items(act.session, instance), self._load(act, instance), Journal()
        engine.advance(workflow, journal)
        return self._finish(act, instance, workflow, journal, before)

    def receive(self, act: Act, instance_id: str, message: CaseMessage) -> StepResult:
        """Delivers a message or signal of another case. Raises ClosedError, FlowError."""
        instance = store.lock(act.session, instance_id)
        before, workflow, journal = store.open_items(act.session, instance), self._load(act, instance), Journal()
        payload = json.loads(message.payload)
        engine.receive(workflow, message.kind, message.name, message.correlation, payload, journal)
        message.status, message.target_id = CaseMessageStatus.DONE, instance_id
        return self._finish(act, instance, workflow, journal, before)

    def cancel(self, act: Act, instance_id: str) -> StepResult:
        """Ends a case at once: no step follows, open tasks are withdrawn. Raises ClosedError if it has ended."""
        instance = store.lock(act.session, instance_id, (*LIVE, InstanceStatus.SUSPENDED, InstanceStatus.STUCK))
        before, workflow = store.open_items(act.session, instance), self._load(act, instance)
        workflow.cancel()
        result = self._finish(act, instance, workflow, Journal(), before)
        instance.status = InstanceStatus.CANCELLED
        return result

    def suspend(self, act: Act, instance_id: str) -> None:
        """Lets a case rest: no task can be handed in and no timer fires until it is resumed. Raises ClosedError."""
        store.lock(act.session, instance_id).status = InstanceStatus.SUSPENDED

    def resume(self, act: Act, instance_id: str) -> None:
        """Lets a suspended or stuck case go on; timers that were due in the meantime fire at the next sweep."""
        instance = store.lock(act.session, instance_id, RESUMABLE)
        instance.status, instance.failures = InstanceStatus.OPEN, 0
        instance.incident, instance.incident_at = None, None
        store.set_next(instance, self._load(act, instance))

    def move(self, act: Act, instance_id: str, digest: str, names: Mapping[str, str]) -> StepResult:
        """Lets a case go on with another version of its procedure. A case that rests goes on resting.

        names: id of an element → its id in that version, where it has another one. Raises ClosedError,
        CannotMoveError, FlowError.
        """
        instance = store.lock(act.session, instance_id, (*LIVE, *RESUMABLE))
        old, new = (self.definitions.load(act.session, one) for one in (instance.definition_digest, digest))
        if old.bundle.key != new.bundle.key:
            raise CannotMoveError("Diese Version gehört zu einem anderen Verfahren.")
        status, before = instance.status, store.open_items(act.session, instance)
        for row in before:
            row.element = names.get(row.element, row.element)
        instance.state = moving.moved_state(instance.state, old.specs, new.specs, names)
        instance.definition_digest = digest
        workflow, journal = self._load(act, instance), Journal()
        moving.settle(workflow)
        engine.advance(workflow, journal)
        result = self._finish(act, instance, workflow, journal, before)
        if status is InstanceStatus.SUSPENDED:
            instance.status = status
        return result

    def move_back(self, act: Act, instance: Instance, digest: str, state: bytes, names: Mapping[str, str]) -> None:
        """Puts a locked case back to the version and the state from before a move. names: as for `move`."""
        before = store.open_items(act.session, instance)
        for row in before:
            row.element = names.get(row.element, row.element)
        instance.state, instance.definition_digest = state, digest
        status, workflow = instance.status, self._load(act, instance)
        self._finish(act, instance, workflow, Journal(), before)
        if status is InstanceStatus.SUSPENDED:
            instance.status = status

    def under_way(self, act: Act, instance: Instance) -> Sequence[UnderWay]:
        """The steps of a case that have begun and are not over."""
        return tuple(under_way(self._load(act, instance)))

    def note_incident(self, session: Session, instance_id: str, message: str, now: datetime) -> None:
        """Stores why a step failed (a German sentence) for the page of the case; the next good step clears it."""
        store.note_incident(session.get_one(Instance, instance_id, with_for_update=True), message, now)

    def variables(self, act: Act, item: WorkItem) -> Mapping[str, Any]:
        """The variables that an open task sees. Raises TaskGoneError."""
        return engine.variables_of(self._load(act, item.instance), item.task_id)

    def consequence(self, act: Act, item: WorkItem, values: Mapping[str, Any]) -> str | None:
        """What will happen if an open task or report is handed in with `values` and cannot be taken back.

        None where the diagram names nothing of the kind. Raises TaskGoneError, FlowError.
        """
        if item.element not in self.definitions.load(act.session, item.instance.definition_digest).asked_before:
            return None
        return engine.consequence(self._load(act, item.instance), item.task_id, item.element, values)

    def outlook(self, act: Act, instance: Instance) -> Outlook:
        """Where a case stands and what comes next, for its page."""
        loaded = self.definitions.load(act.session, instance.definition_digest)
        return look_ahead(self._load(act, instance), loaded.page_words)

    def _load(self, act: Act, instance: Instance) -> Any:
        loaded = self.definitions.load(act.session, instance.definition_digest)
        return load_state(instance.state, loaded.specs, self._script_engine(act, instance, loaded))

    def _script_engine(self, act: Act, instance: Instance, loaded: Loaded) -> FeelScriptEngine:
        def decide(name: str, variables: Mapping[str, Any], now: Callable[[], datetime]) -> Any:
            value, decision = loaded.decide(name, variables, now)
            store.log_decision(act.session, instance.id, decision, act.now)
            return value

        actions = self.actions(act.by_itself(), instance.id)
        optional, given = loaded.questions if loaded.bundle.strict else None, self.given(act)
        return FeelScriptEngine(lambda: act.now, decide, actions, optional=optional, given=given)

    def _finish(
        self,
        act: Act,
        instance: Instance,
        workflow: Any,
        journal: Journal,
        before: Sequence[WorkItem],
        done: WorkItem | None = None,
    ) -> StepResult:
        step = store.Step(act, instance, workflow, journal, before, done)
        result = store.save(step, self.roles)
        for listener in self.listeners:
            listener(act, instance, result, workflow.data)
        return result
