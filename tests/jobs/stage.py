"""For each sweep a few rows that are due at once, and a database that refuses one of them."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select, text

from app.bootstrap import House
from app.clock import ZONE, ManualClock, at_local
from app.consent.terms import warning_at
from app.documents.models import Attachment
from app.flow.kinds import ItemStatus
from app.flow.models import LastStep, WorkItem
from app.jobs import timetable
from app.outbox.channels import DeliveryError
from app.outbox.models import MailChoice, Message, Rhythm
from app.outbox.service import NEWS, post
from app.people.queries import users
from app.timetable import Tick
from tests.consent.stage import DAY, Stage
from tests.flow.player import file_with
from tests.flow.store_play import Stage as Diagrams
from tests.flow.test_exchange import NAMES, RECEIVER, SENDER
from tests.flow.test_steps import APPLICATION
from tests.outbox.test_delivery import post_to
from tests.retention.stage import case_in, ended, ten_years_on

LAST_DAY = date.fromisoformat(DAY)
MIDNIGHT = at_local(LAST_DAY + timedelta(days=1))


class Postbox:
    """A channel that keeps to whom it sent, and refuses who is in `refused`, for now."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.refused: set[str] = set()
        self.arrived = threading.Event()

    def send(self, message: Message) -> None:
        if message.to_address in self.refused:
            raise DeliveryError("Bitte später noch einmal.")
        self.sent.append(message.to_address)
        self.arrived.set()


@dataclass
class Due:
    """Some rows that are due for the tick `name`, and one of them that the database refuses until it is mended."""

    house: House
    name: str
    rows: int
    mend: Callable[[], None]

    @property
    def tick(self) -> Tick:
        return tick_of(self.house, self.name)

    def next_moment(self) -> datetime | None:
        with self.house.database.transaction(writes=False) as session:
            return self.tick.next_moment(session, self.house.clock.now())


def tick_of(house: House, name: str) -> Tick:
    (tick,) = [tick for tick in timetable(house).ticks if tick.name == name]
    return tick


def refuse(house: House, operation: str, table: str, column: str, value: str) -> Callable[[], None]:
    """The database itself refuses rows with this value; returns what ends that."""
    row = "OLD" if operation == "DELETE" else "NEW"
    head = f"CREATE TRIGGER refusal BEFORE {operation} ON {table}"
    condition = f"{row}.{column} = '{value}'"
    if house.database.is_sqlite:
        make = [f"{head} WHEN {condition} BEGIN SELECT RAISE(ABORT, 'refused'); END"]
        end = "DROP TRIGGER refusal"
    else:
        body = "BEGIN RAISE EXCEPTION 'refused'; END"
        make = [f"CREATE FUNCTION refusal() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
                f"{head} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION refusal()"]  # fmt: skip
        end = f"DROP TRIGGER refusal ON {table}"
    execute(house, *make)
    return lambda: execute(house, end)


def execute(house: House, *statements: str) -> None:
    with house.database.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def timers(house: House, clock: ManualClock, rows: int, folder: Path) -> Due:
    """The reminder of an application that nobody decides on."""
    stages = [Stage(house).open() for _ in range(rows)]
    for stage in stages:
        with house.database.transaction() as session:
            mine = WorkItem.instance_id == stage.case(session).instance_id
            item = session.scalars(select(WorkItem).where(mine, WorkItem.element == "apply")).one()
            house.flow.complete(house.act(session, stage.user(session, "rav.berater")), item, APPLICATION)
    clock.move_to(datetime(2027, 1, 18, 6, tzinfo=ZONE))
    return Due(house, "timers", rows, refuse(house, "INSERT", "message", "case_number", stages[0].number))


def mandates(house: House, clock: ManualClock, rows: int, folder: Path) -> Due:
    stages = [Stage(house).open().agree() for _ in range(rows)]
    clock.move_to(MIDNIGHT)
    return Due(house, "expired mandates", rows, refuse(house, "INSERT", "message", "case_number", stages[0].number))


def warnings(house: House, clock: ManualClock, rows: int, folder: Path) -> Due:
    stages = [Stage(house).open().agree() for _ in range(rows)]
    clock.move_to(warning_at(LAST_DAY, 30))
    return Due(house, "warnings", rows, refuse(house, "INSERT", "message", "case_number", stages[0].number))


