"""When its time is over, nothing of a case is left, and nothing else is touched."""

import json
import zlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, LargeBinary, String, select, text
from sqlalchemy.orm import Session

from app import drafts
from app.audit import queries as log
from app.audit.models import ERASED
from app.audit.verification import verify
from app.bootstrap import House, build
from app.cases.models import Case, Statistic
from app.clock import ManualClock, at_local
from app.flow.models import CaseMessage, Definition, WorkItem
from app.gate import deploy
from app.jobs import timetable
from app.people import queries as people
from app.people.models import SignIn, User
from app.retention.erasure import erase_due
from app.retention.models import ErasedCase
from app.retention.service import set_hold
from app.scenarios.player import Player
from app.scenarios.script import read_scenario
from app.schema import metadata
from tests.browser_posts import Browser
from tests.conftest import settings_for
from tests.deploying import procedures_of
from tests.retention.stage import case_in, ended, numbers, opened, ten_years_on

ROOT = Path(__file__).parents[2]
PETER = ROOT / "workflows/iiz_verfahren/scenarios/peter_m.yaml"
Figures = list[tuple[object, ...]]


def everything(engine: Engine, but: str = "") -> str:
    """All text of the whole database; what is stored compressed is unpacked."""
    found = []
    with engine.connect() as connection:
        for table in metadata().tables.values():
            columns = [column for column in table.columns if isinstance(column.type, String | LargeBinary)]
            rows: Iterable[Any] = connection.execute(select(*columns)) if columns and table.name != but else []
            found += [_plain(value) for row in rows for value in row if value is not None]
    return "\n".join(found)


def _plain(value: str | bytes) -> str:
    if isinstance(value, str):
        return value + (str(json.loads(value)) if value[:1] in ("[", "{") and value[-1:] in "]}" else "")
    data = zlib.decompress(value) if value[:1] == b"\x78" else value
    told = data.decode(errors="replace")
    return told + str(json.loads(told)) if told[:1] in ("[", "{") else told


def figures(session: Session) -> Figures:
    return [tuple(row) for row in session.execute(select(Statistic.__table__).order_by(Statistic.id))]


def play(house: House, clock: ManualClock, file: Path) -> None:
    scenario = read_scenario(file)
    player = Player(scenario=scenario, database=house.database, clock=clock, tasks=house.tasks, acts=house.act,
                    timetable=timetable(house), say=lambda _line: None)  # fmt: skip
    assert player.play(), player.failures


def leave_traces(house: House, client: str) -> None:
    """What people leave behind beside the procedure: drafts, a sign-in, a hold that was lifted."""
    with house.database.transaction() as session:
        user = people.user_by_name(session, client)
        staff = people.user_by_name(session, "rav.berater")
        assert user is not None and staff is not None
        for item in session.scalars(select(WorkItem)):
            drafts.keep(session, staff.id, f"/aufgaben/{item.id}", {"text": ["Ein halber Satz über Peter M."]},
                        house.clock.now())  # fmt: skip
        drafts.keep(session, user.id, "/faelle/neu/antrag", {"text": ["Mein eigener Satz"]}, house.clock.now())
        session.add(SignIn(id="k", user_id=user.id, since=house.clock.now(), last_seen=house.clock.now(),
                           device="Telefon von Peter M.", address="192.0.2.77"))  # fmt: skip
        case = session.scalars(select(Case)).one()
        set_hold(house.act(session, staff), case, "Strafverfahren gegen Peter M.").until = house.clock.now()


def needles(house: House) -> list[str]:
    """Name, AHV number, addresses, and every answer that somebody typed: whatever stands in no form or diagram."""
    with house.database.transaction(writes=False) as session:
        offered = " ".join(_plain(bundle) for bundle in session.scalars(select(Definition.bundle)))
        names = " ".join(f"{row.name} {row.key}" for row in people.institutions(session))
        answers = session.execute(text("SELECT facts FROM document")).scalars()
        texts = {line for facts in answers for fact in json.loads(facts) for line in fact[2].splitlines()}
    typed = {one for one in texts if len(one) > 11 and " " in one and one not in offered and one not in names}
    fixed = ["Peter M.", "peter.m@example.org", "peter.m", "756.", "halber Satz", "eigener Satz", "192.0.2.77"]
    return [*fixed, *typed, "Strafverfahren"]


