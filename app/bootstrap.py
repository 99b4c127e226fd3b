"""From settings to working parts: the only place that knows who depends on whom."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.act import Act, Links
from app.actions.registry import perform
from app.audit.service import AUTOMATIC, Actor
from app.cases.given import Given
from app.cases.queries import case_of_instance
from app.cases.roles import LANES
from app.clock import Clock, SystemClock
from app.config import Settings
from app.db import Database
from app.demo.clock import demo_clock
from app.documents.scanning import scanner_at
from app.flow.definitions import Definitions
from app.flow.script_engine import ActionCaller
from app.flow.service import Flow
from app.outbox.channels import Channel, InHouse, Smtp
from app.people.models import User
from app.retention.service import Retention
from app.tasks.service import Tasks


@dataclass(frozen=True)
class House:
    """All parts, wired. «House» means this object everywhere in the code."""

    settings: Settings
    database: Database
    clock: Clock
    machine_clock: Clock
    flow: Flow
    tasks: Tasks
    channel: Channel

    def act(self, session: Session, by: User | None = None, nobody: Actor = AUTOMATIC) -> Act:
        """An act of `by` at this moment in `session`; without a person the log calls it `nobody`."""
        links = Links(self.settings.base_url, self.settings.secret_key)
        return Act(session, by, self.clock.now(), self.machine_clock.now(), links, nobody)


def build(settings: Settings, clock: Clock | None = None, machine_clock: Clock | None = None) -> House:
    """Wires everything; given clocks replace those of the cases and of the machine (scenarios, tests)."""
    database = Database(settings.database_url)
    clock = clock or (demo_clock(database) if settings.demo else SystemClock())

    def actions(act: Act, instance_id: str) -> ActionCaller:
        def call(name: str, parameters: object, element: str) -> object:
            case = case_of_instance(act.session, instance_id)
            return perform(act, case, name, parameters)  # type: ignore[arg-type]

        return call

    flow = Flow(definitions=Definitions(), actions=actions, roles=LANES, given=lambda act: Given(act.session, act.by))
    scanner = scanner_at(settings.clamd)
    tasks = Tasks(flow=flow, secret=settings.secret_key, scanner=scanner)
    flow.listeners = (tasks.after_step, Retention(flow.definitions).after_step)
    choice = Links(settings.base_url, settings.secret_key).messages()
    channel: Channel = Smtp(settings.smtp_url, settings.mail_sender, choice) if settings.smtp_url else InHouse()
    return House(
        settings=settings,
        database=database,
        clock=clock,
        machine_clock=machine_clock or SystemClock(),
        flow=flow,
        tasks=tasks,
        channel=channel,
    )
