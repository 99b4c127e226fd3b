"""Messages and signals between cases, and what stops and restarts a case."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from app.bootstrap import House
from app.flow.errors import ClosedError
from app.flow.kinds import InstanceStatus, ItemStatus
from app.flow.models import CaseMessage, Instance, Subscription, WorkItem
from app.flow.sweeps import fire_due, route_messages
from tests.flow.player import file_with
from tests.flow.store_play import Stage

SENDER = """
<startEvent id="start"/>
<userTask id="write"/>
<sendTask id="send" messageRef="m"><extensionElements><camunda:properties>
<camunda:property name="correlation" value="= nummer"/></camunda:properties><camunda:inputOutput>
<camunda:inputParameter name="antwort">= text</camunda:inputParameter></camunda:inputOutput>
</extensionElements></sendTask>
<intermediateThrowEvent id="alarm"><signalEventDefinition signalRef="s"/></intermediateThrowEvent>
<endEvent id="end"/>
start -> write
write -> send
send -> alarm
alarm -> end
"""
RECEIVER = """
<startEvent id="start"/>
<parallelGateway id="fork"/>
<receiveTask id="wait" messageRef="m"><extensionElements><camunda:properties>
<camunda:property name="correlation" value="= nummer"/></camunda:properties></extensionElements></receiveTask>
<userTask id="read"><extensionElements><camunda:properties>
<camunda:property name="label" value="= antwort"/></camunda:properties></extensionElements></userTask>
<intermediateCatchEvent id="siren"><signalEventDefinition signalRef="s"/></intermediateCatchEvent>
<userTask id="leave"/>
<endEvent id="end"/>
start -> fork
fork -> wait
fork -> siren
wait -> read
siren -> leave
read -> end
leave -> end
"""
NAMES = '<message id="m" name="Brief"/><signal id="s" name="Feueralarm"/>'


@pytest.fixture
def stage(house: House, tmp_path: Path) -> Stage:
    return Stage(house, tmp_path, sender=file_with(NAMES, SENDER, "sender"),
                 receiver=file_with(NAMES, RECEIVER, "receiver"))  # fmt: skip


def test_a_message_reaches_the_case_it_correlates_with_and_a_signal_everybody(stage: Stage, house: House) -> None:
    first = stage.start("receiver", {"nummer": 1})
    second = stage.start("receiver", {"nummer": 2})
    sender = stage.start("sender", {"nummer": 2, "text": "Grüezi"})
    stage.complete(sender, "write")
    assert route_messages(house.database, house.flow, house.act) == 3
    assert stage.open(first) == ["leave"]
    assert stage.open(second) == ["leave", "read Grüezi"]
    assert route_messages(house.database, house.flow, house.act) == 0


def test_a_message_waits_for_its_receiver_and_a_signal_does_not(stage: Stage, house: House) -> None:
    sender = stage.start("sender", {"nummer": 7, "text": "x"})
    stage.complete(sender, "write")
    assert route_messages(house.database, house.flow, house.act) == 0
    late = stage.start("receiver", {"nummer": 7})
    assert route_messages(house.database, house.flow, house.act) == 1
    assert stage.open(late) == ["read x"]


def test_nothing_is_subscribed_after_the_end(stage: Stage, house: House) -> None:
    receiver = stage.start("receiver", {"nummer": 1})
    sender = stage.start("sender", {"nummer": 1, "text": "x"})
    stage.complete(sender, "write")
    route_messages(house.database, house.flow, house.act)
    stage.complete(receiver, "read")
    stage.complete(receiver, "leave")
    with house.database.transaction(writes=False) as session:
        assert session.get_one(Instance, receiver).status == InstanceStatus.DONE
        assert session.scalars(select(Subscription)).all() == []
        message = session.scalars(select(CaseMessage).where(CaseMessage.kind == "message")).one()
    assert json.loads(message.payload) == {"antwort": "x"}
    assert (message.sender_id, message.target_id) == (sender, receiver)  # whose data it carries


def test_a_suspended_case_rests_until_it_is_resumed(stage: Stage, house: House) -> None:
    case = stage.start("receiver", {"nummer": 1})
    with house.database.transaction() as session:
        house.flow.suspend(house.act(session), case)
    sender = stage.start("sender", {"nummer": 1, "text": "x"})
    stage.complete(sender, "write")
    assert route_messages(house.database, house.flow, house.act) == 0
    assert fire_due(house.database, house.flow, house.act) == 0
    with house.database.transaction() as session:
        assert session.get_one(Instance, case).status == InstanceStatus.SUSPENDED
        house.flow.resume(house.act(session), case)
    assert route_messages(house.database, house.flow, house.act) == 2


def test_a_cancelled_case_withdraws_its_tasks_and_stays_closed(stage: Stage, house: House) -> None:
    case = stage.start("sender", {"nummer": 1, "text": "x"})
    with house.database.transaction() as session:
        house.flow.cancel(house.act(session), case)
    with house.database.transaction(writes=False) as session:
        assert session.get_one(Instance, case).status == InstanceStatus.CANCELLED
        assert session.scalars(select(WorkItem.status).where(WorkItem.instance_id == case)).all() == [
            ItemStatus.CANCELLED
        ]
        assert session.scalars(select(WorkItem).where(WorkItem.status == ItemStatus.OPEN)).all() == []
    with pytest.raises(ClosedError), house.database.transaction() as session:
        house.flow.resume(house.act(session), case)
