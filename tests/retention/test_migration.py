"""Cases that ended before there were periods are kept for ten years; a failed erasing is still tried again."""

from datetime import date

from alembic import command
from sqlalchemy import text

from app.clock import at_local
from app.db import Database
from app.schema import alembic_config, upgrade
from app.sweeping import SetAside
from tests.people.test_migration import OFFICE, PERSON, empty_database

__all__ = ["empty_database"]

ENDED = {"late": "2027-06-30 22:30:00+00:00", "leap": "2028-02-29 09:00:00+00:00", "open": None}
ROWS = (
    "INSERT INTO definition (digest, key, name, version, startable, specs, bundle, created_at) "
    "VALUES ('d', 'k', 'K', 1, true, '', '', '2027-01-01 00:00:00')",
    "INSERT INTO instance (id, definition_digest, status, state, rev, started_at, ended_at, failures, listens) "
    "VALUES (:id, 'd', 'done', '', 1, '2027-01-01 00:00:00', :ended, 0, false)",
    'INSERT INTO "case" (id, number, instance_id, client_name, opened_at, opened_by_id, silent) '
    "VALUES (:id, :id, :id, '', '2027-01-01 00:00:00', 'reto', false)",
    "INSERT INTO case_message (kind, name, payload, sent_at, status, next_try_at, failures) "
    "VALUES ('message', 'm', '{}', '2027-01-01 00:00:00', :status, '2027-01-01 00:00:00', 0)",
)


def test_ended_cases_get_their_day_and_delivered_messages_go(empty_database: Database) -> None:
    config = alembic_config()
    definition, instance, case, message = (text(row) for row in ROWS)
    with empty_database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
    with empty_database.engine.begin() as connection:
        connection.execute(text(OFFICE))
        connection.execute(text(PERSON), {"id": "reto", "office": "o"})
        connection.execute(definition)
        for key, ended in ENDED.items():
            # SQLite keeps moments without their zone, in UTC.
            moment = ended.removesuffix("+00:00") if ended and empty_database.is_sqlite else ended
            connection.execute(instance, {"id": key, "ended": moment})
            connection.execute(case, {"id": key})
        connection.execute(message, [{"status": "done"}, {"status": "open"}])
    upgrade(empty_database)
    with empty_database.engine.begin() as connection:
        rows = connection.execute(text('SELECT number, erase_on FROM "case"')).all()
        statuses = connection.execute(text("SELECT status FROM case_message")).scalars().all()
    assert {number: day and date.fromisoformat(str(day)) for number, day in rows} == {
        "late": date(2037, 7, 1),  # in Zurich it was the next day already
        "leap": date(2038, 2, 28),
        "open": None,
    }
    assert statuses == ["open"]
    empty_database.dispose()


def test_an_erasing_that_failed_is_tried_again_on_the_day_that_was_set(empty_database: Database) -> None:
    config = alembic_config()
    definition, instance, case, _ = (text(row) for row in ROWS)
    with empty_database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0010")
    with empty_database.engine.begin() as connection:
        connection.execute(text(OFFICE))
        connection.execute(text(PERSON), {"id": "reto", "office": "o"})
        connection.execute(definition)
        for key in ("failed", "sound"):
            connection.execute(instance, {"id": key, "ended": None})
            connection.execute(case, {"id": key})
        connection.execute(text("UPDATE \"case\" SET erase_again_on = '2037-07-02' WHERE number = 'failed'"))
    upgrade(empty_database)
    with empty_database.transaction(writes=False) as session:
        (row,) = session.query(SetAside).all()
    assert (row.kind, row.key, row.failures) == ("erasure", "failed", 1)
    assert row.next_try_at == at_local(date(2037, 7, 2))
    with empty_database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0010")
        rows = connection.execute(text('SELECT number, erase_again_on FROM "case"')).all()
    assert {number: day and str(day) for number, day in rows} == {"failed": "2037-07-02", "sound": None}
    empty_database.dispose()
