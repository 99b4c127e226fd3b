"""What stands on a list is what the rule says, and a row that is out of date shows nothing more."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, event, insert, select, update
from sqlalchemy.orm import Session

from app.bootstrap import House
from app.cases import listed, lists, roles
from app.cases.models import Case, ListedCase, ListedTask, Participant
from app.cases.standing import standing_of
from app.clock import ManualClock
from app.db import Database, new_id
from app.flow.kinds import ItemKind, ItemStatus
from app.flow.models import Definition, Instance, WorkItem
from app.people.models import Institution, User
from tests.browser_posts import Browser
from tests.cases.test_standing import NOW, Item, Row, database, mandates, rows, stored, tasks
from tests.conftest import START, person
from tests.searching import examples
from tests.web.test_work import APPLICATION, decided_later, opened

Browse = Callable[[str], Browser]
__all__ = ["database"]

CHANGES = (
    "a part ends", "a part begins again", "a part goes to another office", "a part gets another role",
    "a client gets a login", "somebody joins", "a part is deleted", "the task gets another role",
    "the task is for one office", "the task is done", "the task is due",
)  # fmt: skip


def change(session: Session, case: Case, work: WorkItem, how: str) -> None:
    parts = [row for row in case.participants if row.role == roles.CLIENT or how != "a client gets a login"]
    first = parts[0] if parts else Participant(role=roles.CASE_LEAD)
    match how:
        case "a part ends":
            first.until = NOW
        case "a part begins again":
            for row in parts:
                row.until = None
        case "a part goes to another office":
            first.institution_id = "iv"
        case "a part gets another role":
            first.role = roles.PAYER
        case "a client gets a login":
            first.user_id = "client"
        case "somebody joins":
            session.add(Participant(case_id=case.id, role=roles.STEERING_GROUP, institution_id="rav", since=NOW))
        case "a part is deleted":
            for row in parts[-1:]:
                session.delete(row)
        case "the task gets another role":
            work.role = roles.PROVIDER
        case "the task is for one office":
            work.party = "rav"
        case "the task is done":
            work.status = ItemStatus.DONE
        case "the task is due":
            work.due = NOW.date()


@examples(60)
@given(parts=st.lists(rows, max_size=6, unique_by=lambda row: (row.role, row.office, row.person)), item=tasks,
       until=mandates, changes=st.lists(st.sampled_from(CHANGES), max_size=3, unique=True))  # fmt: skip
def test_each_change_keeps_the_lists_as_the_rule_says(
    database: Database, parts: list[Row], item: Item, until: date | None, changes: list[str]
) -> None:
    with database.transaction(writes=False) as session:
        case, work = stored(session, parts, item, until)
        for how in changes:
            change(session, case, work, how)
            session.flush()
            session.expire_all()
            assert lists.drift(session) == 0, how
        for user in session.scalars(select(User)).all():
            standing = standing_of(user, case, NOW.date())
            shown, _more = listed.tasks_of(session, user, NOW.date())
            assert (work.id in {row.id for row, _ in shown}) == (work.status == ItemStatus.OPEN and standing.does(work))
            cases, _more = listed.cases_of(session, user, NOW.date())
            assert (case in cases) == bool(standing.own)
        session.rollback()


def everything_on_the_list_of(session: Session, holder: str) -> None:
    """Writes all cases and tasks of the house on one list, as a fault of ours could."""
    session.execute(delete(ListedTask).where(ListedTask.holder == holder))
    session.execute(delete(ListedCase).where(ListedCase.holder == holder))
    for case, work in session.execute(select(Case, WorkItem).join(WorkItem, WorkItem.instance_id == Case.instance_id)):
        row = ListedTask(holder=holder, item_id=work.id, case_id=case.id, due=START.date(), opened_at=work.opened_at)
        row.process, row.title = "antrag", work.title
        session.add(row)
        session.merge(ListedCase(holder=holder, case_id=case.id, opened_at=case.opened_at, number=case.number))


@pytest.mark.parametrize("name", ["sd.sozialarbeit", "rav.berater", "peter.m"])
def test_a_row_too_many_shows_nothing(browse: Browse, house: House, name: str) -> None:
    decided_later(browse)
    user = person(house, name)
    browser = browse(name)
    before = [browser.get(path).text for path in ("/", "/faelle")]
    with house.database.transaction() as session:
        everything_on_the_list_of(session, user.institution_id or user.id)
    assert [browser.get(path).text for path in ("/", "/faelle")] == before
    with house.database.transaction() as session:
        assert lists.drift(session) > 0
        lists.rebuild(session)
        assert lists.drift(session) == 0


def test_the_day_is_asked_when_the_list_is_read(browse: Browse, house: House, clock: ManualClock) -> None:
    page = opened(browse)
    assert "Antrag stellen" in page.get("/").text
    with house.database.transaction() as session:
        session.execute(update(Case).values(mandate_until=START.date()))
    assert "Antrag stellen" in page.get("/").text
    clock.move_to(START + timedelta(days=1))
    assert "Antrag stellen" not in page.get("/").text
    assert "IIZ-2027-0001" not in page.get("/faelle").text


def test_a_step_and_a_part_that_ends_at_the_same_moment_leave_the_list_right(browse: Browse, house: House) -> None:
    """Whoever comes second waits for the first: each alone would not see what the other writes."""
    page = opened(browse)
    office = person(house, "ks.koordination").institution_id
    inside, go = threading.Event(), threading.Event()

    def send_away() -> None:
        with house.database.transaction() as session:
            for row in session.scalars(select(Participant).where(Participant.institution_id == office)):
                row.until = NOW
            session.flush()
            inside.set()
            go.wait(10)

    other = threading.Thread(target=send_away)
    other.start()
    assert inside.wait(10)
    threading.Timer(0.3, go.set).start()
    page.submit(APPLICATION)
    other.join()
    with house.database.transaction(writes=False) as session:
        assert lists.drift(session) == 0


def test_pages_of_the_largest_office_are_read_along_the_index(house: House) -> None:
    office = person(house, "ks.koordination")
    with house.database.transaction() as session:
        many(session, office, 1_000)
    with house.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    for read, index in ((listed.tasks_of, "ix_listed_task_holder"), (listed.cases_of, "ix_listed_case_holder")):
        plans = "\n".join(plans_of(house, partial(read, user=office, today=START.date())))
        assert index in plans
        for scan in ("SCAN work_item", "SCAN participant", "SCAN listed", "Seq Scan on listed"):
            assert scan not in plans, plans


def plans_of(house: House, read: Callable[[Session], object]) -> list[str]:
    """The plans of the statements that `read` says."""
    said: list[tuple[str, object]] = []
    event.listen(house.database.engine, "before_cursor_execute", note := lambda *args: said.append(args[2:4]))
    with house.database.transaction(writes=False) as session:
        read(session)
        event.remove(house.database.engine, "before_cursor_execute", note)
        explain = "EXPLAIN QUERY PLAN" if house.database.is_sqlite else "EXPLAIN"
        connection = session.connection()
        return [
            " ".join(str(value) for value in row)
            for statement, values in said
            for row in connection.exec_driver_sql(f"{explain} {statement}", values)  # type: ignore[arg-type]
        ]


def many(session: Session, office: User, number: int) -> None:
    """So many cases in which the coordination office, and one of forty others, has a task."""
    digest = session.scalars(select(Definition.digest).where(Definition.key == "antrag")).one()
    others = [Institution(key=f"x{one}", name="X", kind="sd", email=f"x{one}@example.org") for one in range(40)]
    session.add_all(others)
    session.flush()
    instances, cases, parts, works = (list[dict[str, object]]() for _ in range(4))
    for one in range(number):
        instance, case = new_id(), new_id()
        instances.append({"id": instance, "definition_digest": digest, "started_at": START, "rev": 1})
        cases.append(
            {"id": case, "number": f"X{one}", "instance_id": instance, "opened_at": START, "opened_by_id": office.id}
        )
        for role, holder in (
            (roles.COORDINATION_OFFICE, office.institution_id), (roles.REFERRER, others[one % 40].id),
        ):  # fmt: skip
            parts.append({"case_id": case, "role": role, "institution_id": holder, "since": START})
            works.append({
                "instance_id": instance, "task_id": role, "element": role, "title": "T", "opened_at": START,
                "kind": ItemKind.TASK, "role": role,
            })  # fmt: skip
    for table, written in ((Instance, instances), (Case, cases), (Participant, parts), (WorkItem, works)):
        session.execute(insert(table), written)
    lists.rebuild(session)
