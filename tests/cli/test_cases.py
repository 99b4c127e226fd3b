"""`nahtstelle case`: a case that got stuck is found, goes on, rests or ends by a command, and the log tells it."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from app.audit.models import Entry
from app.bootstrap import House
from app.cases.rescue import STATES
from app.cli import main
from app.flow.kinds import InstanceStatus, ItemStatus
from app.flow.models import Event, Instance, WorkItem
from tests.browser_posts import Browser
from tests.web.test_work import decided_later

Console = Callable[..., Result]
NUMBER = "IIZ-2027-0001"


@pytest.fixture
def console(house: House) -> Console:
    def run(*arguments: str) -> Result:
        environment = {"NAHTSTELLE_DEMO": "1", "DATABASE_URL": house.settings.database_url}
        return CliRunner().invoke(main, ["case", *arguments], env=environment)

    return run


def instance(house: House) -> Instance:
    with house.database.transaction(writes=False) as session:
        return session.scalars(select(Instance)).one()


def stuck(house: House) -> None:
    with house.database.transaction() as session:
        row = session.scalars(select(Instance)).one()
        row.status, row.failures, row.incident = InstanceStatus.STUCK, 12, "Der Aktion fehlt die Angabe «to»."


def test_a_stuck_case_is_listed_with_its_reason_and_goes_on_by_a_command(
    browse: type[Browser], house: House, console: Console
) -> None:
    decided_later(browse)
    assert console("list", "--stuck").output == ""
    assert NUMBER in console("list").output
    stuck(house)
    assert "steht still\tDer Aktion fehlt die Angabe «to»." in console("list", "--stuck").output
    assert console("retry", NUMBER).exit_code == 0
    assert (instance(house).status, instance(house).incident, instance(house).failures) == (
        InstanceStatus.OPEN,
        None,
        0,
    )
    assert console("list", "--stuck").output == ""
    again = console("retry", NUMBER)
    assert (again.exit_code, again.output) == (
        1,
        "Dieser Fall läuft; es gibt nichts zu wiederholen oder fortzusetzen.\n",
    )
    with house.database.transaction(writes=False) as session:
        entry = session.scalars(select(Entry).where(Entry.subject == "Fall fortgesetzt")).one()
        assert (entry.chain, entry.actor_name) == (NUMBER, "Betriebsstelle")


def test_a_case_rests_and_goes_on(browse: type[Browser], house: House, console: Console) -> None:
    office = decided_later(browse)
    assert console("suspend", NUMBER, "--reason", "Wir klären die Zuständigkeit im Verfahren.").exit_code == 0
    assert instance(house).status == InstanceStatus.SUSPENDED
    assert "ruht" in console("list", "--stuck").output
    assert office.submit({"entscheid.bewilligt": "ja"}).status == 409
    assert console("resume", NUMBER).exit_code == 0
    office.get("/").follow("Entscheiden").submit({"entscheid.bewilligt": "ja"})
    assert office.status == 200


def test_a_case_is_ended_with_a_reason_that_its_history_keeps(
    browse: type[Browser], house: House, console: Console
) -> None:
    decided_later(browse)
    assert console("cancel", NUMBER, "--reason", "Nein.").exit_code == 1
    assert instance(house).status == InstanceStatus.OPEN
    reason = "Der Fall wurde aus Versehen zweimal eröffnet."
    assert console("cancel", NUMBER, "--reason", reason).exit_code == 0
    assert instance(house).status == InstanceStatus.CANCELLED
    with house.database.transaction(writes=False) as session:
        assert session.scalars(select(WorkItem).where(WorkItem.status == ItemStatus.OPEN)).all() == []
        assert f"Fall abgebrochen: {reason}" in session.scalars(select(Event.title)).all()
    assert console("cancel", NUMBER, "--reason", reason).output == "Dieser Fall läuft nicht mehr.\n"


def test_a_case_that_does_not_exist_is_told_so(console: Console) -> None:
    for arguments in (("retry", "IIZ-2027-0099"), ("cancel", "IIZ-2027-0099", "--reason", "Das ist ein ganzer Satz.")):
        result = console(*arguments)
        assert (result.exit_code, result.output) == (1, "Einen Fall «IIZ-2027-0099» gibt es nicht.\n")


def test_every_state_of_a_case_has_words_for_operators() -> None:
    assert set(STATES) == set(InstanceStatus)
