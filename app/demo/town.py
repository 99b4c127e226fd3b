"""A lived-in demonstration: cases of all procedures in all phases, made by playing scenarios on the real house.

All stories are told at once, day by day, until `TODAY`: what falls due between them is done by the worker's ticks. A
story may be moved by whole weeks and may stop early; then somebody is late. Its client gets a name of their own.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app import drafts
from app.act import Act, Acts
from app.cases import letters
from app.cases.models import Case
from app.cases.queries import open_tasks
from app.cases.roles import CLIENT
from app.cases.standing import standing_of
from app.clock import ZONE, ManualClock
from app.consent.categories import OFFICE
from app.db import Database
from app.demo.people import PEOPLE, seed_people
from app.notes import service as notes
from app.notes.models import NoteKind
from app.outbox.models import Message, MessageStatus
from app.people import queries as people
from app.scenarios.player import Player
from app.scenarios.script import Scenario, Step, read_scenario
from app.tasks import own
from app.tasks.service import Tasks
from app.timetable import Timetable

TODAY = datetime(2027, 3, 12, 8, 30, tzinfo=ZONE)
"""The day on which the demonstration begins: in one case the transition check is due the week after."""
TEAM_LEAD = ("rav.leitung", "Lisa Troxler", "rav_luzern", "Teamleiterin")
"""She comes when all is told, so that no story gives her a task."""
_OFFICES = {username: office for username, _name, office, _function in PEOPLE}
WITH_ACCOUNT = "peter.m"
SIGNING = "sign_plan"
"""The task that everybody who signs has one of."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_BORN = "geburtsdatum"


@dataclass(frozen=True)
class Story:
    """One case. told: the scenario, below `workflows`. client: first name and name; empty where the scenario's stay.

    weeks: by how much it is moved. until: the first step that is not done any more, nor anything after it.
    """

    told: str
    client: tuple[str, str] | None
    weeks: int = 0
    until: str = ""


STORIES = (
    Story("iiz_verfahren/scenarios/peter_m.yaml", None),
    Story("arbeitstraining/scenarios/verlaengerung_und_stelle.yaml", ("Lea", "Muster")),
    Story("iiz_verfahren/scenarios/widerruf.yaml", ("Anna", "Beispiel")),
    Story("iiz_verfahren/scenarios/widerruf.yaml", ("Milan", "Jovanović"), weeks=4),
    Story("iiz_verfahren/scenarios/widerruf.yaml", ("Selina", "Arnold"), weeks=5, until="pre_check"),
    Story("iiz_verfahren/scenarios/widerruf.yaml", ("Tesfay", "Haile"), weeks=5, until="sign_mandate"),
    Story("iiz_verfahren/scenarios/widerruf.yaml", ("Ruth", "Bieri"), weeks=2, until="dossier"),
    Story("iiz_verfahren/scenarios/fallfuehrung_und_umwege.yaml", ("Daniel", "Wicki")),
    Story("iiz_verfahren/scenarios/pause.yaml", ("Sofia", "Rossi"), weeks=20),
    Story("iiz_verfahren/scenarios/nicht_aufgenommen.yaml", ("Urs", "Portmann")),
    Story("optima/scenarios/absage_und_neue_stelle.yaml", ("Fatima", "Yilmaz")),
    Story("optima/scenarios/verlaengert_und_zurueckgegeben.yaml", ("Beatrice", "Stadelmann")),
    Story("optima/scenarios/widerruf_vor_beginn.yaml", ("Jonas", "Felber")),
    Story("optima/scenarios/vollmacht_laeuft_ab.yaml", ("Nadia", "Keller")),
    Story("roundtable/scenarios/kurzplan_bestaetigt.yaml", ("Pia", "Huber")),
    Story("roundtable/scenarios/kurzplan_bestaetigt.yaml", ("Ahmed", "Omar"), weeks=25),
    Story("roundtable_nachtrag/scenarios/therapeutin_traegt_nach.yaml", None),
    Story("jahresbericht/scenarios/genehmigt.yaml", None),
)


def scenario_of(folder: Path, story: Story, number: int) -> Scenario:
    """The scenario of a story, as far as it is told before `TODAY`: what people do, moved and with its own client."""
    told = read_scenario(folder / story.told)
    opener = next(str(step.subject) for step in told.steps if step.action == "eroeffnet")
    moved = timedelta(weeks=story.weeks)
    steps: list[Step] = []
    for step in told.steps:
        at = datetime.combine(step.at.date() + moved, step.at.time(), ZONE)
        if at > TODAY or (story.until and step.subject == story.until):
            break
        if step.action in ("eroeffnet", "erledigt"):
            # Who has no account signs at the office that opened the case, which then has two such tasks.
            mine = replace(step, at=at, values=_named(_moved(step.values, moved), story, number))
            if story.client and step.user == WITH_ACCOUNT:
                mine = replace(mine, user=opener, party=CLIENT if step.subject == SIGNING else step.party)
            elif story.client and step.user == opener and step.subject == SIGNING:
                mine = replace(mine, party=step.party or _OFFICES[opener])
            steps.append(mine)
    return replace(told, start=steps[0].at, steps=tuple(steps))


