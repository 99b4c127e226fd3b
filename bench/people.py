"""People at work over HTTP: browsers, how long each page takes, and how many cases they get done together."""

import http.client
import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from http.cookies import SimpleCookie
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

from lxml import html

from bench.measure import Row

CASES, WARM_UP, ROUNDS = 3, 2, 5
"""How many cases each person does in a round, and before the first."""
BOTH = "erledigen und sehen, was folgt"
PAGES = ("Fall eröffnen", "Aufgabe zeigen", "Aufgabe erledigen", BOTH, "Fall ansehen", "übernehmen", "Aufgabenliste",
         "Fallliste")  # fmt: skip
_IN_A_CROWD = ("Aufgabe erledigen", "Aufgabenliste")
"""What is shown when several people work at once."""

Answer = tuple[int, str, bytes]
"""Status, where it leads, and the page."""
Ask = Callable[[str, Mapping[str, str] | None], Answer]
"""Gets a page, or posts fields to it, without following where it leads."""


Case = Callable[[Any, Any], None]
"""Does a whole case with two people of one kind."""


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


class Visitor:
    """Somebody who works, and how long they waited for each kind of page.

    sizes: how many of the statements that `counts` gathers came with the last page of a kind, and its bytes.
    """

    def __init__(self, ask: Ask) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.sizes: dict[str, tuple[int, int]] = {}
        self.counts: Sequence[str] = ()
        self._ask = ask

    def timed(self, kind: str, path: str, fields: Mapping[str, str] | None = None, status: int = 200) -> Answer:
        before, begun = len(self.counts), time.perf_counter()
        answer = self._ask(path, fields)
        self.seconds[kind].append(time.perf_counter() - begun)
        self.sizes[kind] = len(self.counts) - before, len(answer[2])
        assert answer[0] == status, (kind, path, answer[0])
        return answer

    def both(self) -> None:
        """Counts the last task handed in and the last case looked at as one wait."""
        self.seconds[BOTH].append(self.seconds["Aufgabe erledigen"][-1] + self.seconds["Fall ansehen"][-1])


def fields_in(page: bytes, form_class: str) -> dict[str, str]:
    """The fields of the form with this class, or of the first one."""
    forms: list[Any] = list(html.fromstring(page).iter("form"))
    form = next((form for form in forms if form.get("class") == form_class), forms[0])
    return {name: value or "" for name, value in form.form_values()}


def work(where: str, pairs: Sequence[tuple[Visitor, Visitor]], case: Case, group: int) -> list[Row]:
    """Lets pairs of people do cases at the same time. where: words for the rows; group: of the web processes."""
    rates, cpu = [], []
    for number in range(ROUNDS + 1):
        cases = CASES if number else WARM_UP
        if number == 1:
            for person in (one for pair in pairs for one in pair):
                person.seconds.clear()
        begun, used = time.perf_counter(), _cpu(group)
        threads = [threading.Thread(target=_repeat, args=(cases, case, pair)) for pair in pairs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if number:
            rates.append(cases * len(pairs) / (time.perf_counter() - begun))
            cpu.append((_cpu(group) - used) / cases / len(pairs))
    found = []
    for kind in PAGES:
        seconds = [value for pair in pairs for person in pair for value in person.seconds[kind]]
        if len(pairs) == 1 or kind in _IN_A_CROWD:
            p95 = f"p95 {quantiles(seconds, n=20)[18] * 1000:.1f} ms"
            found.append(Row(f"{kind}, {where}", median(seconds) * 1000, "ms", p95))
    found.append(Row(f"ganze Fälle, {where}", median(rates), "/s", "zwei Aufgaben, alle Seiten, zwei Web-Prozesse"))
    found.append(Row(f"CPU der Web-Prozesse je Fall, {where}", median(cpu) * 1000, "ms"))
    return found


def _repeat(cases: int, case: Case, pair: tuple[Visitor, Visitor]) -> None:
    for _ in range(cases):
        case(*pair)


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