def case_messages(house: House, clock: ManualClock, rows: int, folder: Path) -> Due:
    """Each has a case that waits for it."""
    sender, receiver = file_with(NAMES, SENDER, "sender"), file_with(NAMES, RECEIVER, "receiver")
    diagrams = Diagrams(house, folder, sender=sender, receiver=receiver)
    for number in range(rows):
        diagrams.complete(diagrams.start("sender", {"nummer": number, "text": "x"}), "write")
    receivers = [diagrams.start("receiver", {"nummer": number}) for number in range(rows)]
    return Due(house, "case messages", rows, refuse(house, "INSERT", "work_item", "instance_id", receivers[0]))


def reminders(house: House, clock: ManualClock, rows: int, folder: Path) -> Due:
    """Each about a task that is due on the next working day."""
    stages = [Stage(house).open() for _ in range(rows)]
    with house.database.transaction() as session:
        for stage in stages:
            mine = WorkItem.instance_id == stage.case(session).instance_id
            item = session.scalars(select(WorkItem).where(mine, WorkItem.element == "apply")).one()
            item.due, item.remind_at = date(2027, 1, 19), datetime(2027, 1, 18, 6, tzinfo=ZONE)
    clock.move_to(datetime(2027, 1, 18, 6, tzinfo=ZONE))
    return Due(house, "reminders", rows, refuse(house, "INSERT", "message", "case_number", stages[0].number))


def messages(house: House, clock: ManualClock, rows: int, folder: Path) -> Due:
    box = Postbox()
    box.refused = {"0@example.org"}
    for number in range(rows):
        post_to(house, f"{number}@example.org")
    return Due(replace(house, channel=box), "messages", rows, box.refused.clear)


def digests(house: House, clock: ManualClock, rows: int, folder: Path) -> Due:
    """News for as many people, who all want to be written to once a day."""
    with house.database.transaction() as session:
        them = users(session)[:rows]
        for user in them:
            session.add(MailChoice(user_id=user.id, rhythm=Rhythm.DAILY, news=True))
            post(house.act(session), to_name=user.name, to_address=user.email, subject="Neu", body="", about=NEWS)
        for message in session.scalars(select(Message)):
            message.digest_at = message.next_try_at = clock.now()
        first = them[0].email
    return Due(house, "digests", rows, refuse(house, "INSERT", "message", "to_address", first))


def files(house: House, clock: ManualClock, rows: int, folder: Path) -> Due:
    """Chosen for a task that is over."""
    stage = Stage(house).open()
    with house.database.transaction() as session:
        case, user = stage.case(session), stage.user(session, "rav.berater")
        item = session.scalars(select(WorkItem).where(WorkItem.instance_id == case.instance_id)).one()
        item.status = ItemStatus.CANCELLED
        for number in range(rows):
            session.add(Attachment(id=str(number), case_id=case.id, item_id=item.id, field="scan", by_id=user.id,
                                   at=clock.now(), name="x.pdf", kind="application/pdf", size=3, sha256="",
                                   content=b"pdf"))  # fmt: skip
    return Due(house, "files left behind", rows, refuse(house, "DELETE", "attachment", "id", "0"))


def standing_steps(house: House, clock: ManualClock, rows: int, folder: Path) -> Due:
    """Taken ten minutes ago."""
    stages = [Stage(house).open() for _ in range(rows)]
    with house.database.transaction() as session:
        for stage in stages:
            user, instance = stage.user(session, "rav.berater"), stage.case(session).instance_id
            item = session.scalars(select(WorkItem).where(WorkItem.instance_id == instance)).first()
            assert item is not None
            session.add(LastStep(instance_id=instance, item_id=item.id, by_id=user.id, until=clock.now(), changes=b"",
                                 posted="{}"))  # fmt: skip
        refused = stages[0].case(session).instance_id
    return Due(house, "steps that stand", rows, refuse(house, "DELETE", "last_step", "instance_id", refused))


def erasure(house: House, clock: ManualClock, rows: int, folder: Path) -> Due:
    numbers = [ended(house, vorname=f"Anna {number}", name="Muster") for number in range(rows)]
    case = case_in(house, numbers[0])
    ten_years_on(clock)
    return Due(house, "erasure", rows, refuse(house, "DELETE", '"case"', "id", case.id))


SWEEPS: tuple[Callable[[House, ManualClock, int, Path], Due], ...] = (
    mandates, timers, case_messages, warnings, reminders, digests, messages, standing_steps, files, erasure,
)  # fmt: skip
