"""Several people save and publish at the very same moment, on both databases: one wins, the others are told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from app.bootstrap import House
from app.flow.models import Definition
from app.workshop.models import DraftFile
from tests.browser_posts import Browser
from tests.workshop.conftest import OWNER, SECOND
from tests.workshop.test_drafts import FILE, begun, saved
from tests.workshop.test_publishing import CHANGE, GO, changed, played

pytestmark = pytest.mark.usefixtures("in_service")
Browse = Callable[[str], Browser]


def at_once(*posts: Callable[[], Browser]) -> list[int]:
    with ThreadPoolExecutor(len(posts)) as threads:
        return sorted(one.status for one in threads.map(lambda post: post(), posts))


def test_of_two_who_save_at_once_one_is_shown_both(browse: Browse, house: House) -> None:
    first, second = begun(browse).get(FILE), browse(SECOND).get(FILE)
    assert at_once(lambda: saved(first, "<a/>", "0"), lambda: saved(second, "<b/>", "0")) == [200, 409]
    with house.database.transaction(writes=False) as session:
        assert [*session.scalars(select(DraftFile.rev))] == [1]


def test_of_two_who_publish_at_once_one_does(browse: Browse, house: House) -> None:
    first = played(changed(browse, *CHANGE))
    second = browse(SECOND).get(GO)
    answers = at_once(lambda: first.submit({"reason": "Eins"}), lambda: second.submit({"reason": "Zwei"}))
    assert answers == [200, 409]
    with house.database.transaction(writes=False) as session:
        versions = select(Definition.version).where(Definition.key == "antrag").order_by(Definition.version)
        assert [*session.scalars(versions)] == [1, 2]
        assert browse(OWNER).get("/werkstatt").status == 200