def test_after_a_real_procedure_nothing_about_the_person_is_in_any_table(
    database_url: str, request: pytest.FixtureRequest
) -> None:
    clock = ManualClock(read_scenario(PETER).start)
    house = build(settings_for(database_url, ROOT), clock)
    request.addfinalizer(house.database.dispose)
    with house.database.transaction() as session:
        deploy(session, procedures_of(ROOT), clock.now())
    play(house, clock, PETER)
    leave_traces(house, "peter.m")
    searched, before = needles(house), everything(house.database.engine, but="definition")
    assert len(searched) > 40 and [one for one in searched if one not in before] == []
    with house.database.transaction(writes=False) as session:
        counted, case = figures(session), session.scalars(select(Case)).one()
    assert counted and case.erase_on is not None and case.instance.ended_at is not None and case.closed_on is not None
    assert case.closed_on < case.instance.ended_at.date()  # the survey came half a year later
    clock.move_to(at_local(case.closed_on) + timedelta(days=3651))
    assert erase_due(house.database, house.act) == 0  # the last day of ten years
    clock.move_to(clock.now() + timedelta(days=2))
    assert erase_due(house.database, house.act) == 1
    after = everything(house.database.engine, but="definition")
    assert [one for one in searched if one in after] == []
    with house.database.transaction(writes=False) as session:
        assert figures(session) == counted
        left = session.get_one(ErasedCase, case.number)
        assert (left.process, left.closed_on) == ("iiz_verfahren", case.closed_on)
        assert log.entries_of(session, case.number)[0].action == ERASED
        assert len(log.entries_of(session, case.number)) > 50
        assert verify(session).faults == []
        staying = [user for user in people.users(session) if user.institution is not None or user.roles]
        assert len(people.users(session)) == len(staying)  # colleagues keep their logins


def test_a_case_that_runs_is_never_erased_whatever_day_it_has(house: House, clock: ManualClock) -> None:
    number = opened(house)
    with house.database.transaction() as session:
        session.get_one(Case, case_in(house, number).id).erase_on = clock.now().date()
    ten_years_on(clock)
    assert erase_due(house.database, house.act) == 0
    assert numbers(house) == [number]


def test_what_it_sent_to_another_case_goes_with_it_and_what_others_send_each_other_stays(
    house: House, clock: ManualClock
) -> None:
    number, other = ended(house), opened(house, vorname="Anna", name="Muster")
    sender, receiver = case_in(house, number).instance_id, case_in(house, other).instance_id
    with house.database.transaction() as session:
        for source, target, payload in ((sender, None, "A"), (receiver, sender, "B"), (receiver, None, "C")):
            session.add(CaseMessage(kind="message", name="m", payload=payload, sender_id=source, target_id=target,
                                    sent_at=clock.now(), next_try_at=clock.now()))  # fmt: skip
    ten_years_on(clock)
    assert erase_due(house.database, house.act) == 1
    with house.database.transaction(writes=False) as session:
        assert session.scalars(select(CaseMessage.payload)).all() == ["C"]


def test_the_login_of_a_client_stays_as_long_as_one_of_their_cases(house: House, clock: ManualClock) -> None:
    first = ended(house)
    clock.move_to(clock.now() + timedelta(days=1))
    second = ended(house)
    ten_years_on(clock)
    assert erase_due(house.database, house.act) == 1
    assert numbers(house) == [second] and first != second
    with house.database.transaction(writes=False) as session:
        assert people.user_by_name(session, "peter.m") is not None
    clock.move_to(clock.now() + timedelta(days=1))
    assert erase_due(house.database, house.act) == 1
    with house.database.transaction(writes=False) as session:
        assert session.scalars(select(User).where(User.username == "peter.m")).all() == []


def test_a_case_that_cannot_be_erased_stays_whole_and_stops_no_other(
    house: House, clock: ManualClock, browse: type[Browser], caplog: pytest.LogCaptureFixture
) -> None:
    broken, sound = ended(house), ended(house, vorname="Anna", name="Muster")
    with house.database.engine.begin() as connection:  # a table that erasing knows nothing about
        connection.execute(text('CREATE TABLE unknown (case_id VARCHAR(32) REFERENCES "case" (id))'))
        connection.execute(text("INSERT INTO unknown VALUES (:id)"), {"id": case_in(house, broken).id})
    ten_years_on(clock)
    before = everything(house.database.engine)
    assert erase_due(house.database, house.act) == 1
    assert numbers(house) == [broken]
    assert "Peter M." in before and "Peter M." in everything(house.database.engine)
    assert case_in(house, broken).client_name == "Peter M."
    assert erase_due(house.database, house.act) == 0  # not again on the same day
    assert "Peter" not in caplog.text and "IntegrityError" in caplog.text
    watcher = browse("ks.datenschutz").get("/aufbewahrung")
    assert "gescheitert, nächster Versuch 12.01.2037" in watcher.text
    watcher.get(f"/aufbewahrung/{broken}")
    assert "Das Löschen ist gescheitert. Es wird am 12.01.2037 wieder versucht." in watcher.text
    with house.database.engine.begin() as connection:
        connection.execute(text("DELETE FROM unknown"))
    clock.move_to(clock.now() + timedelta(days=1))
    assert erase_due(house.database, house.act) == 1
    assert numbers(house) == []
    assert sound not in numbers(house)


def test_two_workers_at_once_erase_each_case_once(house: House, database_url: str, clock: ManualClock) -> None:
    many = [ended(house, vorname=f"Anna {number}", name="Muster") for number in range(12)]
    ten_years_on(clock)
    other = build(house.settings, clock)
    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(lambda one: erase_due(one.database, one.act), (house, other)))
    other.database.dispose()
    assert sum(counts) == len(many) and numbers(house) == []
    with house.database.transaction(writes=False) as session:
        assert len(session.scalars(select(ErasedCase)).all()) == len(many)
        assert verify(session).faults == []
