"""What a person sees when an automatic step of the procedure fails behind their task."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from app.bootstrap import House
from app.flow.errors import ActionError
from app.flow.kinds import ItemStatus
from app.flow.models import Instance, WorkItem
from tests.browser_posts import Browser
from tests.web.test_work import decided_later


def broken(name: str, parameters: Mapping[str, Any], element: str) -> Any:
    raise ActionError("Der Drucker brennt.")


def test_a_failing_step_keeps_the_task_open_and_the_reason_with_the_case(
    browse: Callable[[str], Browser], house: House
) -> None:
    decided_later(browse).submit({"entscheid.bewilligt": "ja"})
    working, house.flow.actions = house.flow.actions, lambda *_: broken
    browser = browse("rav.berater").get("/").follow("Bestätigen").submit()
    assert browser.status == 500
    assert "Traceback" not in browser.text
    with house.database.transaction(writes=False) as session:
        assert session.scalars(select(WorkItem.element).where(WorkItem.status == ItemStatus.OPEN)).all() == ["confirm"]
        incident = session.scalars(select(Instance.incident)).one()
    assert incident is not None
    assert "Der Drucker brennt." in incident
    assert "hängen geblieben" in browser.get("/faelle/IIZ-2027-0001").text
    house.flow.actions = working
    browser.get("/").follow("Bestätigen").submit()
    assert "hängen geblieben" not in browser.text
    assert "abgeschlossen" in browser.text
