"""From settings to working parts: the only place that knows who depends on whom."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.context import ActionContext
from app.actions.registry import perform
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
from app.retention.service import Retention
from app.tasks.service import Tasks


@dataclass(frozen=True)
class House:
    """All parts, wired."""

    settings: Settings
    database: Database
    clock: Clock
    machine_clock: Clock
    flow: Flow
    tasks: Tasks
    channel: Channel


def build(settings: Settings, clock: Clock | None = None, machine_clock: Clock | None = None) -> House:
    """Wires everything; given clocks replace those of the cases and of the machine (scenarios, tests)."""
    database = Database(settings.database_url)
    clock = clock or (demo_clock(database) if settings.demo else SystemClock())

    def actions(session: Session, instance_id: str, now: datetime) -> ActionCaller:
        def call(name: str, parameters: object, element: str) -> object:
            case = case_of_instance(session, instance_id)
            context = ActionContext(session=session, case=case, now=now, base_url=settings.base_url)
            return perform(context, name, parameters)  # type: ignore[arg-type]

        return call

    flow = Flow(clock=clock, definitions=Definitions(), actions=actions, roles=LANES)
    scanner = scanner_at(settings.clamd)
    tasks = Tasks(flow=flow, base_url=settings.base_url, secret=settings.secret_key, scanner=scanner)
    flow.listeners = (tasks.after_step, Retention(flow.definitions).after_step)
    channel: Channel = Smtp(settings.smtp_url, settings.mail_sender) if settings.smtp_url else InHouse()
    return House(
        settings=settings,
        database=database,
        clock=clock,
        machine_clock=machine_clock or SystemClock(),
        flow=flow,
        tasks=tasks,
        channel=channel,
    )
