"""A small procedure with everything that may happen at any time, for the tests of reports and of who takes part."""

import json
from itertools import pairwise
from pathlib import Path

from app.bootstrap import House
from tests.conftest import PROCEDURES
from tests.deploying import deploy_folder
from tests.flow.player import diagram

LANES = """<laneSet id="lanes"><lane id="l1" name="Anmeldende Stelle"><flowNodeRef>start</flowNodeRef>
<flowNodeRef>register</flowNodeRef></lane><lane id="l2" name="Fachpersonen"><flowNodeRef>assess</flowNodeRef></lane>
<lane id="l3" name="Fallführung"><flowNodeRef>lead</flowNodeRef></lane></laneSet>"""
NAMES = "".join(f'<message id="{name}" name="{name}"/>' for name in ("withdrawn", "died", "late_news"))


def _action(name: str, topic: str, **inputs: str) -> str:
    parameters = "".join(
        f'<camunda:inputParameter name="{key.rstrip("_")}">{text}</camunda:inputParameter>'
        for key, text in inputs.items()
    )
    return (
        f'<serviceTask id="{name}" name="{name}" camunda:type="external" camunda:topic="{topic}"><extensionElements>'
        f"<camunda:inputOutput>{parameters}</camunda:inputOutput></extensionElements></serviceTask>"
    )


def _handler(name: str, title: str, roles: str, inside: str, interrupting: bool) -> str:
    properties = f'<camunda:property name="form" value="{name}"/><camunda:property name="roles" value="{roles}"/>'
    start = (
        f'<startEvent id="report_{name}" name="{title}" isInterrupting="{str(interrupting).lower()}">'
        f"<extensionElements><camunda:properties>{properties}</camunda:properties></extensionElements>"
        f'<messageEventDefinition messageRef="{name}"/></startEvent>'
    )
    return f'<subProcess id="on_{name}" triggeredByEvent="true">{start}\n{inside}\n</subProcess>'


def _lines(*steps: str) -> str:
    return "\n".join(f"{a} -> {b}" for a, b in pairwise(steps))


def guidance() -> bytes:
    withdrawn = _action("bar", "withdraw_consent", party="= stelle") + "\n" + _lines("report_withdrawn", "bar")
    died = "\n".join(
        [
            _action("hush", "silence"),
            '<userTask id="close_quietly" name="Still abschliessen" camunda:candidateGroups="coordination_office"/>',
            _lines("report_died", "hush", "close_quietly"),
        ]
    )
    body = "\n".join(
        [
            LANES,
            '<startEvent id="start" camunda:formKey="eroeffnen"/>',
            '<userTask id="register" name="Anmelden" camunda:formKey="register"><extensionElements><camunda:properties>'
            '<camunda:property name="statistic" value="anmeldung"/></camunda:properties></extensionElements>'
            "</userTask>",
            _action(
                "bill",
                "invoice",
                from_="iv_luzern",
                to="rav_luzern",
                amount="= 300",
                period="Januar 2027",
                text="Coaching",
            ),
            _action("welcome", "mail", to="client", subject="Willkommen ({fall})", text="Wir begleiten Sie."),
            _action("appoint", "assign_role", role="Fallführung", party="iv_luzern"),
            '<parallelGateway id="fork"/>',
            '<userTask id="assess" name="Abklären" camunda:candidateGroups="iv_luzern"/>',
            '<userTask id="lead" name="Begleiten"/>',
            '<parallelGateway id="join"/>',
            _action("return_lead", "assign_role", role="Fallführung", party="iv_luzern"),
            '<endEvent id="end"/>',
            _lines("start", "register", "bill", "welcome", "appoint", "fork", "assess", "join", "return_lead", "end"),
            _lines("fork", "lead", "join"),
            _handler("withdrawn", "Widerruf melden", "Klient/in, Koordinationsstelle", withdrawn, False),
            _handler("died", "Todesfall melden", "Fallführung", died, True),
        ]
    )
    return diagram(body, "begleitung").replace(b"<process ", NAMES.encode() + b"<process ", 1)


def form(key: str, *fields: tuple[str, str]) -> str:
    parts = [
        {"type": "textfield", "id": f"f{number}", "key": path, "label": label, "validate": {"required": True}}
        for number, (path, label) in enumerate(fields)
    ]
    return json.dumps({"type": "default", "id": key, "components": parts})


def put_into_service(house: House, folder: Path) -> None:
    """Deploys the procedure beside the small one that is there."""
    files = {
        "workflows/begleitung/diagram.bpmn": guidance(),
        "forms/eroeffnen.form": (PROCEDURES / "forms/eroeffnen.form").read_bytes(),
        "forms/register.form": form("register", ("klient.ahv", "AHV-Nummer")).encode(),
        "forms/withdrawn.form": form("withdrawn", ("stelle", "Stelle")).encode(),
        "forms/died.form": form("died", ("tod.am", "Gestorben am")).encode(),
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    with house.database.transaction() as session:
        deploy_folder(session, folder, house.clock.now())
