"""Cases that an earlier Nahtstelle began come to their end as told, on the version they were begun with."""

from datetime import timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.verification import verify
from app.bootstrap import House
from app.cases.models import Case
from app.clock import ManualClock
from app.flow.bundle import Bundle
from app.flow.models import CaseMessage, Definition
from app.jobs import timetable
from app.outbox.models import Message, MessageStatus
from app.retention.erasure import erase_due
from app.scenarios.player import Player
from app.scenarios.script import Step, read_scenario
from tests.browser_posts import Browser
from tests.deploying import deploy_folder
from tests.upgrade.stage import OLD, STOPPED, house

__all__ = ["house"]

ENDED = "IIZ-2026-0002"
"""The case that was at its end already."""


def test_every_page_and_every_link_in_an_old_mail_opens_for_whom_it_opened_then(browse: type[Browser]) -> None:
    then = [line.split("\t") for line in (OLD / "pages.tsv").read_text().splitlines()]
    browsers = {user: browse(user) for user in sorted({user for user, *_ in then})}
    now = [[user, str(browsers[user].get(path).status), path] for user, _, path in then]
    assert now == then and len(now) > 200


def test_old_drafts_and_old_files_are_there_for_those_who_left_them(browse: type[Browser]) -> None:
    office = browse("sd.sozialarbeit").follow("Handlungsplan unterzeichnen")
    assert dict(office.fields()[1])["unterschrift.entscheid"] == "abgelehnt"
    dossiers = office.get("/faelle/IIZ-2027-0002/unterlagen").page.xpath("//a[contains(., 'Kurzdossier')]/@href")
    assert any("Budget.pdf" in office.get(path).text for path in dossiers)
    assert office.follow("Budget.pdf").response is not None and office.status == 200
    assert office.client.get(office.path).data.startswith(b"%PDF")
    insurer = browse("iv.beratung").follow("Kurzdossier schreiben")
    assert dict(insurer.fields()[1])["kurzdossier.leistungen"].strip() == "Ein halber Satz"
    assert "Entwurf.pdf" in insurer.text


def test_unchanged_procedures_give_no_new_version(house: House, tmp_path: Path) -> None:
    write_out(house, tmp_path)
    with house.database.transaction() as session:
        assert deploy_folder(session, tmp_path, house.clock.now()) == {}


def test_every_old_case_comes_to_its_end_as_told_whatever_is_deployed_meanwhile(house: House, tmp_path: Path) -> None:
    write_out(house, tmp_path, more="<!-- changed -->")
    with house.database.transaction() as session:
        begun_with = versions(session)
        deployed = deploy_folder(session, tmp_path, house.clock.now())
        assert set(deployed.values()) == {2} and len(deployed) == 11
        assert verify(session).faults == []
        assert [message.status for message in session.scalars(select(CaseMessage))] == ["open"]
        waiting = set(session.scalars(select(Message.case_number).where(Message.status == MessageStatus.WAITING)))
    assert waiting == {"IIZ-2027-0004"}
    assert go_on(house) == []
    with house.database.transaction(writes=False) as session:
        assert {case.instance.status for case in session.scalars(select(Case))} == {"done"}
        assert versions(session) == begun_with
        assert verify(session).faults == [] and verify(session).entries > 400
        assert set(session.scalars(select(Message.status))) <= {"sent", "letter"}


def test_the_case_that_had_ended_is_erased_on_its_day_and_the_others_stay(house: House) -> None:
    assert isinstance(house.clock, ManualClock)
    with house.database.transaction(writes=False) as session:
        ended, before = session.scalars(select(Case).where(Case.number == ENDED)).one(), versions(session)
    assert ended.erase_on is not None and ended.instance.ended_at is not None
    day = ended.instance.ended_at + timedelta(days=(ended.erase_on - ended.instance.ended_at.date()).days)
    house.clock.move_to(day - timedelta(days=1))
    assert erase_due(house.database, house.act) == 0
    house.clock.move_to(day + timedelta(days=1))
    assert erase_due(house.database, house.act) == 1
    with house.database.transaction(writes=False) as session:
        assert set(before) - set(versions(session)) == {ENDED}
        assert verify(session).faults == []


def versions(session: Session) -> dict[str, str]:
    """Case number → version of its procedure."""
    return {case.number: case.instance.definition_digest for case in session.scalars(select(Case))}


def write_out(house: House, folder: Path, more: str = "") -> None:
    """The stored procedures as the files they once were, with something `more` at the end of each diagram."""
    with house.database.transaction(writes=False) as session:
        bundles = [Bundle.unpacked(packed) for packed in session.scalars(select(Definition.bundle))]
    for bundle in bundles:
        files = {f"workflows/{name}": content + more for name, content in bundle.diagrams.items()}
        files |= {f"workflows/{name}": content for name, content in bundle.decisions.items()}
        files |= {f"forms/{key}.form": content for key, content in bundle.forms.items()}
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content.encode())


def go_on(house: House) -> list[str]:
    """Plays the rest of all cases side by side; returns what did not come as told."""
    assert isinstance(house.clock, ManualClock)
    players, steps, order = [], [], count()
    for file in sorted(OLD.glob("rest/*.yaml")):
        told = read_scenario(file)
        player = Player(scenario=told, database=house.database, clock=house.clock, tasks=house.tasks, acts=house.act,
                        timetable=timetable(house), say=lambda _line: None, number=file.stem)  # fmt: skip
        players.append(player)
        nothing_yet = Step(line=1, at=STOPPED, action="erwartet", subject={})  # what was before counts as looked at
        steps += [(step.at, next(order), player, step) for step in (nothing_yet, *told.steps)]
    for _, _, player, step in sorted(steps, key=lambda entry: entry[:2]):
        player.take(step)
    with house.database.transaction(writes=False) as session:
        assert session.scalar(select(func.count()).select_from(Case)) == len(players) + 1  # and the one that had ended
    return [failure for player in players for failure in player.failures]
