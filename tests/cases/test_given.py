"""All institutions can be read by every process and form, as they are now, and no case stores them."""

import json
import zlib
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.bootstrap import House
from app.cases.given import Given
from app.cases.service import open_case
from app.flow.kinds import ItemStatus
from app.flow.models import Instance, WorkItem
from app.people.models import Institution
from app.tasks.service import Tasks
from tests.conftest import person
from tests.deploying import deploy_folder

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
    ' targetNamespace="t">'
)
OUTER = f"""{HEAD}<process id="outer" name="Aussen" isExecutable="true">
<startEvent id="start"/><sequenceFlow id="f1" sourceRef="start" targetRef="first"/>
<userTask id="first" name="Wählen" camunda:formKey="choose"/>
<sequenceFlow id="f2" sourceRef="first" targetRef="call"/>
<callActivity id="call" name="Innen" calledElement="inner"><extensionElements>
<camunda:in source="stellen" target="stellen"/><camunda:in source="wahl" target="wahl"/>
</extensionElements></callActivity>
<sequenceFlow id="f3" sourceRef="call" targetRef="end"/><endEvent id="end"/></process></definitions>"""
INNER = f"""{HEAD}<process id="inner" name="Innen" isExecutable="true" camunda:isStartableInTasklist="false">
<startEvent id="start"/><sequenceFlow id="f1" sourceRef="start" targetRef="last"/>
<userTask id="last" name="Prüfen"><extensionElements><camunda:properties>
<camunda:property name="label" value="=stellen[key = wahl][1].name"/></camunda:properties></extensionElements>
</userTask>
<sequenceFlow id="f2" sourceRef="last" targetRef="end"/><endEvent id="end"/></process></definitions>"""
CHOOSE = {
    "type": "default",
    "id": "choose",
    "components": [
        {"type": "select", "key": "wahl", "label": "Stelle", "valuesExpression":
            "= for s in stellen return {label: s.name, value: s.key}"},
    ],
}  # fmt: skip


def deployed(house: House, folder: Path) -> None:
    for key, source in (("outer", OUTER), ("inner", INNER)):
        (folder / "workflows" / key).mkdir(parents=True)
        (folder / "workflows" / key / "diagram.bpmn").write_text(source)
    (folder / "forms").mkdir()
    (folder / "forms" / "choose.form").write_text(json.dumps(CHOOSE))
    with house.database.transaction() as session:
        deploy_folder(session, folder, house.clock.now())


def founded(house: House, key: str) -> None:
    with house.database.transaction() as session:
        session.add(Institution(key=key, name=f"Stelle {key}", kind="sd", email=f"{key}@example.org"))


def opened(house: House, process: str = "outer") -> str:
    with house.database.transaction() as session:
        act = house.act(session, person(house, "rav.berater"))
        return open_case(act, house.flow, process, {}).instance_id


def open_item(house: House, session: Any, instance: str) -> WorkItem:
    return session.scalars(  # type: ignore[no-any-return]
        select(WorkItem).where(WorkItem.instance_id == instance, WorkItem.status == ItemStatus.OPEN)
    ).one()


def states_of(house: House, instance: str) -> str:
    with house.database.transaction(writes=False) as session:
        return zlib.decompress(session.get_one(Instance, instance).state).decode()


def known_to_form(house: House, instance: str) -> list[str]:
    with house.database.transaction(writes=False) as session:
        item, tasks = open_item(house, session, instance), house.tasks
        assert isinstance(tasks, Tasks)
        form = tasks.form_of(session, item)
        assert form is not None
        known = tasks.known(house.act(session, person(house, "rav.berater")), item, form)
        return [row["key"] for row in known["stellen"]]


def test_a_running_case_offers_institutions_that_came_later_and_stores_none(house: House, tmp_path: Path) -> None:
    deployed(house, tmp_path)
    instance = opened(house)
    assert "neu" not in known_to_form(house, instance)
    founded(house, "neu")
    assert "neu" in known_to_form(house, instance)
    with house.database.transaction() as session:
        item = open_item(house, session, instance)
        house.flow.complete(house.act(session, person(house, "rav.berater")), item, {"wahl": "neu"})
    with house.database.transaction(writes=False) as session:
        # A called process reads them too, whether or not a mapping names them.
        assert open_item(house, session, instance).label == "Stelle neu"
    assert "rav_luzern" not in states_of(house, instance).replace('"anmeldende_stelle":"rav_luzern"', "")


def test_the_state_of_a_case_does_not_grow_with_the_house(house: House) -> None:
    before = states_of(house, opened(house, "antrag"))
    for number in range(50):
        founded(house, f"sd_{number}")
    after = states_of(house, opened(house, "antrag"))
    assert abs(len(after) - len(before)) < 20


def test_a_variable_of_the_same_name_is_the_process_s_own(house: House, tmp_path: Path) -> None:
    deployed(house, tmp_path)
    own = [{"key": "eigen", "name": "Eigene", "art": "sd"}]
    with house.database.transaction() as session:
        act = house.act(session, person(house, "rav.berater"))
        instance = open_case(act, house.flow, "outer", {"stellen": own}).instance_id
    assert known_to_form(house, instance) == ["eigen"]


def test_institutions_are_asked_for_once_and_only_when_they_are_read(house: House) -> None:
    with house.database.transaction(writes=False) as session:
        given = Given(session, None)
        assert "stellen" in given and list(given) == ["stellen", "kollegium", "ausfuellend"] and "other" not in given
        assert given["kollegium"] == []
        assert given.get("other") is None
        assert given["stellen"] is given["stellen"]
