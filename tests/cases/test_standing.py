"""Who does a task is written once as SQL, for lists, and once over loaded rows: both always say the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import roles
from app.cases.models import Case, Participant
from app.cases.queries import asked_by, work_items
from app.cases.standing import standing_of
from app.clock import ZONE
from app.db import Database
from app.flow.kinds import ItemKind
from app.flow.models import Definition, Instance, WorkItem
from app.people.models import Institution, User
from app.schema import upgrade
from tests.searching import examples

NOW = datetime(2027, 1, 11, 8, 0, tzinfo=ZONE)
OFFICES = ("rav", "iv", "ks")
PEOPLE = {"rav.one": "rav", "rav.two": "rav", "iv.one": "iv", "ks.one": "ks", "client": None, "other": None}
KEYS = tuple(roles.ROLES)


@dataclass(frozen=True)
class Row:
    """A participant to be: an institution, one of its people, or somebody without institution."""

    role: str
    office: str | None
    person: str | None
    ended: bool


@dataclass(frozen=True)
class Item:
    """A task or report to be."""

    kind: str
    role: str | None
    party: str | None
    roles: str | None


people = st.sampled_from(sorted(PEOPLE))
rows = st.builds(
    lambda role, office, person, in_person, ended: Row(
        role, None if in_person else office, person if in_person or PEOPLE[person or ""] == office else None, ended
    ),
    st.sampled_from(KEYS), st.sampled_from(OFFICES), people, st.booleans(), st.booleans(),
)  # fmt: skip
tasks = st.builds(
    Item,
    st.just(ItemKind.TASK),
    st.sampled_from([None, *KEYS]),
    st.sampled_from([None, None, *OFFICES, "unknown"]),
    st.none(),
)
reports = st.builds(
    lambda keys: Item(ItemKind.REPORT, None, None, "".join(f" {key} " for key in keys)),
    st.lists(st.sampled_from(KEYS), max_size=3),
)
mandates = st.sampled_from([None, NOW.date(), NOW.date() - timedelta(days=1)])


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Offices and people, and nothing else."""
    made = Database(f"sqlite:///{tmp_path_factory.mktemp('standing') / 'standing.db'}")
    upgrade(made)
    with made.transaction() as session:
        for key in OFFICES:
            session.add(Institution(id=key, key=key, name=key, kind=key, email=f"{key}@example.org"))
        session.flush()
        for name, office in PEOPLE.items():
            email = f"{name}@example.org"
            session.add(User(id=name, username=name, name=name, email=email, password_hash="", institution_id=office))
        session.add(
            Definition(digest="d", key="p", name="P", version=1, startable=True, specs="", bundle=b"", created_at=NOW)
        )
    with made.transaction() as session:  # another case, with tasks of all kinds: it must change nothing
        case, _work = stored(session, [], Item(ItemKind.TASK, roles.CLIENT, None, None), None, number="OTHER")
        for role, party in (
            (roles.COORDINATION_OFFICE, None),
            (None, None),
            (roles.REFERRER, None),
            (None, "rav"),
            (None, "x"),
        ):
            session.add(
                WorkItem(
                    instance_id=case.instance_id, task_id=f"{role} {party}", element="e", title="T", opened_at=NOW,
                    kind=ItemKind.TASK, role=role, party=party,
                )
            )  # fmt: skip
    yield made
    made.dispose()


def stored(
    session: Session, parts: list[Row], item: Item, until: date | None, number: str = "C"
) -> tuple[Case, WorkItem]:
    """A case with these participants and one open task or report."""
    instance = Instance(definition_digest="d", started_at=NOW)
    session.add(instance)
    session.flush()
    case = Case(number=number, instance_id=instance.id, opened_at=NOW, opened_by_id="rav.one", mandate_until=until)
    session.add(case)
    session.flush()
    for row in dict.fromkeys(parts):
        session.add(
            Participant(
                case_id=case.id, role=row.role, institution_id=row.office, user_id=row.person, since=NOW,
                until=NOW if row.ended else None,
            )
        )  # fmt: skip
    work = WorkItem(
        instance_id=instance.id, task_id="t", element="e", title="T", opened_at=NOW, kind=item.kind, role=item.role,
        party=item.party, roles=item.roles,
    )  # fmt: skip
    session.add(work)
    session.flush()
    session.expire_all()
    return case, work


@examples(100)
@example(parts=[Row("client", "rav", None, ended=False)], item=Item(ItemKind.TASK, "client", None, None), until=None)
@example(
    parts=[Row("coordination_office", "ks", None, ended=False)],
    item=Item(ItemKind.TASK, "provider", None, None),
    until=None,
)  # nobody holds the role of this task, while another case has a task for a role that is held
@given(parts=st.lists(rows, max_size=6, unique_by=lambda row: (row.role, row.office, row.person)),
       item=st.one_of(tasks, reports), until=mandates)  # fmt: skip
def test_the_rule_in_sql_and_the_rule_over_rows_agree(
    database: Database, parts: list[Row], item: Item, until: date | None
) -> None:
    with database.transaction(writes=False) as session:
        case, work = stored(session, parts, item, until)
        for user in session.scalars(select(User)).all():
            found = session.execute(work_items().where(WorkItem.id == work.id), asked_by(user, NOW.date())).first()
            may = standing_of(user, case, NOW.date()).does(work)
            assert (found is not None) == may, (user.username, [row.role for row in case.participants])
        session.rollback()
