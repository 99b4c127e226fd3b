"""What people wait for: whole cases of two tasks over HTTP on real processes, by one, four and eight people at once.

Each asks for all pages one sees on the way. Beside it in the same run: how fast the machine commits, and how fast the
bare engine does the same with one row. Times count until the last byte of the answer has come. The processes run as a
demonstration, whose clock is read from the database: each page has some more statements than in production.
"""

import http.client
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from http.cookies import SimpleCookie
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select, text

from app.bootstrap import build
from app.db import Database
from app.main import create_app
from app.people.models import User
from bench.measure import Row
from bench.storage import _postgres
from tests.cases.test_lists import many
from tests.commands import Environment, Running, warm
from tests.conftest import prepare, settings_for
from tests.crash.processes import Processes
from tests.databases import database_on, on_server
from tests.web.test_budgets import counted

CASES, WARM_UP, ROUNDS = 3, 2, 5
"""How many cases each person does in a round, and before the first."""
LARGE = 20_000
PAGES = ("Fall eröffnen", "Aufgabe zeigen", "Aufgabe erledigen", "erledigen und sehen, was folgt", "Fall ansehen",
         "übernehmen", "Aufgabenliste", "Fallliste")  # fmt: skip

Answer = tuple[int, str, bytes]
"""Status, where it leads, and the page."""
Ask = Callable[[str, Mapping[str, str] | None], Answer]
"""Gets a page, or posts fields to it, without following where it leads."""


class Browser:
    """One person's cookies. Each request has a connection of its own, as behind a proxy that keeps none."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies = SimpleCookie()

    def ask(self, path: str, fields: Mapping[str, str] | None = None) -> Answer:
        body = None if fields is None else urlencode(fields)
        headers = {"Cookie": "; ".join(f"{name}={cookie.value}" for name, cookie in self._cookies.items())}
        headers |= {} if fields is None else {"Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
        connection.request("GET" if fields is None else "POST", path, body, headers)
        answer = connection.getresponse()
        page = answer.read()
        connection.close()
        for name, value in answer.getheaders():
            if name == "Set-Cookie":
                self._cookies.load(value)
        return answer.status, answer.getheader("Location", ""), page


def in_process(client: FlaskClient, path: str, fields: Mapping[str, str] | None = None) -> Answer:
    answer = client.get(path) if fields is None else client.post(path, data=fields)
    return answer.status_code, answer.headers.get("Location", ""), answer.data


class Person:
    """Somebody who works, and how long they waited for each kind of page.

    sizes: how many of the statements that `counts` gathers came with the last page of a kind, and its bytes.
    """

    def __init__(self, ask: Ask, name: str) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.sizes: dict[str, tuple[int, int]] = {}
        self.counts: Sequence[str] = ()
        self._ask = ask
        token = _fields(ask("/demo/rollen", None)[2], "form")["csrf_token"]
        assert ask("/demo/rollen", {"csrf_token": token, "username": name})[0] == 303

    def timed(self, kind: str, path: str, fields: Mapping[str, str] | None = None, status: int = 200) -> Answer:
        before, begun = len(self.counts), time.perf_counter()
        answer = self._ask(path, fields)
        self.seconds[kind].append(time.perf_counter() - begun)
        self.sizes[kind] = len(self.counts) - before, len(answer[2])
        assert answer[0] == status, (kind, path, answer[0])
        return answer

    def fill_in(self, path: str, page: bytes, values: Mapping[str, str], then: str) -> str:
        """Hands in the form of a page and looks at what follows; returns where that is."""
        fields = {**_fields(page, "task-form"), **values}
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
    _sum(referrer, "Aufgabe erledigen", "Fall ansehen")
    referrer.timed("Aufgabenliste", "/")
    referrer.timed("Fallliste", "/faelle")
    office.timed("Aufgabenliste", "/")
    office.timed("Fall ansehen", case)
    shown = office.timed("Fall ansehen", case)[2]
    task = html.fromstring(shown).xpath("//a[contains(@href, '/aufgaben/')]/@href")[0]
    page = office.timed("Aufgabe zeigen", task)[2]
    token = _fields(page, "task-form")["csrf_token"]
    office.timed("übernehmen", task, {"csrf_token": token, "_action": "claim"}, 303)
    case = office.fill_in(task, page, {"entscheid.bewilligt": "nein"}, "Aufgabe erledigen")
    office.timed("Fall ansehen", case)
    _sum(office, "Aufgabe erledigen", "Fall ansehen")


def _sum(person: Person, first: str, second: str) -> None:
    both = person.seconds[first][-1] + person.seconds[second][-1]
    person.seconds["erledigen und sehen, was folgt"].append(both)


def _fields(page: bytes, form_class: str) -> dict[str, str]:
    forms: list[Any] = list(html.fromstring(page).iter("form"))
    form = next((form for form in forms if form.get("class") == form_class), forms[0])
    return {name: value or "" for name, value in form.form_values()}


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
        for people in (1, 4, 8):
            found += _people(f"{name}, {people} gleichzeitig", processes.port, people, begun[0].pid)
        found += _large(name, url, processes.port)
    return found


def _people(name: str, port: int, people: int, group: int) -> list[Row]:
    pairs = [
        (Person(Browser(port).ask, "rav.berater"), Person(Browser(port).ask, "ks.koordination")) for _ in range(people)
    ]
    rates, cpu = [], []
    for number in range(ROUNDS + 1):
        cases = CASES if number else WARM_UP
        if number == 1:
            for person in (one for pair in pairs for one in pair):
                person.seconds.clear()
        begun, used = time.perf_counter(), _cpu(group)
        threads = [threading.Thread(target=_repeat, args=(cases, pair)) for pair in pairs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if number:
            rates.append(cases * people / (time.perf_counter() - begun))
            cpu.append((_cpu(group) - used) / cases / people)
    found = []
    for kind in PAGES:
        seconds = [value for pair in pairs for person in pair for value in person.seconds[kind]]
        if people == 1 or kind in ("Aufgabe erledigen", "Aufgabenliste"):
            p95 = f"p95 {quantiles(seconds, n=20)[18] * 1000:.1f} ms"
            found.append(Row(f"{kind}, {name}", median(seconds) * 1000, "ms", p95))
    found.append(Row(f"ganze Fälle, {name}", median(rates), "/s", "zwei Aufgaben, alle Seiten, zwei Web-Prozesse"))
    found.append(Row(f"CPU der Web-Prozesse je Fall, {name}", median(cpu) * 1000, "ms"))
    return found


def _repeat(cases: int, pair: tuple[Person, Person]) -> None:
    for _ in range(cases):
        do_case(*pair)


def _cpu(group: int) -> float:
    """Seconds that the processes of a group have worked so far."""
    ticks = 0
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = file.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12]) if int(fields[2]) == group else 0
    return ticks / os.sysconf("SC_CLK_TCK")


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


def _large(name: str, url: str, port: int) -> list[Row]:
    """The lists of the office that takes part in all cases of a large house."""
    database = Database(url)
    with database.transaction() as session:
        many(session, session.scalars(select(User).where(User.username == "ks.koordination")).one(), LARGE)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    database.dispose()
    office = Person(Browser(port).ask, "ks.koordination")
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
