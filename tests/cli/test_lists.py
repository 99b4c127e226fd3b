"""`nahtstelle db lists`: does each list say what it should?"""

from sqlalchemy import delete

from app.bootstrap import House
from app.cases.models import ListedTask
from tests.audit.test_command import nahtstelle
from tests.web.test_lists import opened


def test_a_row_that_is_missing_is_found_and_written_anew(house: House, database_url: str) -> None:
    opened(house, 2)
    assert nahtstelle(database_url, "db", "lists").output == "Alle Listen stimmen.\n"
    with house.database.transaction() as session:
        session.execute(delete(ListedTask))
    found = nahtstelle(database_url, "db", "lists")
    assert found.exit_code == 1
    assert found.output == "2 Zeilen stehen falsch oder fehlen. Neu schreiben: nahtstelle db lists --rebuild\n"
    anew = nahtstelle(database_url, "db", "lists", "--rebuild")
    assert (anew.exit_code, anew.output[:1]) == (0, "2")
    assert nahtstelle(database_url, "db", "lists").output == "Alle Listen stimmen.\n"
