"""Moving a case to a changed version: said before, done at once or not at all, taken back while nothing followed."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from app.audit.models import Entry
from app.bootstrap import House
from app.cases import rescue
from app.cases.models import Case
from app.cli import main
from app.flow.kinds import InstanceStatus, ItemStatus
from app.flow.models import Event, Instance, WorkItem
from app.moving import queries
from app.moving.service import Forecast, Mover, NothingToUndoError
from app.outbox.models import Message
from tests.browser_posts import Browser
from tests.conftest import PROCEDURES
from tests.deploying import deploy_folder
from tests.web.test_work import decided_later

Console = Callable[..., Result]
NUMBER = "IIZ-2027-0001"
LATER = ("today(), 3)", "today(), 5)")
NO_REMINDER = ('attachedToRef="decide"', 'attachedToRef="apply"')
RENAMED = ('"decide"', '"examine"'), (">decide<", ">examine<")
FORM = ('<userTask id="confirm" name="Bestätigen"/>', '<userTask id="confirm" name="Prüfen"/>')
NEEDS_MORE = (
    ('<userTask id="apply"', '<scriptTask id="set" scriptFormat="feel"><script>grenze = 50</script></scriptTask>'
     '<sequenceFlow id="f0" sourceRef="set" targetRef="apply"/><userTask id="apply"'),
    ('sourceRef="start" targetRef="apply"', 'sourceRef="start" targetRef="set"'),
    ('>entscheid.bewilligt = "ja"<', '>entscheid.bewilligt = "ja" and antrag.betrag &gt; grenze<'),
)  # fmt: skip


@pytest.fixture
def console(house: House) -> Console:
    def run(*arguments: str) -> Result:
        environment = {"NAHTSTELLE_DEMO": "1", "DATABASE_URL": house.settings.database_url}
        return CliRunner().invoke(main, ["move", *arguments], env=environment)

    return run


@pytest.fixture
def publish(house: House, tmp_path: Path) -> Callable[..., None]:
    """Puts the procedure «antrag» into service with some texts of its diagram replaced."""

    def put(*changes: tuple[str, str]) -> None:
        folder = tmp_path / f"changed{len(list(tmp_path.iterdir()))}"
        shutil.copytree(PROCEDURES, folder)
        file = folder / "workflows/antrag/diagram.bpmn"
        text = file.read_text()
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        file.write_text(text)
        with house.database.transaction() as session:
            deploy_folder(session, folder, house.clock.now())

    return put


def facts(house: House) -> dict[str, tuple[str, date | None, str | None]]:
    with house.database.transaction(writes=False) as session:
        rows = session.scalars(select(WorkItem).where(WorkItem.status == ItemStatus.OPEN))
        return {row.id: (row.element, row.due, row.assignee_id) for row in rows}


def row(house: House) -> Instance:
    with house.database.transaction(writes=False) as session:
        return session.scalars(select(Instance)).one()


def step(house: House, *, tries: bool = False, **names: str) -> Forecast:
    with house.database.transaction() as session:
        mover = Mover(house.flow, queries.version(session, "antrag"), names)
        case = session.scalars(select(Case)).one()
        return (mover.try_out if tries else mover.move)(house.act(session), case)


def undo(house: House) -> None:
    with house.database.transaction() as session:
        mover = Mover(house.flow, queries.version(session, "antrag"))
        mover.undo(house.act(session), rescue.find(session, NUMBER))


def test_trying_out_says_what_would_come_of_it_and_leaves_everything_as_it_is(
    browse: type[Browser], house: House, publish: Callable[..., None]
) -> None:
    decided_later(browse)
    publish(LATER)
    before, state = facts(house), row(house)
    forecast = step(house, tries=True)
    assert forecast.refused is None
    assert [one.partition(":")[0] for one in forecast.changes] == ["«Entscheiden»"]
    assert (facts(house), row(house).rev, row(house).definition_digest) == (before, state.rev, state.definition_digest)


def test_a_moved_case_keeps_its_tasks_links_and_people_and_goes_on_in_the_new_version(
    browse: type[Browser], house: House, publish: Callable[..., None]
) -> None:
    decided_later(browse)
    publish(FORM)
    before, mails = facts(house), number_of(house, Message)
    assert step(house) == Forecast(NUMBER)
    assert facts(house) == before
    assert number_of(house, Message) == mails
    with house.database.transaction(writes=False) as session:
        assert session.scalar(select(Event.title).where(Event.element == "moving")) == "Neu in Version 2 des Verfahrens"
        entry = session.scalars(select(Entry).where(Entry.subject.startswith("Neu in Version"))).one()
        assert entry.chain == NUMBER
    office = browse("ks.koordination").get("/").follow("Entscheiden")
    office.submit({"entscheid.bewilligt": "ja"})
    assert [element for element, _due, _who in facts(house).values()] == ["confirm"]
    assert "Prüfen" in browse("ks.koordination").get(f"/faelle/{NUMBER}").text


def test_an_event_that_is_gone_is_disarmed_and_one_that_is_new_is_armed(
    browse: type[Browser], house: House, publish: Callable[..., None]
) -> None:
    decided_later(browse)
    assert row(house).next_timer is not None
    publish(NO_REMINDER)
    forecast = step(house)
    assert [one.partition(":")[0] for one in forecast.changes] == ["Termin fällt weg"]
    assert row(house).next_timer is None
    publish((' name="Antrag"', ' name="Antrag "'))
    assert [one.partition(":")[0] for one in step(house).changes] == ["neuer Termin"]
    assert row(house).next_timer is not None


def test_a_step_with_another_id_needs_to_be_named_and_keeps_its_task(
    browse: type[Browser], house: House, publish: Callable[..., None]
) -> None:
    decided_later(browse)
    publish(*RENAMED)
    before = facts(house)
    refused = step(house)
    assert (refused.refused, refused.element) == (
        "«Entscheiden» gibt es dort in der neuen Version nicht.", "decide",
    )  # fmt: skip
    assert facts(house) == before
    assert row(house).rev == row(house).rev
    assert step(house, decide="examine").refused is None
    assert {key: ("examine", *value[1:]) for key, value in before.items()} == facts(house)
    undo(house)
    assert facts(house) == before


def test_a_case_that_never_had_what_the_new_version_relies_on_stays(
    browse: type[Browser], house: House, publish: Callable[..., None]
) -> None:
    decided_later(browse)
    publish(*NEEDS_MORE)
    forecast = step(house)
    assert (forecast.refused, forecast.element) == (
        "Bei «Entscheiden» fehlt, was die neue Version braucht: «grenze».", "decide",
    )  # fmt: skip
    publish(*NEEDS_MORE[:2])  # nothing reads it any more
    assert step(house).refused is None


def test_a_case_goes_back_while_nothing_has_happened_in_it_and_not_after(
    browse: type[Browser], house: House, publish: Callable[..., None]
) -> None:
    decided_later(browse)
    old, before = row(house).definition_digest, facts(house)
    publish(LATER)
    step(house)
    undo(house)
    assert (row(house).definition_digest, facts(house)) == (old, before)
    with pytest.raises(NothingToUndoError):
        undo(house)
    step(house)
    browse("ks.koordination").get("/").follow("Entscheiden").submit({"entscheid.bewilligt": "ja"})
    with pytest.raises(NothingToUndoError):
        undo(house)


def test_a_case_that_rests_goes_on_resting(browse: type[Browser], house: House, publish: Callable[..., None]) -> None:
    decided_later(browse)
    with house.database.transaction() as session:
        rescue.suspend(house.act(session), house.flow, rescue.find(session, NUMBER), "Wir warten auf Unterlagen.")
    publish(LATER)
    assert step(house).refused is None
    assert row(house).status is InstanceStatus.SUSPENDED


def test_the_command_tells_tries_moves_and_takes_back(
    browse: type[Browser], house: House, publish: Callable[..., None], console: Console
) -> None:
    decided_later(browse)
    publish(*RENAMED)
    tried = console("antrag", "--dry-run")
    assert tried.output == (
        f"{NUMBER}: wechselt nicht. «Entscheiden» gibt es dort in der neuen Version nicht.\n"
        "0 könnten wechseln, 1 nicht.\n"
    )
    assert console("antrag", "--map", "decide").output == "Bitte schreiben Sie --map ALT=NEU.\n"
    moved = console("antrag", "--map", "decide=examine")
    assert moved.output == f"{NUMBER}: bleibt sonst, wie er ist\n1 gewechselt, 0 nicht.\n"
    assert console("antrag").output == "0 gewechselt, 0 nicht.\n"
    assert console("antrag", "--undo").exit_code == 1
    assert console("antrag", "--undo", "--case", NUMBER).output == f"{NUMBER}: wieder in der früheren Version\n"
    assert console("nichts").exit_code == 1


def number_of(house: House, table: type[Message]) -> int:
    with house.database.transaction(writes=False) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_on_the_page_cases_are_tried_then_moved_and_one_put_back(
    browse: type[Browser], house: House, publish: Callable[..., None]
) -> None:
    decided_later(browse)
    owner = browse("ks.verfahren").get("/versionen/antrag")
    assert "Alle laufenden Fälle sind in der Version, die in Betrieb ist." in owner.text
    publish(*RENAMED, LATER)
    owner.get("/versionen/antrag").submit(button=("deed", "try"))
    assert "Version 1: ein Fall" in owner.text
    assert f"{NUMBER} nein «Entscheiden» gibt es dort in der neuen Version nicht. (decide)" in owner.text
    owner.submit({"names": "decide"}, button=("deed", "try"))
    assert (owner.status, "alt = neu" in owner.text) == (422, True)
    owner.submit({"names": "decide = examine"}, button=("deed", "try"))
    assert f"{NUMBER} ja «Entscheiden»: Frist" in owner.text
    assert "Ada" not in owner.text
    before = facts(house)
    owner.submit(button=("deed", "move"))
    assert "Das ist geschehen" in owner.text
    assert {element for element, _due, _who in facts(house).values()} == {"examine"}
    owner.submit(button=("deed", "undo"))
    assert f"Der Fall {NUMBER} ist wieder in der früheren Version." in owner.text
    assert facts(house) == before


def test_a_case_of_another_procedure_is_refused_in_words(
    browse: type[Browser], house: House, publish: Callable[..., None]
) -> None:
    decided_later(browse)
    publish(('<process id="antrag"', '<process id="gesuch"'), ('bpmnElement="antrag"', 'bpmnElement="gesuch"'))
    owner = browse("ks.verfahren").get("/versionen/gesuch")
    owner.post("/versionen/gesuch", [("csrf_token", owner.token()), ("deed", "move"), ("number", NUMBER)])
    assert "Diese Version gehört zu einem anderen Verfahren." in owner.text
    assert owner.get("/versionen/nichts").status == 404
