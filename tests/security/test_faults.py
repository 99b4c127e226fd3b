"""Two things at once, and parts that go away: nobody gets a bare error, nothing is lost or done twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine, select, text

from app.bootstrap import House
from app.cases.models import Case
from tests.browser_posts import Browser
from tests.security.test_answers import HEADERS
from tests.web.test_work import CLIENT


def test_six_who_open_the_first_cases_of_a_year_at_once_get_six_numbers(browse: type[Browser], house: House) -> None:
    browsers = [browse("rav.berater").get("/faelle/neu/antrag") for _ in range(6)]

    def open_case(browser: Browser) -> int:
        path, (_, fields) = browser.path, browser.fields()
        form = [*((name, value) for name, value in fields if name not in CLIENT), *CLIENT.items()]
        return browser.post(path, form).status

    with ThreadPoolExecutor(len(browsers)) as pool:
        assert list(pool.map(open_case, browsers)) == [200] * 6
    with house.database.transaction(writes=False) as session:
        numbers = session.scalars(select(Case.number).order_by(Case.number)).all()
    assert numbers == [f"IIZ-2027-{number:04}" for number in range(1, 7)]


@pytest.mark.parametrize("path", ["/", "/faelle", "/anmelden", "/konto", "/gibt-es-nicht"])
def test_without_a_database_people_read_a_page_and_no_header_is_missing(
    browse: type[Browser], house: House, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The connections end in the middle of the work, and no new ones are let in."""
    browser = browse("rav.berater").get("/faelle/neu/antrag")
    _go_away(house)
    for answer in (browser.client.get(path), browser.client.post("/faelle/neu/antrag", data=dict(browser.fields()[1]))):
        page = answer.get_data(as_text=True)
        assert answer.status_code in (302, 404, 500, 503)
        assert HEADERS.items() <= dict(answer.headers).items()
        assert "Traceback" not in page and "sqlalchemy" not in page
        assert answer.status_code in (302, 404) or "Bitte" in page


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
