"""Comparing a case with what a scenario expects. Every difference becomes one sentence with its day."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import recipients
from app.cases.models import Case, Invoice
from app.deadlines import moments
from app.flow.kinds import EventKind, ItemKind, ItemStatus
from app.flow.models import Event, WorkItem
from app.outbox.models import Message
from app.people import queries as people
from app.scenarios.script import Scenario, Step


class Expectations:
    """Checks the `erwartet` steps of one scenario, one after the other.

    Messages and timers are those since the expectation before, so that each is compared once.
    """

    def __init__(self, scenario: Scenario, failures: list[str]) -> None:
        self._scenario, self._failures = scenario, failures
        self._messages_seen: set[str] = set()
        self._timers_seen = 0

    def check(self, session: Session, step: Step, case: Case) -> None:
        """Adds a failure for everything that is not as `step` expects."""
        self._session, self._step, self._case = session, step, case
        messages = [
            row
            for row in session.scalars(select(Message).where(Message.case_number == case.number))
            if row.id not in self._messages_seen
        ]
        timers = list(
            session.scalars(
                select(Event)
                .where(Event.instance_id == case.instance_id, Event.kind == EventKind.TIMER)
                .order_by(Event.id)
            )
        )
        fired = timers[self._timers_seen :]
        wanted: Mapping[str, Any] = step.subject
        items = list(
            session.scalars(
                select(WorkItem).where(
                    WorkItem.instance_id == case.instance_id,
                    WorkItem.status == ItemStatus.OPEN,
                    WorkItem.kind == ItemKind.TASK,
                )
            )
        )
        self._open_tasks(items, wanted)
        self._messages(messages, wanted)
        if wanted.get("nichts") and (messages or fired):
            happened = [row.subject for row in messages] + [event.title for event in fired]
            self._fail(f"erwartet: nichts geschieht; geschehen: {', '.join(happened)}")
        self._invoices(wanted.get("rechnungen") or {})
        self._case_state(wanted.get("fall") or {})
        self._messages_seen |= {row.id for row in messages}
        self._timers_seen = len(timers)

    def _open_tasks(self, items: Sequence[WorkItem], wanted: Mapping[str, Any]) -> None:
        expected = [*(wanted.get("offen") or []), *(wanted.get("nur_offen") or [])]
        left = list(items)
        for raw in expected:
            entry = {"aufgabe": raw} if isinstance(raw, str) else raw
            match = next((item for item in left if self._fits(item, entry)), None)
            if match is not None:
                left.remove(match)
                continue
            same = [item for item in left if item.element == entry.get("aufgabe")]
            was = "; ".join(self._describe(item) for item in same) or "nicht offen"
            self._fail(f"erwartet: {_entry(entry)}; tatsächlich: {was}")
        if "nur_offen" in wanted and left:
            self._fail(f"ausserdem offen: {'; '.join(self._describe(item) for item in left)}")
        for name in wanted.get("nicht_offen") or []:
            if any(item.element == name for item in items):
                self._fail(f"«{name}» sollte nicht offen sein")

    def _fits(self, item: WorkItem, entry: Mapping[str, Any]) -> bool:
        if item.element != entry.get("aufgabe"):
            return False
        if "faellig" in entry and moments.as_date(entry["faellig"]) != item.due:
            return False
        if "fuer" in entry and entry["fuer"] not in (item.label, item.party, item.role):
            return False
        return "bei" not in entry or self._is_with(item, str(entry["bei"]))

    def _is_with(self, item: WorkItem, username: str) -> bool:
        """Whether the task is assigned to this person, or to nobody, and they or their office are told of it."""
        user = people.user_by_name(self._session, self._scenario.username(username))
        if user is None:
            return False
        if item.assignee_id is not None:
            return item.assignee_id == user.id
        addresses = {to.address for to in recipients.of_task(self._session, self._case, item, self._step.at.date())}
        return user.email in addresses or (user.institution is not None and user.institution.email in addresses)

    def _messages(self, messages: Sequence[Message], wanted: Mapping[str, Any]) -> None:
        for entry in wanted.get("nachricht") or []:
            if not any(self._is_message(row, entry) for row in messages):
                sent = "; ".join(f"{row.to_name}: {row.subject}" for row in messages) or "keine"
                self._fail(f"erwartet: Nachricht {_entry(entry)}; verschickt: {sent}")
        for entry in wanted.get("keine_nachricht") or []:
            for row in messages:
                if self._is_message(row, entry):
                    self._fail(f"nicht erwartet: Nachricht an {row.to_name}: {row.subject}")

    def _is_message(self, row: Message, entry: Mapping[str, Any]) -> bool:
        user = people.user_by_name(self._session, self._scenario.username(str(entry.get("an", ""))))
        office = user.institution.email if user and user.institution else None
        to_them = "an" not in entry or (user is not None and row.to_address in (user.email, office))
        return to_them and str(entry.get("betreff", "")) in row.subject

    def _invoices(self, wanted: Mapping[str, Any]) -> None:
        rappen = list(self._session.scalars(select(Invoice.amount).where(Invoice.case_id == self._case.id)))
        francs, rest = divmod(sum(rappen), 100)
        was = {"anzahl": len(rappen), "summe": francs if rest == 0 else sum(rappen) / 100}
        if any(value != was[key] for key, value in wanted.items()):
            self._fail(f"erwartet: Rechnungen {_entry(wanted)}; tatsächlich: {_entry(was)}")

    def _case_state(self, wanted: Mapping[str, Any]) -> None:
        if "status" in wanted and wanted["status"] != self._case.instance.status:
            self._fail(f"erwartet: Fall {wanted['status']}; tatsächlich: {self._case.instance.status}")
        if "ergebnis" in wanted and wanted["ergebnis"] != self._case.result:
            self._fail(f"erwartet: Ergebnis «{wanted['ergebnis']}»; tatsächlich: «{self._case.result}»")

    def _describe(self, item: WorkItem) -> str:
        due = f" fällig {item.due:%d.%m.%Y}" if item.due else " ohne Frist"
        holders = ", ".join(to.name for to in recipients.of_task(self._session, self._case, item, self._step.at.date()))
        return f"{item.element} bei {holders}{due}"

    def _fail(self, message: str) -> None:
        self._failures.append(f"{self._scenario.source}:{self._step.line}: {self._step.at:%d.%m.%Y}: {message}")


def _entry(entry: Mapping[str, Any]) -> str:
    parts = (f"{key} {_swiss(value)}" if key == "faellig" else f"{key} {value}" for key, value in entry.items())
    return ", ".join(parts)


def _swiss(value: Any) -> str:
    day = moments.as_date(value)
    return str(value) if day is None else moments.swiss(day)
