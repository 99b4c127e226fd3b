"""Who may open what: the table and the application say the same, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app.bootstrap import build
from app.clock import ManualClock
from app.doors import ROUTES
from app.main import create_app
from app.web.access import Access
from tests.access import write
from tests.access.removals import REMOVALS, without_gate
from tests.access.stage import World, build_world
from tests.access.table import CASE_PAGES, PAGES, PEOPLE, SITUATIONS, TASK_PAGES
from tests.access.walk import Visitor, differences, method, notices, rules
from tests.conftest import settings_for
from tests.searching import searches


@pytest.fixture
def world(database_url: str, clock: ManualClock, tmp_path: Path) -> Iterator[World]:
    """With a sign-in provider that does not answer, so that its pages exist."""
    house = build(replace(settings_for(database_url), oidc_issuer="http://127.0.0.1:9"), clock, clock)
    app = create_app(house)
    app.testing = True
    yield build_world(house, app, tmp_path)
    house.database.dispose()


def test_everybody_may_open_what_the_table_says_and_nothing_else(world: World, database_url: str) -> None:
    """PostgreSQL is asked for what opens in one situation and not in another: there a statement decides. Whom the
    table lets in nowhere is refused by the same code on both."""
    everywhere = database_url.startswith("sqlite") or searches()
    assert differences(world, everywhere=everywhere) == []


def test_every_route_has_one_way_to_ask_and_a_row_in_the_table(app: Flask) -> None:
    assert {route for page in PAGES for route in page.routes} == set(rules(app))
    assert all(method(rule) in ("GET", "POST") for rule in app.url_map.iter_rules())
    assert len(list(app.url_map.iter_rules())) == len(rules(app))


def test_lists_name_the_cases_and_tasks_that_one_may_open_and_no_others(world: World) -> None:
    (case_page,) = (page for page in CASE_PAGES if page.routes == ("cases.show",))
    for person in PEOPLE:
        visitor = Visitor(world, person)
        cases, inbox = (visitor.client.get(path).get_data(as_text=True) for path in ("/faelle", "/"))
        for situation in SITUATIONS:
            scene = world.scenes[situation]
            assert (f'/faelle/{scene.number}"' in cases) is case_page.opens(person, situation), (person, situation)
            for page in TASK_PAGES:
                path = f"/aufgaben/{scene.items[page.target]}"
                assert (path in inbox) is page.opens(person, situation), (person, situation, page.name)


def test_the_walk_notices_every_gate_that_is_taken_away(world: World) -> None:
    """The row of a route in `ROUTES` is what keeps people out: each is taken away alone."""
    visitors = [Visitor(world, person) for person in ("nobody", "client", "admin")]
    gated = [route for route, access in ROUTES.items() if access not in (Access.EVERYONE, Access.DEMO)]
    for route in gated:
        page = next(page for page in PAGES if route in page.routes)
        with pytest.MonkeyPatch.context() as patch:
            without_gate(patch, route)
            assert any(notices(visitor, route, [page]) for visitor in visitors), route


def test_the_walk_notices_every_check_that_is_taken_away(world: World) -> None:
    for what, (remove, routes, person) in REMOVALS.items():
        visitor = Visitor(world, person)
        with pytest.MonkeyPatch.context() as patch:
            remove(patch)
            assert [route for route in routes if not notices(visitor, route)] == [], what


def test_outside_of_a_demonstration_its_pages_do_not_exist(database_url: str, clock: ManualClock) -> None:
    house = build(replace(settings_for(database_url), demo=False, smtp_url="smtp://127.0.0.1:9"), clock, clock)
    app = create_app(house)
    assert {route for route, access in ROUTES.items() if access is Access.DEMO} & set(rules(app)) == set()
    assert app.test_client().get("/demo/rollen").status_code == 404
    house.database.dispose()


def test_the_page_for_data_protection_is_written_from_the_table() -> None:
    assert write.FILE.read_text() == write.document(), "run: python -m tests.access.write"
