"""Withdrawal takes effect in the same second, for everybody who is reading at that moment."""

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from app.bootstrap import House
from app.cases.models import Case
from app.consent.service import withdraw
from app.flow.models import WorkItem
from app.flow.store import lock
from app.outbox.models import Message
from tests.browser_posts import Browser
from tests.web.guidance import put_into_service
from tests.web.test_reports import CASE, opened


@pytest.fixture(autouse=True)
def in_service(house: House, tmp_path: Path) -> None:
    put_into_service(house, tmp_path)


class Watcher(threading.Thread):
    """Reads the case page again and again; notes when each request began and what came back."""

    def __init__(self, browser: Browser, page: str = CASE) -> None:
        super().__init__()
        self.browser, self.page, self.seen = browser, page, list[tuple[float, int]]()
        self.enough = threading.Event()

    def run(self) -> None:
        while not self.enough.is_set():
            began = self.now()
            self.seen.append((began, self.browser.get(self.page).status))

    @staticmethod
    def now() -> float:
        return time.monotonic()

    def until_it_has_read(self, after: float) -> None:
        """Waits until a request that began after this moment has its answer."""
        while not self.seen or self.seen[-1][0] <= after:
            time.sleep(0.01)

    def stop(self) -> None:
        self.enough.set()
        self.join()


def test_two_readers_are_out_from_the_moment_the_withdrawal_is_handed_in(browse: type[Browser]) -> None:
    opened(browse)
    watchers = [Watcher(browse("iv.beratung")) for _ in range(2)]
    client = browse("peter.m").get(CASE).follow("Widerruf melden")
    for watcher in watchers:
        watcher.start()
    for watcher in watchers:
        watcher.until_it_has_read(after=0)
    client.submit({"stelle": "iv_luzern"})
    done = Watcher.now()
    for watcher in watchers:
        watcher.until_it_has_read(after=done)
        watcher.stop()
        assert watcher.seen[0][1] == 200
        assert {status for began, status in watcher.seen if began > done} == {403}
        statuses = [status for _, status in watcher.seen]
        assert statuses == sorted(statuses)  # once out, never in again


def test_who_hands_in_while_the_withdrawal_is_under_way_is_refused(browse: type[Browser], house: House) -> None:
    opened(browse)
    late = browse("iv.beratung").get("/").follow("Abklären")
    path, fields = late.fields()
    handing_in = threading.Thread(target=lambda: late.post(path, fields))
    with house.database.transaction() as session:
        case = session.scalars(select(Case)).one()
        lock(session, case.instance_id)
        handing_in.start()
        time.sleep(0.5)  # the request is on its way and waits for the step that is being taken
        withdraw(house.act(session), case, "iv_luzern")
    handing_in.join()
    assert late.status == 403
    with house.database.transaction(writes=False) as session:
        assert session.scalars(select(WorkItem.status).where(WorkItem.element == "assess")).all() == ["open"]


def test_links_die_and_messages_on_their_way_are_dropped(browse: type[Browser], house: House) -> None:
    opened(browse)
    task = browse("iv.beratung").get("/").follow("Abklären").path
    with house.database.transaction(writes=False) as session:
        addressed = select(Message).where(Message.status == "waiting", Message.to_address.like("iv%"))
        assert session.scalars(addressed).all() != []
    browse("peter.m").get(CASE).follow("Widerruf melden").submit({"stelle": "iv_luzern"})
    assert browse("iv.beratung").get(task).status == 403
    with house.database.transaction(writes=False) as session:
        left = session.scalars(addressed).all()
    assert {row.subject for row in left} == {"Ihre Mitwirkung ist beendet (IIZ-2027-0001)"}
    assert not any("http" in row.body for row in left)


def test_what_was_handed_in_can_be_read_back_by_whoever_may(browse: type[Browser]) -> None:
    opened(browse)
    page = browse("rav.berater").get(CASE).follow("Anmelden")
    assert "AHV-Nummer756.9217.0769.85" in page.text.replace(" ", "")
    assert "Unterlagen" not in browse("ks.koordination").get(CASE).text  # no mandate: nothing is shared
    assert browse("ks.koordination").get(page.path).status == 404
    assert browse("sd.sozialarbeit").get(page.path).status == 404
