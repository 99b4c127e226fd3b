"""What people wait for: whole cases of two tasks over HTTP on real processes, by one, four and eight people at once.

Each asks for all pages one sees on the way. Beside it in the same run: how fast the machine commits, and how fast the
bare engine does the same with one row. Times count until the last byte of the answer has come. The processes run as a
demonstration, whose clock is read from the database: each page has some more statements than in production.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median

from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select, text

from app.bootstrap import build
from app.db import Database
from app.main import create_app
from app.people.models import User
from bench.measure import Row
from bench.people import PAGES, Answer, Ask, Browser, Visitor, fields_in, work
from bench.storage import _postgres
from tests.cases.test_lists import many
from tests.commands import Environment, Running, warm
from tests.conftest import prepare, settings_for
from tests.crash.processes import Processes
from tests.databases import database_on, on_server
from tests.web.test_budgets import counted

LARGE = 20_000


def in_process(client: FlaskClient, path: str, fields: Mapping[str, str] | None = None) -> Answer:
    answer = client.get(path) if fields is None else client.post(path, data=fields)
    return answer.status_code, answer.headers.get("Location", ""), answer.data


class Person(Visitor):
    """Somebody signed in to the demonstration."""

    def __init__(self, ask: Ask, name: str) -> None:
        super().__init__(ask)
        token = fields_in(ask("/demo/rollen", None)[2], "form")["csrf_token"]
        assert ask("/demo/rollen", {"csrf_token": token, "username": name})[0] == 303

    def fill_in(self, path: str, page: bytes, values: Mapping[str, str], then: str) -> str:
        """Hands in the form of a page and looks at what follows; returns where that is."""
        fields = {**fields_in(page, "task-form"), **values}
        _status, target, _page = self.timed(then, path, fields, 303)
        return target


def do_case(referrer: Person, office: Person) -> None:
    """A case of two tasks from its opening to its end."""
    start = "/faelle/neu/antrag"
    page = referrer.timed("Startformular", start)[2]
    task = referrer.fill_in(start, page, {"klient.vorname": "Ada", "klient.name": "Muster"}, "Fall eröffnen")
    page = referrer.timed("Aufgabe zeigen", task)[2]
    case = referrer.fill_in(task, page, {"antrag.betrag": "100", "antrag.art": "kurs"}, "Aufgabe erledigen")
    shown = referrer.timed("Fall ansehen", case)[2]
    referrer.both()
    referrer.timed("Aufgabenliste", "/")
    referrer.timed("Fallliste", "/faelle")
    office.timed("Aufgabenliste", "/")
    office.timed("Fall ansehen", case)
    shown = office.timed("Fall ansehen", case)[2]
    task = html.fromstring(shown).xpath("//a[contains(@href, '/aufgaben/')]/@href")[0]
    page = office.timed("Aufgabe zeigen", task)[2]
    token = fields_in(page, "task-form")["csrf_token"]
    office.timed("übernehmen", task, {"csrf_token": token, "_action": "claim"}, 303)
    case = office.fill_in(task, page, {"entscheid.bewilligt": "nein"}, "Aufgabe erledigen")
    office.timed("Fall ansehen", case)
    office.both()


def rows() -> list[Row]:
    os.environ["WEB_CONCURRENCY"] = "2"
    with tempfile.TemporaryDirectory(prefix="nb-", dir="/tmp") as folder:
        found = [Row("nackte Engine, eine Zeile: Aufgabe erledigen", _stock() * 1000, "ms", "SQLite")]
        found += _database("SQLite", Path(folder), f"sqlite:///{folder}/pages.db")
        with _postgres(Path(folder)) as server:
            on_server(server, "CREATE DATABASE pages")
            found += _database("PostgreSQL", Path(folder), database_on(server, "pages"))
    return found


def _stock() -> float:
    return float(subprocess.check_output([sys.executable, "-m", "bench.stock", "row"], text=True))


def _database(name: str, folder: Path, url: str) -> list[Row]:
    prepare(url)
    found = [Row(f"eine Zeile ändern mit Commit, {name}", _bare_commit(url) * 1000, "ms")]
    found += _statements(name, url)
    begun: list[Running] = []

    def begin(command: str, environment: Environment, log: Path) -> Running:
        begun.append(warm(command, environment, log))
        return begun[-1]

    with ExitStack() as stack:
        processes = Processes(folder, url, "", begin)
        stack.callback(processes.stop)
        processes.start("web")
        processes.wait_for_web()

        def ask() -> Ask:
            return Browser(processes.port).ask

        for people in (1, 4, 8):
            pairs = [(Person(ask(), "rav.berater"), Person(ask(), "ks.koordination")) for _ in range(people)]
            found += work(f"{name}, {people} gleichzeitig", pairs, do_case, begun[0].pid)
        found += _large(name, url, ask())
    return found


def _statements(name: str, url: str) -> list[Row]:
    """How much a page asks of the database, and how large it is."""
    house = build(settings_for(url))
    app = create_app(house)
    people = [Person(partial(in_process, app.test_client()), user) for user in ("rav.berater", "ks.koordination")]
    do_case(*people)
    with counted(house) as said:
        for person in people:
            person.counts = said
        do_case(*people)
    house.database.dispose()
    found = {kind: (statements, size) for person in people for kind, (statements, size) in person.sizes.items()}
    return [
        Row(f"Abfragen: {kind}, {name}", found[kind][0], "", f"{found[kind][1] / 1000:.1f} kB")
        for kind in PAGES
        if kind in found
    ]


def _large(name: str, url: str, ask: Ask) -> list[Row]:
    """The lists of the office that takes part in all cases of a large house."""
    database = Database(url)
    with database.transaction() as session:
        many(session, session.scalars(select(User).where(User.username == "ks.koordination")).one(), LARGE)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    database.dispose()
    office = Person(ask, "ks.koordination")
    for _ in range(20):
        office.timed("Aufgabenliste", "/")
        office.timed("Fallliste", "/faelle")
    note = "Koordinationsstelle, 50 Zeilen"
    kinds = ("Aufgabenliste", "Fallliste")
    return [
        Row(f"{kind} bei {LARGE} Fällen, {name}", median(office.seconds[kind]) * 1000, "ms", note) for kind in kinds
    ]


def _bare_commit(url: str) -> float:
    database, seconds = Database(url), []
    with database.transaction() as session:
        session.execute(text("CREATE TABLE bare (id INTEGER)"))
        session.execute(text("INSERT INTO bare VALUES (1)"))
    for _ in range(200):
        begun = time.perf_counter()
        with database.transaction() as session:
            session.execute(text("UPDATE bare SET id = id"))
        seconds.append(time.perf_counter() - begun)
    with database.transaction() as session:
        session.execute(text("DROP TABLE bare"))
    database.dispose()
    return median(seconds)
