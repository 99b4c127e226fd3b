"""Five cases that differ in nothing but the situation, with a task, a letter and a document of everybody."""

from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from app.bootstrap import House
from app.cases import roles
from app.cases.models import Statistic
from app.cases.service import add_participant, open_case
from app.consent.models import Recall
from app.db import new_id
from app.designer.check import procedures_in
from app.documents.models import Attachment, Document
from app.emergency.models import EmergencyAccess
from app.flow.models import WorkItem
from app.notes.models import Note
from app.outbox.models import Message, MessageStatus
from app.people import queries as people
from app.people.models import Institution, User, UserRole
from app.people.roles import ADMIN, CASEWORKER
from app.retention.service import set_hold
from app.staff import handover
from app.workshop.files import read_folder
from app.workshop.models import DraftStep
from app.workshop.publishing import take_over
from tests.access.table import BEFORE, CONSENTED, EXPIRED, OTHER, SITUATIONS, WITHDRAWN
from tests.conftest import PROCEDURES
from tests.consent.stage import Stage
from tests.flow.player import file_with
from tests.web.guidance import form

SECRET = "Verborgen"
"""The client's name, in all cases: nobody who is refused may read it."""
MANDATE = {
    "weitergebende": ["rav_luzern", "iv_luzern", "praxis_seetal"],
    "empfaenger": [
        {"stelle": "ks_iiz", "kategorien": ["berufliches", "gesundheit_funktion"]},
        {"stelle": "iv_luzern", "kategorien": ["berufliches", "gesundheit_diagnose"]},
        {"stelle": "rav_luzern", "kategorien": ["berufliches"]},
    ],
    "gueltig_bis": "2028-01-10",
}
YESTERDAY = "2027-01-10"
"""The day before the tests begin: nothing has happened since midnight, no worker runs."""
Lanes = dict[str, tuple[str, ...]]
LANES: Lanes = {
    "Anmeldende Stelle": ("start", "refer"),
    "Koordinationsstelle": ("examine",),
    "Klient/in": ("sign",),
    "IV-Stelle": ("assess",),
    "Leistungserbringer": ("train",),
}
PARTIES = {"assess": "= klient.abklaerung", "train": "= klient.massnahme"}
NEW_PEOPLE = {
    "anna.k": (None, ""),
    "rav.verwaltung": ("rav_luzern", ADMIN),
    "rav.neu": ("rav_luzern", CASEWORKER),
    "rav.frueher": ("rav_luzern", CASEWORKER),
    "iv.frueher": ("iv_luzern", CASEWORKER),
}


def _procedure(lanes: Lanes) -> str:
    """All tasks open at once, and «Widerruf melden» at any time; nothing ends as long as nobody hands anything in."""
    drawn = "".join(
        f'<lane id="lane{number}" name="{name}">{"".join(f"<flowNodeRef>{i}</flowNodeRef>" for i in inside)}</lane>'
        for number, (name, inside) in enumerate(lanes.items())
    )
    tasks = [name for inside in lanes.values() for name in inside if name != "start"]
    parts = [f'<laneSet id="lanes">{drawn}</laneSet><startEvent id="start" camunda:formKey="eroeffnen"/>']
    for task in tasks:
        party = f' camunda:candidateGroups="{PARTIES[task]}"' if task in PARTIES else ""
        parts.append(f'<userTask id="{task}" name="{task}" camunda:formKey="note"{party}/>')
        parts += [f'<endEvent id="end_{task}"/>', f"start -> {task}", f"{task} -> end_{task}"]
    parts.append(
        '<subProcess id="withdrawal" triggeredByEvent="true"><startEvent id="report_withdrawn" name="Widerruf melden" '
        'isInterrupting="false"><extensionElements><camunda:properties><camunda:property name="form" value="note"/>'
        '<camunda:property name="roles" value="Klient/in, Anmeldende Stelle, '
        'Koordinationsstelle"/></camunda:properties>'
        '</extensionElements><messageEventDefinition messageRef="withdrawn"/></startEvent><endEvent id="noted"/>'
    )
    parts += ["report_withdrawn -> noted", "</subProcess>"]
    return "\n".join(parts)


def put_into_service(house: House, folder: Path) -> None:
    """Deploys one procedure that referrers open, and one that all professionals open."""
    message = '<message id="withdrawn" name="withdrawn"/>'
    drawn: dict[str, Lanes] = {"zugang": LANES, "gespraech": {"Fachpersonen": ("start", "talk")}}
    files = {
        f"workflows/{key}/diagram.bpmn": file_with(message, _procedure(lanes), key) for key, lanes in drawn.items()
    }
    files["forms/eroeffnen.form"] = (PROCEDURES / "forms/eroeffnen.form").read_bytes()
    files["forms/note.form"] = form("note", ("notiz", "Notiz")).encode()
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    procedures = procedures_in(folder / "workflows")
    with house.database.transaction() as session:
        take_over(session, read_folder(folder / "workflows", folder / "forms"), procedures, house.clock.now())


