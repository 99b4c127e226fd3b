"""How many SQL statements a request may take: a budget for each page, with the reason, and none of it grows."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from app.bootstrap import House
from app.people.models import Institution, User, UserRole
from app.people.roles import CASEWORKER
from tests.browser_posts import Browser
from tests.web.test_work import APPLICATION, decided_later, opened

Browse = Callable[[str], Browser]

CASE = "/faelle/IIZ-2027-0001"
INBOX = 10
"""The asker; their open tasks with cases; who does those; roles and grants, which say whose names they may know;
filters that were kept; what was last done to several; drafts; how many tasks there are and how many messages are new,
for the navigation."""
CASE_PAGE = 20
"""The asker; the case with all who take part; was it looked at already; grants; open items; their names (2); the papers
its plan stands in; the newest papers; the days of its phases; notes; number of tasks, of new messages; letters;
invoices; history; recalls; what may be taken back; and two in reserve for the entry in the log."""
TASK_PAGE = 14
"""The asker; the task with its case and all who take part; a draft; papers and grants; was it looked at already;
colleagues and who of them is away; who is absent; number of tasks, of new messages; and three in reserve for the entry
in the log."""
SUBMISSION = 22
"""The asker; lock; task with case; papers, grants; open items; who takes part now; draft gone; state, history, task
done, task new, message, paper (6); the log (3); the lists (2); how to take it back (2);
until when its message waits."""


@contextmanager
def counted(house: House) -> Iterator[list[str]]:
    """The statements that reach the database meanwhile; beginnings and ends of transactions are none."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not re.match("BEGIN|COMMIT|ROLLBACK", statement):
            said.append(statement)

    event.listen(house.database.engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(house.database.engine, "before_cursor_execute", note)


def crowd(house: House, browse: Browse) -> None:
    """Many more people and institutions, and some more cases."""
    with house.database.transaction() as session:
        for number in range(40):
            office = Institution(
                key=f"sd_{number}", name=f"Dienst {number}", kind="sd", email=f"sd{number}@example.org"
            )
            session.add(office)
            session.flush()
            name = f"sd{number}.person"
            user = User(username=name, name=name, email=f"{name}@example.org", password_hash="", institution=office)
            user.roles = [UserRole(role=CASEWORKER, institution=office)]
            session.add(user)
    for _ in range(4):
        opened(browse).submit(APPLICATION)


def hand_in(browser: Browser, values: dict[str, str]) -> int:
    """Posts the task that the browser shows, without following where it leads; returns the status."""
    action, fields = browser.fields()
    data = {**dict(fields), **values}
    return browser.client.post(action, data=data, headers={"Origin": "http://localhost"}).status_code


@pytest.mark.parametrize(("path", "budget"), [("/", INBOX), (CASE, CASE_PAGE), ("task", TASK_PAGE), ("/faelle", INBOX)])
def test_a_page_keeps_its_budget_and_does_not_grow_with_the_house(
    browse: Browse, house: House, path: str, budget: int
) -> None:
    office = decided_later(browse)
    path = office.path if path == "task" else path
    with counted(house) as first:
        assert office.get(path).status == 200
    crowd(house, browse)
    assert office.get(path).status == 200
    with counted(house) as said:
        office.get(path)
    assert len(first) <= budget, "\n".join(first)
    assert len(said) <= budget, "\n".join(said)


def test_handing_in_keeps_its_budget_and_does_not_grow_with_the_house(browse: Browse, house: House) -> None:
    def submission() -> list[str]:
        page = opened(browse)
        with counted(house) as said:
            assert hand_in(page, {"antrag.betrag": "100", "antrag.art": "kurs"}) == 303
        return said

    alone = submission()
    crowd(house, browse)
    among_many = submission()
    assert len(alone) <= SUBMISSION, "\n".join(alone)
    assert len(among_many) == len(alone), "\n".join(among_many)
