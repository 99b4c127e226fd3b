"""Everybody opens everything they find and everything they could guess; what comes back is searched."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Flask
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.audit.models import Entry
from app.bootstrap import House
from app.cases.models import Case
from app.consent.models import Recall
from app.documents.models import Attachment, Document
from app.flow.models import Event, WorkItem
from app.outbox.models import Message
from app.people.models import User
from tests.browser_posts import Browser
from tests.leaks.marks import FIRST_NAME, LAST_NAME, NAME
from tests.leaks.oracle import Right, Source, right_of, sources_of
from tests.searching import searches

ELSEWHERE = re.compile(r"/(demo|static|personen|konto|abmelden|anmelden|feiertage)\b")
"""Pages about no case: the demonstration's own, and accounts, which administrators list by name."""
LETTER = re.compile(r"/faelle/[^/]+/(briefe|rueckruf)/.")
"""A letter names the client: it is printed with its address by whoever sends it. Who that is, tests/access says."""
OF_CASE = (
    "",
    "/verlauf",
    "/diagramm.bpmn",
    "/zugriffe",
    "/zugriffe.pdf",
    "/rueckruf",
    "/datenauskunft",
    "/datenauskunft.json",
)
START = ("/", "/faelle", "/faelle/neu", "/notzugriff", "/protokoll", "/protokoll.csv", "/aufbewahrung")
MOST_PAGES = 500


@dataclass
class Figures:
    """What was done, for whoever wants to see it, and what was found.

    marks: those that stand in a paper. seen: who read which mark. openers: who opened the page of the case last time.
    """

    pages: int = 0
    opened: int = 0
    people: set[str] = field(default_factory=set)
    marks: set[str] = field(default_factory=set)
    seen: set[tuple[str, str]] = field(default_factory=set)
    openers: set[str] = field(default_factory=set)
    leaks: set[str] = field(default_factory=set)


@dataclass
class Crawl:
    """One case. marks: what is secret in it. figures: added to at every moment."""

    house: House
    app: Flask
    number: str
    marks: set[str]
    figures: Figures
    moment: str = ""
    identity: set[str] = field(default_factory=set)

    def everybody(self, moment: str) -> None:
        """Crawls as each person of the house and as nobody, and reads what is kept for people to read."""
        self.moment = moment
        self.figures.openers.clear()
        with self.house.database.transaction(writes=False) as session:
            case = session.scalars(select(Case).where(Case.number == self.number)).one()
            now, sources = self.house.clock.now(), sources_of(session, self.marks)
            self.figures.marks |= {f"{self.number} {mark}" for mark in sources}
            rights = [right_of(session, user, case, now) for user in session.scalars(select(User)).unique()]
            readable = {right.user.username: _marks(sources, right.reads) for right in rights}
            at_home = {right.user.username: _marks(sources, right.may_take_home) for right in rights}
            self.identity = {FIRST_NAME, LAST_NAME, case.client_email or NAME}
            guesses = _guesses(session, case)
            self._read_what_is_kept(session, case)
        for right in rights:
            who = right.user.username
            # That whoever takes no part is refused everywhere, tests/access shows as well.
            tried = guesses if right.roles or searches() else guesses[: len(OF_CASE)]
            self._visit(right, readable[who], readable[who] | at_home[who], tried)
        self._visit(None, set(), set(), guesses)

    def _visit(self, right: Right | None, readable: set[str], at_home: set[str], guesses: list[str]) -> None:
        who = right.user.username if right else None
        self.figures.people.add(who or "")
        client = type("Here", (Browser,), {"application": self.app})(who).client
        left, seen = [*START, *guesses], set[str]()
        while left and len(seen) < MOST_PAGES:
            path = left.pop(0)
            if path not in seen and not ELSEWHERE.match(path):
                seen.add(path)
                answer = client.get(path, buffered=True)
                left += self._search(path, answer, right, at_home if "/datenauskunft" in path else readable)
        assert not left or len(seen) < MOST_PAGES

    def _search(self, path: str, answer: TestResponse, right: Right | None, readable: set[str]) -> list[str]:
        """Notes what the answer should not hold; returns where it leads."""
        self.figures.pages += 1
        self.figures.opened += answer.status_code == 200
        text = f"{answer.headers}\n{answer.get_data(as_text=True)}" if answer.mimetype != "application/pdf" else ""
        who = right.user.username if right else "nobody"
        if answer.status_code == 200 and path == f"/faelle/{self.number}":
            self.figures.openers.add(who)
            if not (right and right.roles):
                self._leak(who, path, "the case, without a part in it")
        if answer.status_code >= 500:
            self._leak(who, path, f"answer {answer.status_code}")
        if not (right and right.knows_name) and not LETTER.match(path):
            self._find(who, path, text, self.identity)
        seen = self._find(who, path, text, self.marks, readable)
        self.figures.seen |= {(who, mark) for mark in seen}
        if answer.mimetype != "text/html":
            return []
        links = html.fromstring(text).xpath("//a/@href | //iframe/@src | //img/@src | //object/@data")
        return [parts.path for link in links if not (parts := urlsplit(link)).scheme and parts.path.startswith("/")]

    def _find(self, who: str, where: str, text: str, secrets: set[str], allowed: Collection[str] = ()) -> set[str]:
        found = {secret for secret in secrets if secret in text}
        for secret in found.difference(allowed):
            self._leak(who, where, secret)
        return found

    def _leak(self, who: str, where: str, what: str) -> None:
        self.figures.leaks.add(f"{self.moment}: {who} reads «{what}» at {where}")

    def _read_what_is_kept(self, session: Session, case: Case) -> None:
        """Mails, history, log and recall lists hold no answers, and no name but in the greeting of the client's own."""
        secrets = self.marks | self.identity
        client = case.client_email or ""
        for mail in session.scalars(select(Message)):
            own = mail.to_address == client or not mail.to_address
            text = f"{mail.subject}\n{mail.body}" + ("" if own else mail.to_name)
            self._find("a mail", mail.to_address, text, secrets, self.identity if own else set())
        kept = [
            *(("history", row.title) for row in session.scalars(select(Event))),
            *(("log", f"{row.subject} {row.categories}") for row in session.scalars(select(Entry))),
            *(("recall", row.what) for row in session.scalars(select(Recall))),
            *(("a task", f"{row.title} {row.label}") for row in session.scalars(select(WorkItem))),
        ]
        for where, text in kept:
            self._find("everybody", where, text, secrets)


def _marks(sources: Mapping[str, list[Source]], may: Callable[[Source], bool]) -> set[str]:
    """The marks that stand in an answer somebody may read."""
    return {mark for mark, found in sources.items() if any(may(one) for one in found)}


def _guesses(session: Session, case: Case) -> list[str]:
    """Every address of the case, also of what is over."""
    of_case = f"/faelle/{case.number}"
    items = session.scalars(select(WorkItem.id).where(WorkItem.instance_id == case.instance_id))
    papers = session.scalars(select(Document.id).where(Document.case_id == case.id))
    files = session.execute(select(Attachment.document_id, Attachment.id).where(Attachment.case_id == case.id))
    return [
        *(of_case + page for page in OF_CASE),
        f"/aufbewahrung/{case.number}",
        *(f"/aufgaben/{item}" for item in items),
        *(f"{of_case}/unterlagen/{paper}" for paper in papers),
        *(f"{of_case}/unterlagen/{paper}/dateien/{file}" for paper, file in files),
    ]
