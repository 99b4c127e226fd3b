"""Small diagrams on stored cases, without the rooms above the engine."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.bootstrap import House
from app.flow.kinds import ItemStatus
from app.flow.models import WorkItem
from tests.conftest import person
from tests.deploying import deploy_folder


class Stage:
    """Deploys diagrams and plays their cases."""

    def __init__(self, house: House, folder: Path, **diagrams: bytes) -> None:
        self.house = house
        house.flow.listeners = ()
        for key, source in diagrams.items():
            file = folder / "workflows" / key / "diagram.bpmn"
            file.parent.mkdir(parents=True)
            file.write_bytes(source)
        with house.database.transaction() as session:
            deploy_folder(session, folder, house.clock.now())

    def start(self, key: str, variables: Mapping[str, Any]) -> str:
        with self.house.database.transaction() as session:
            act = self.house.act(session)
            instance = self.house.flow.create(act, key)
            self.house.flow.begin(act, instance, variables)
            return instance.id

    def complete(self, case: str, element: str, values: Mapping[str, Any] | None = None) -> None:
        with self.house.database.transaction() as session:
            item = session.scalars(
                select(WorkItem).where(
                    WorkItem.instance_id == case, WorkItem.element == element, WorkItem.status == ItemStatus.OPEN
                )
            ).one()
            self.house.flow.complete(self.house.act(session, person(self.house, "rav.berater")), item, values or {})

    def open(self, case: str) -> list[str]:
        """Elements of the open tasks, with their labels, sorted."""
        with self.house.database.transaction(writes=False) as session:
            items = session.scalars(
                select(WorkItem).where(WorkItem.instance_id == case, WorkItem.status == ItemStatus.OPEN)
            )
            return sorted(f"{item.element} {item.label}" if item.label else item.element for item in items)
