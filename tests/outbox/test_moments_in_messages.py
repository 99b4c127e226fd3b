"""Messages, history and the result of a case tell moments as people write them, in local time."""

from pathlib import Path

from sqlalchemy import select

from app.bootstrap import House
from app.cases.models import Case
from app.cases.service import open_case
from app.flow.models import Event, WorkItem
from app.outbox.models import Message
from tests.conftest import person
from tests.deploying import deploy_folder
from tests.flow.player import END, START, diagram


def step(name: str, topic: str, **parameters: str) -> str:
    inputs = "".join(
        f'<camunda:inputParameter name="{key}">{text}</camunda:inputParameter>' for key, text in parameters.items()
    )
    return (
        f'<serviceTask id="{name}" camunda:type="external" camunda:topic="{topic}"><extensionElements>'
        f"<camunda:inputOutput>{inputs}</camunda:inputOutput></extensionElements></serviceTask>"
    )


BODY = "\n".join(
    [
        START,
        '<scriptTask id="s"><script>fall.ab = at six(today())\nfall.utc = "2026-12-31T23:15:00Z"</script></scriptTask>',
        step("m", "mail", to="rav_luzern", subject='= "Termin " + string(fall.ab)', text="= fall.utc"),
        step("i", "invite", to='= ["rav_luzern"]', date="= fall.utc", time="= fall.utc", place="Saal"),
        step("j", "invite", to='= ["rav_luzern"]', date="= fall.ab", time="= time(fall.ab)", place="Saal"),
        step("r", "record", text='= "bis " + string(date and time(fall.utc))'),
        '<userTask id="u" camunda:dueDate="= fall.utc"><extensionElements><camunda:properties><camunda:property '
        'name="label" value="= fall.ab"/></camunda:properties></extensionElements></userTask>',
        END,
        "start -> s\ns -> m\nm -> i\ni -> j\nj -> r\nr -> u\nu -> end",
    ]
)


def test_nobody_reads_a_moment_as_iso_text(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "workflows" / "probe"
    folder.mkdir(parents=True)
    (folder / "diagram.bpmn").write_bytes(diagram(BODY, "probe"))
    with house.database.transaction() as session:
        deploy_folder(session, tmp_path, house.clock.now())
        case = open_case(
            house.act(session, person(house, "rav.berater")), house.flow, "probe",
            {"klient": {"vorname": "Ada", "name": "Muster"}},
        )  # fmt: skip
        number = case.number
    with house.database.transaction(writes=False) as session:
        messages = [(one.subject, one.body) for one in session.scalars(select(Message).order_by(Message.id))]
        events = [event.title for event in session.scalars(select(Event))]
        item = session.scalars(select(WorkItem).where(WorkItem.element == "u")).one()
        assert session.scalars(select(Case).where(Case.number == number)).one()
    told = "\n".join([*(f"{subject}\n{body}" for subject, body in messages), *events, item.label or ""])
    assert "Termin 11.01.2027 06:00" in told
    assert "01.01.2027 00:15" in told
    assert "Datum: Freitag, 01.01.2027\nZeit: 00:15 Uhr" in told
    assert "Datum: Montag, 11.01.2027\nZeit: 06:00 Uhr" in told
    assert "bis 01.01.2027 00:15" in events
    assert item.label == "11.01.2027 06:00"
    assert f"{item.due}" == "2027-01-01"
    assert "T0" not in told.replace("Termin", "") and "@Europe" not in told and "2027-01" not in told