def _moved(value: Any, by: timedelta, key: str = "") -> Any:
    """`value` with every day in it moved, but for days of birth."""
    if isinstance(value, Mapping):
        return {name: _moved(inner, by, str(name)) for name, inner in value.items()}
    if isinstance(value, list):
        return [_moved(inner, by, key) for inner in value]
    if key == _BORN or not by:
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        return (date.fromisoformat(value) + by).isoformat()
    return value + by if isinstance(value, date) else value


def _named(values: Mapping[str, Any], story: Story, number: int) -> Mapping[str, Any]:
    """The answers with the client of this story. Without an address they have no account, and sign at the office."""
    client = values.get("klient")
    if story.client is None or not isinstance(client, Mapping):
        return values
    own = {**client}
    if "name" in own:
        own |= {"vorname": story.client[0], "name": story.client[1]}
        own.pop("email", None)
    if "ahv" in own:
        own["ahv"] = ahv_number(number)
    return {**values, "klient": own}


def ahv_number(number: int) -> str:
    """A made-up AHV number with a correct check digit; `number` tells people apart."""
    digits = f"7569{number:08d}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"756.9{number:08d}"[:8] + f".{digits[7:11]}.{digits[11]}{-total % 10}"


@dataclass(frozen=True)
class Remark:
    """What somebody noted in the case of a client. days: until its own task is due; None where none comes of it."""

    client: str
    username: str
    kind: NoteKind
    text: str
    days: int | None = None


REMARKS = (
    Remark("Lea Muster", "iv.beratung", NoteKind.PHONE, "Frau Muster ist zufrieden und traut sich 60 % zu."),
    Remark(
        "Lea Muster", "provider.coach", NoteKind.TALK, "Der Betrieb würde sie gern länger behalten. Lohn ist offen."
    ),
    Remark(
        "Ruth Bieri", "ks.koordination", NoteKind.PHONE, "Protokoll folgt, sobald das RAV die Zahlen schickt.", days=0
    ),
    Remark("Milan Jovanović", "rav.berater", NoteKind.MAIL, "Er bringt am 24.3. den Lebenslauf mit.", days=5),
    Remark("Peter M.", "iv.beratung", NoteKind.PHONE, "Peter fragt, ob der Kurs schon im Mai beginnen kann.", days=2),
    Remark("Fatima Yilmaz", "rav.berater", NoteKind.TALK, "Die Bewerbungen laufen; zwei Einladungen diese Woche."),
)
BEGUN = ("Selina Arnold", "ks.koordination", {"vorpruefung.begruendung": ["Die Anmeldung ist vollständig. Zu klären:"]})
"""A task that somebody has begun to fill in: the client, the person, and what stands in the form."""


def tell(database: Database, clock: ManualClock, tasks: Tasks, acts: Acts, timetable: Timetable, folder: Path) -> None:
    """Plays all stories until `TODAY`, adds notes and a draft, posts old letters.

    Raises ScenarioError where a story cannot be told.
    """
    players = [
        Player(scenario_of(folder, story, number), database, clock, tasks, acts, timetable, None)
        for number, story in enumerate(STORIES, start=1)
    ]
    steps = [(step.at, number, step) for number, player in enumerate(players) for step in player.scenario.steps]
    for _at, number, step in sorted(steps, key=lambda one: one[:2]):
        players[number].take(step)
    players[0].pass_time(TODAY)
    with database.transaction() as session:
        seed_people(session, (TEAM_LEAD,))
        for remark in REMARKS:
            _note(acts(session, people.user_by_name(session, remark.username)), remark)
        _begin(session, clock.now())
        office = acts(session, people.user_by_name(session, "ks.koordination"))
        for letter in session.scalars(_old_letters()).all():
            letters.mark_sent(office, letter.case_number or "", letter)


def _note(act: Act, remark: Remark) -> None:
    standing = standing_of(act.user, _case_of(act.session, remark.client), act.today)
    note = notes.write(act, standing, remark.text, remark.kind, OFFICE)
    if remark.days is not None:
        own.set_task(act, standing, note, act.today + timedelta(days=remark.days), None)


def _begin(session: Session, now: datetime) -> None:
    client, username, form = BEGUN
    task = next(item for item in open_tasks(session, _case_of(session, client)) if item.form)
    user = people.user_by_name(session, username)
    drafts.keep(session, user.id if user else "", f"/aufgaben/{task.id}", form, now)


def _old_letters() -> Select[Message]:
    """The letters that an office at work has long since posted."""
    return select(Message).where(Message.status == MessageStatus.LETTER, Message.posted_at < TODAY - timedelta(days=7))


def _case_of(session: Session, client: str) -> Case:
    return session.scalars(select(Case).where(Case.client_name == client)).one()


def first_day(folder: Path) -> datetime:
    """When the first story begins."""
    return min(scenario_of(folder, story, 1).start for story in STORIES)
