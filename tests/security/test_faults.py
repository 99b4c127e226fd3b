"""Two things at once, and parts that go away: nobody gets a bare error, nothing is lost or done twice."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from app.bootstrap import House, build
from app.cases.models import Case
from app.clock import ManualClock
from app.db import session
from app.db.session import POSTGRES
from app.main import create_app
from tests.browser_posts import Browser
from tests.conftest import settings_for
from tests.security import stage
from tests.security.stage import CASE
from tests.security.test_answers import HEADERS, ORIGIN
from tests.security.test_replay import documents
from tests.web.test_work import CLIENT

WORDS = {"klient.ahv": "756.9217.0769.85", "text.lang": "Sie sucht eine Stelle. " * 300, "text.liste.0.titel": "x"}


def test_six_who_open_the_first_cases_of_a_year_at_once_get_six_numbers(browse: type[Browser], house: House) -> None:
    browsers = [browse("rav.berater").get("/faelle/neu/antrag") for _ in range(6)]

    def open_case(browser: Browser) -> int:
        path, (_, fields) = browser.path, browser.fields()
        form = [*((name, value) for name, value in fields if name not in CLIENT), *CLIENT.items()]
        return browser.post(path, form).status

    with ThreadPoolExecutor(len(browsers)) as pool:
        assert list(pool.map(open_case, browsers)) == [200] * 6
    with house.database.transaction(writes=False) as reading:
        numbers = reading.scalars(select(Case.number).order_by(Case.number)).all()
    assert numbers == [f"IIZ-2027-{number:04}" for number in range(1, 7)]


@pytest.mark.database_goes
@pytest.mark.parametrize("path", ["/", "/faelle", "/anmelden", "/konto", "/gibt-es-nicht"])
def test_without_a_database_people_read_a_page_and_no_header_is_missing(
    browse: type[Browser], house: House, path: str
) -> None:
    """The connections end in the middle of the work, and no new ones are let in."""
    browser = browse("rav.berater").get("/faelle/neu/antrag")
    _go_away(house)
    for answer in (browser.client.get(path), browser.client.post("/faelle/neu/antrag", data=dict(browser.fields()[1]))):
        page = answer.get_data(as_text=True)
        assert answer.status_code in (302, 404, 500, 503)
        assert HEADERS.items() <= dict(answer.headers).items()
        assert not any(word in page for word in ("Traceback", "Error", "sqlite", "psycopg", "sqlalchemy", "SELECT"))
        assert answer.status_code in (302, 404) or "Bitte" in page


def test_on_a_full_disk_a_form_is_refused_whole_and_works_again_later(
    browse: type[Browser], house: House, tmp_path: Path
) -> None:
    if not house.database.is_sqlite:
        return  # only there we can say how large the file may become
    stage.put_into_service(house, tmp_path)
    browser = stage.harmful(browse)
    before = documents(house)
    with _no_room(house):
        for _ in range(3):
            answer = browser.client.post(browser.path, data={**dict(browser.fields()[1]), **WORDS}, headers=ORIGIN)
            assert answer.status_code == 500 and "Bitte" in answer.get_data(as_text=True)
        assert browser.client.get("/").status_code == 200, "reading goes on"
        assert documents(house) == before
    assert browser.submit(WORDS).path == CASE


def test_who_waits_for_a_lost_machine_is_told_after_a_while_and_others_go_on(
    database_url: str, clock: ManualClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that nobody ends holds a case, the chain of the house and the numbers of the year."""
    if database_url.startswith("sqlite"):
        return  # there a writer that is gone holds nothing
    options = str(POSTGRES["options"])
    assert "lock_timeout=10s" in options
    monkeypatch.setattr(session, "POSTGRES", {**POSTGRES, "options": options.replace("=10s", "=300ms")})
    house = build(settings_for(database_url), clock)
    stage.put_into_service(house, tmp_path)
    browse = type("Here", (Browser,), {"application": create_app(house)})
    browser = stage.harmful(browse)
    before = documents(house)
    elsewhere = create_engine(house.database.engine.url, poolclass=NullPool)
    with elsewhere.connect() as lost:
        for table in ("instance", "case_number", "audit_chain"):
            lost.execute(text(f"SELECT 1 FROM {table} FOR UPDATE"))
        answer = browser.client.post(browser.path, data={**dict(browser.fields()[1]), **WORDS}, headers=ORIGIN)
        assert answer.status_code == 500 and "Bitte" in answer.get_data(as_text=True)
        assert documents(house) == before
        assert browse("sd.sozialarbeit").get("/").status == 200
    assert browser.submit(WORDS).path == CASE
    house.database.dispose()


def test_postgresql_and_the_network_give_up_on_lost_machines(house: House) -> None:
    if house.database.is_sqlite:
        return
    with house.database.engine.connect() as connection:
        shown = {
            name: connection.scalar(text(f"SHOW {name}"))
            for name in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
        }
        network = connection.connection.dbapi_connection.info.get_parameters()  # type: ignore[union-attr]
    assert shown == {
        "lock_timeout": "10s", "statement_timeout": "1min", "idle_in_transaction_session_timeout": "2min",
    }  # fmt: skip
    assert (network["keepalives_idle"], network["keepalives_count"], network["connect_timeout"]) == ("30", "3", "10")


@contextmanager
def _no_room(house: House) -> Iterator[None]:
    """The file of the database cannot grow."""
    engine = house.database.engine

    def bound(connection: Any, *_: Any) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # no less than it has now

    event.listen(engine, "checkout", bound)
    with suppress(OperationalError):
        for _ in range(1000):  # until what is left inside the file is used up too
            with engine.begin() as connection:
                connection.execute(text("CREATE TABLE IF NOT EXISTS filler (x)"))
                connection.execute(text("INSERT INTO filler VALUES (zeroblob(2000))"))
    yield
    event.remove(engine, "checkout", bound)
    engine.dispose()


def _go_away(house: House) -> None:
    """The database of the house is gone for everybody."""
    url = house.database.engine.url
    if house.database.is_sqlite:
        house.database.dispose()
        with create_engine(url).begin() as connection:
            connection.execute(text('ALTER TABLE "user" RENAME TO gone'))
            connection.execute(text("ALTER TABLE sign_in RENAME TO also_gone"))
        return
    admin = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS false'))
        gone = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
        connection.execute(gone, {"name": url.database})
    admin.dispose()
