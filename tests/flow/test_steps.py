"""Steps on stored cases: locking, refusing, firing, and what happens to a case that cannot go on."""

import json
import threading
import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.bootstrap import House
from app.cases.service import open_case
from app.clock import ManualClock
from app.flow.errors import ActionError, TaskGoneError
from app.flow.kinds import InstanceStatus, ItemStatus
from app.flow.models import Event, Instance, WorkItem
from app.flow.service import Flow
from app.flow.sweeps import PAUSES, fire_due
from app.outbox.models import Message
from tests.conftest import person

APPLICATION: Mapping[str, Any] = {"antrag": {"betrag": 100, "art": "kurs"}}


def start(house: House) -> str:
    """Opens a case; returns its instance id."""
    with house.database.transaction() as session:
        user = person(house, "rav.berater")
        case = open_case(
            house.act(session, user), house.flow, "antrag", {"klient": {"vorname": "Ada", "name": "Muster"}}
        )
        return case.instance_id


def complete(house: House, element: str, values: Mapping[str, Any]) -> None:
    with house.database.transaction() as session:
        item = session.scalars(
            select(WorkItem).where(WorkItem.element == element, WorkItem.status == ItemStatus.OPEN)
        ).one()
        house.flow.complete(house.act(session, person(house, "rav.berater")), item, values)


def move(house: House, moment: datetime) -> None:
    assert isinstance(house.clock, ManualClock)
    house.clock.move_to(moment)


def test_a_step_keeps_what_happened_and_what_is_open(house: House) -> None:
    start(house)
    complete(house, "apply", APPLICATION)
    with house.database.transaction(writes=False) as session:
        items = {item.element: item.status for item in session.scalars(select(WorkItem))}
        events = [(event.kind, event.title) for event in session.scalars(select(Event).order_by(Event.id))]
        instance = session.scalars(select(Instance)).one()
        size = len(instance.state)
    assert items == {"apply": ItemStatus.DONE, "decide": ItemStatus.OPEN}
    assert events == [("task", "Antrag stellen")]
    assert instance.next_due is not None
    assert instance.next_due.isoformat() == "2027-01-18T06:00:00+01:00"
    assert size < 4000


def test_two_people_who_submit_at_once_complete_a_task_once(house: House) -> None:
    start(house)
    with house.database.transaction(writes=False) as session:
        item_id = session.scalars(select(WorkItem.id)).one()
    user = person(house, "rav.berater")
    barrier, outcomes = threading.Barrier(4), []

    def submit() -> None:
        barrier.wait()
        try:
            with house.database.transaction() as session:
                house.flow.complete(house.act(session, user), session.get_one(WorkItem, item_id), APPLICATION)
            outcomes.append("done")
        except TaskGoneError:
            outcomes.append("gone")

    threads = [threading.Thread(target=submit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "gone", "gone", "gone"]


def test_a_failing_action_changes_nothing(house: House) -> None:
    start(house)
    complete(house, "apply", APPLICATION)
    flow = failing(house)
    with pytest.raises(ActionError), house.database.transaction() as session:
        item = session.scalars(select(WorkItem).where(WorkItem.status == ItemStatus.OPEN)).one()
        act = house.act(session, person(house, "ks.koordination"))
        flow.complete(act, item, {"entscheid": {"bewilligt": "ja"}})
        done = session.scalars(select(WorkItem).where(WorkItem.status == ItemStatus.OPEN)).one()
        flow.complete(act, done, {})
    with house.database.transaction(writes=False) as session:
        assert session.scalars(select(WorkItem.element).where(WorkItem.status == ItemStatus.OPEN)).all() == ["decide"]


def failing(house: House) -> Flow:
    """The same flow, in which every action fails."""

    def call(name: str, parameters: Mapping[str, Any], element: str) -> Any:
        raise ActionError("Der Drucker brennt.")

    return Flow(house.flow.definitions, lambda *_: call, house.flow.roles, house.flow.listeners)


def test_due_timers_fire_once_however_many_processes_tick(house: House) -> None:
    for _ in range(6):
        start(house)
    for _ in range(6):
        with house.database.transaction() as session:
            item = session.scalars(
                select(WorkItem).where(WorkItem.element == "apply", WorkItem.status == ItemStatus.OPEN)
            ).first()
            assert item is not None
            house.flow.complete(house.act(session, person(house, "rav.berater")), item, APPLICATION)
    move(house, datetime.fromisoformat("2027-01-18T06:00:00+01:00"))
    counts: list[int] = []
    threads = [
        threading.Thread(target=lambda: counts.append(fire_due(house.database, house.flow, house.act)))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 6
    with house.database.transaction(writes=False) as session:
        reminders = session.scalars(select(Message).where(Message.subject.startswith("Erinnerung"))).all()
    assert len(reminders) == 6


def test_a_broken_case_is_pushed_forward_and_does_not_stop_the_others(house: House) -> None:
    broken, sound = start(house), start(house)
    for _ in range(2):
        with house.database.transaction() as session:
            item = session.scalars(
                select(WorkItem).where(WorkItem.element == "apply", WorkItem.status == ItemStatus.OPEN)
            ).first()
            assert item is not None
            house.flow.complete(house.act(session, person(house, "rav.berater")), item, APPLICATION)
    with house.database.transaction() as session:
        row = session.get_one(Instance, broken)
        state = json.loads(zlib.decompress(row.state))
        row.state = zlib.compress(json.dumps({**state, "version": "another"}).encode())
    due = datetime.fromisoformat("2027-01-18T06:00:00+01:00")
    move(house, due)
    assert fire_due(house.database, house.flow, house.act) == 1
    with house.database.transaction(writes=False) as session:
        row = session.get_one(Instance, broken)
        assert row.incident is not None
        assert "anderen Programmversion" in row.incident
        assert row.failures == 1
        assert row.next_due == due + timedelta(minutes=5)
        assert session.get_one(Instance, sound).incident is None
    for _ in range(PAUSES.give_up_after):
        move(house, house.clock.now() + timedelta(days=2))
        fire_due(house.database, house.flow, house.act)
    with house.database.transaction(writes=False) as session:
        assert session.get_one(Instance, broken).status == InstanceStatus.STUCK
