"""`nahtstelle waiting`: what failed outside of cases is seen, and tried again by a command."""

from datetime import timedelta

from click.testing import CliRunner, Result
from sqlalchemy import select

from app.bootstrap import House
from app.cli import main
from app.outbox.models import Message, MessageStatus
from app.outbox.service import post
from app.sweeping import SetAside


def console(house: House, *arguments: str) -> Result:
    environment = {"NAHTSTELLE_DEMO": "1", "DATABASE_URL": house.settings.database_url}
    return CliRunner().invoke(main, ["waiting", *arguments], env=environment)


def test_what_rests_after_a_failure_is_listed_and_tried_at_once(house: House) -> None:
    assert console(house, "list").output == ""
    later = house.clock.now() + timedelta(days=1)
    with house.database.transaction() as session:
        row = SetAside(kind="erasure", key="IIZ-2027-0001", failures=3, next_try_at=later, trouble="Eine Sperre")
        session.add(row)
    listed = console(house, "list").output
    assert f"erasure\tIIZ-2027-0001\t3 ×\tnächster Versuch {later:%d.%m.%Y %H:%M}\tEine Sperre" in listed
    assert console(house, "retry", "IIZ-2027-0001").exit_code == 0
    with house.database.transaction(writes=False) as session:
        assert session.scalars(select(SetAside.next_try_at)).one() <= house.machine_clock.now()


def test_a_message_that_was_given_up_is_listed_without_its_receiver_and_sent_again(house: House) -> None:
    with house.database.transaction() as session:
        message = post(house.act(session), to_name="Ada", to_address="ada@example.org", subject="Passwort", body="…")
        session.flush()
        message.status, message.attempts, message.trouble = MessageStatus.FAILED, 15, "Nicht erreichbar"
        key = message.id
    listed = console(house, "list").output
    assert f"message\t{key}\t15 ×\taufgegeben\tNicht erreichbar" in listed
    assert "Ada" not in listed and "ada@" not in listed
    assert console(house, "retry", key).exit_code == 0
    assert console(house, "list").output == ""
    with house.database.transaction(writes=False) as session:
        again = session.get_one(Message, key)
        assert (again.status, again.attempts) == (MessageStatus.WAITING, 0)


def test_a_key_under_which_nothing_waits_is_refused_in_words(house: House) -> None:
    refused = console(house, "retry", "IIZ-2027-0009")
    assert refused.exit_code == 1
    assert "wartet nichts" in refused.output