@dataclass
class Scene(Stage):
    """One case in one situation. In the other case other people play the same parts."""

    situation: str = BEFORE

    @property
    def _other(self) -> bool:
        return self.situation == OTHER

    def set_up(self) -> "Scene":
        elsewhere = "zisg" if self._other else None
        client = {
            "vorname": "Zacharias", "name": SECRET,
            "email": "anna.k@example.org" if self._other else "peter.m@example.org",
            "abklaerung": elsewhere or "iv_luzern", "massnahme": elsewhere or "provider_brueckenwerk",
        }  # fmt: skip
        with self.house.database.transaction() as session:
            referrer = self.user(session, "sd.sozialarbeit" if self._other else "rav.berater")
            act = self.house.act(session, referrer)
            case = open_case(act, self.house.flow, "zugang", {"klient": client})
            self.number = case.number
            therapist = people.institution_by_key(session, elsewhere or "praxis_seetal")
            add_participant(act, case, roles.PROFESSIONAL, therapist)
        self._hand_in_documents()
        if self.situation in (CONSENTED, WITHDRAWN):
            self.agree(MANDATE)
        if self.situation == WITHDRAWN:
            self.withdraw()
        if self.situation == EXPIRED:
            self.agree({**MANDATE, "gueltig_bis": YESTERDAY})
        self._find_targets()
        return self

    def _hand_in_documents(self) -> None:
        client, referrer = ("anna.k", "sd.sozialarbeit") if self._other else ("peter.m", "rav.berater")
        insurer, therapist = ("fg.zisg", "fg.zisg") if self._other else ("iv.beratung", "therapie.praxis")
        self.hand_in(referrer, "registration", " client ", job="berufliches")
        self.hand_in(insurer, "dossier", capacity="gesundheit_funktion")
        self.hand_in(therapist, "diagnosis", icd="gesundheit_diagnose")
        self.hand_in(insurer, "agreement", " provider  client ", job="berufliches")
        self.hand_in(client, "complaint", " coordination_office ", complaint="vertraulich")

    def _find_targets(self) -> None:
        with self.house.database.transaction() as session:
            case = self.case(session)
            items = session.scalars(select(WorkItem).where(WorkItem.instance_id == case.instance_id))
            self.items = {item.element: item.id for item in items}
            documents = session.scalars(select(Document).where(Document.case_id == case.id))
            office, now = session.scalars(select(Institution)).first(), self.house.clock.now()
            seen = Recall(case_id=case.id, institution=office, what="Fallseite", categories="", reason="withdrawn",
                          last_seen_on=now.date(), ended_at=now)  # fmt: skip
            session.add_all([seen, Statistic(day=now.date(), process="zugang", name="anmeldung", days=0)])
            session.flush()
            self.recall_id = seen.id
            author = self.user(session, "sd.sozialarbeit" if self._other else "rav.berater")
            note = Note(case_id=case.id, at=now, by_id=author.id, institution_id=author.institution_id, kind="talk",
                        text=SECRET, category="stelle")  # fmt: skip
            session.add(note)
            session.flush()
            self.notes = {"talk": note.id}
            self.documents = {document.title: document.id for document in documents}
            self.files = {
                title: session.scalars(select(Attachment.id).where(Attachment.document_id == id)).one()
                for title, id in self.documents.items()
            }

    def new_access(self, released: bool) -> str:
        """An emergency access that the administration asked for, so that every visitor decides on their own."""
        with self.house.database.transaction() as session:
            now = self.house.machine_clock.now()
            asker, decider = self.user(session, "ks.verwaltung"), self.user(session, "rav.verwaltung")
            access = EmergencyAccess(number=self.number, asker=asker, reason="…", asked_at=now)
            if released:
                access.decider, access.released_at = decider, now
            session.add(access)
            session.flush()
            return access.id

    def new_letter(self) -> str:
        """A letter that waits to be printed; marking it as sent takes it away, so every visitor gets their own."""
        with self.house.database.transaction() as session:
            now = self.house.clock.now()
            letter = Message(id=new_id(), case_number=self.number, to_name=SECRET, to_address="", subject="Einladung",
                             body=SECRET, posted_at=now, next_try_at=now, status=MessageStatus.LETTER)  # fmt: skip
            session.add(letter)
            return letter.id

    def new_hold(self) -> str:
        """A hold that can be lifted once."""
        with self.house.database.transaction() as session:
            return set_hold(self.house.act(session), self.case(session), "Prozess").id

    def last_step(self) -> int:
        """The newest change of a draft in the workshop; 0 before there was one."""
        with self.house.database.transaction(writes=False) as session:
            return session.scalar(select(func.max(DraftStep.id))) or 0


@dataclass
class World:
    """The application with its five cases, and who may leave their institution."""

    app: Flask
    scenes: dict[str, Scene]
    leavers: dict[str, str]
    receipts: dict[str, str]
    client_id: str

    def person(self, target: str) -> str:
        """Somebody of an institution; a new one where `target` says so, for visitors who close their account."""
        key, _comma, new = target.partition(", ")
        if not new:
            return self.leavers[key]
        with self.scenes[BEFORE].house.database.transaction() as session:
            name, office = new_id(), people.institution_by_key(session, key)
            user = User(username=name, name=name, email=f"{name}@example.org", password_hash="", institution=office)
            session.add(user)
            session.flush()
            return user.id


def build_world(house: House, app: Flask, folder: Path) -> World:
    put_into_service(house, folder)
    with house.database.transaction() as session:
        for name, (key, role) in NEW_PEOPLE.items():
            office = people.institution_by_key(session, key) if key else None
            held = [UserRole(role=role, institution_id=office.id)] if office else []
            session.add(User(username=name, name=name, email=f"{name}@example.org", password_hash="", roles=held,
                             institution_id=office.id if office else None))  # fmt: skip
    scenes = {situation: Scene(house, situation=situation).set_up() for situation in SITUATIONS}
    with house.database.transaction() as session:
        ids = {user.username: user.id for user in people.users(session)}
        by = people.user_by_name(session, "ks.verwaltung")
        assert by is not None
        gone = {
            key: handover.hand_over(house.act(session, by), session.get_one(User, ids[name]), None).id
            for key, name in (("rav_luzern", "rav.frueher"), ("iv_luzern", "iv.frueher"))
        }
    leavers = {"rav_luzern": ids["rav.neu"], "iv_luzern": ids["iv.beratung"]}
    return World(app, scenes, leavers, gone, ids["peter.m"])
