"""Somebody who watches a case in a window of their own, and compares what the pages say with a scenario."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from playwright.sync_api import Page

from app.demo.people import INSTITUTIONS, PEOPLE
from app.scenarios.script import Scenario, Step

_OFFICES = {key: name for key, name, _ in INSTITUTIONS}
_OPEN_TASKS = """rows => rows.map(row => ({
    title: row.querySelector(".coming-what > a, .coming-title").textContent.trim(),
    due: (row.querySelector("time.due") ?? row.querySelector("time"))?.dateTime ?? "",
    who: row.querySelector(".who").textContent.trim(),
}))"""
_PARTICIPANTS = """rows => rows.map(row => [
    row.querySelector("dt").innerText.trim().split(", "), row.querySelector("dd").innerText.trim()
])"""
_MESSAGES = """cards => cards.map(card => ({
    subject: card.querySelector(".card-title").innerText.trim(),
    to: card.querySelector(".card-meta > span").innerText.trim(),
    status: card.querySelector(".badge").innerText.trim(),
}))"""
Card = Mapping[str, str]


@dataclass
class Onlooker:
    """Reads the case page and «Gesendete Nachrichten». Messages count from the look before, so each counts once.

    `titles` has the words of a task for its id in the diagram.
    """

    page: Page
    scenario: Scenario
    titles: Mapping[str, str]
    _messages_seen: int = 0

    def check(self, step: Step, number: str) -> None:
        """Everything an `erwartet` step says, as far as a page shows it."""
        self._step = step
        messages = self._new_messages()
        self.page.goto(f"/faelle/{number}")
        wanted: Mapping[str, Any] = step.subject
        self._check_tasks(wanted)
        for entry in wanted.get("nachricht") or []:
            assert any(self._is_message(card, entry) for card in messages), self._missing(entry, messages)
        for entry in wanted.get("keine_nachricht") or []:
            assert not any(self._is_message(card, entry) for card in messages), self._missing(entry, messages)
        if wanted.get("nichts"):
            assert messages == [], self._missing("nothing", messages)
        self._check_state(wanted.get("fall") or {})

    def _check_tasks(self, wanted: Mapping[str, Any]) -> None:
        left = list(self.page.locator(".coming-row[data-task]").evaluate_all(_OPEN_TASKS))
        for raw in [*(wanted.get("offen") or []), *(wanted.get("nur_offen") or [])]:
            entry = {"aufgabe": raw} if isinstance(raw, str) else raw
            match = next((card for card in left if self._is_task(card, entry)), None)
            assert match is not None, self._missing(entry, left)
            left.remove(match)
        if "nur_offen" in wanted:
            assert left == [], self._missing("no other task", left)
        for name in wanted.get("nicht_offen") or []:
            assert not any(self._has_title(card, name) for card in left), self._missing(f"no {name}", left)

    def _check_state(self, wanted: Mapping[str, Any]) -> None:
        if "status" in wanted:
            closed = self.page.locator(".case-head .badge-done").count() > 0
            # For people a case is closed as soon as it has a result; its process may still wait for the survey.
            assert closed == (wanted["status"] == "done" or "ergebnis" in wanted), self._missing(
                wanted, self.page.title()
            )
            if closed and "ergebnis" in wanted:
                assert wanted["ergebnis"] in self.page.locator("section:has(> #coming)").inner_text()

    def _is_task(self, card: Card, entry: Mapping[str, Any]) -> bool:
        if not self._has_title(card, str(entry["aufgabe"])):
            return False
        if "faellig" in entry and not self._is_due(card, entry["faellig"]):
            return False
        if "fuer" in entry and not (card["title"].endswith(f"– {entry['fuer']}") or card["who"] == entry["fuer"]):
            return False
        return "bei" not in entry or any(name in card["who"] for name in self._names(str(entry["bei"])))

    def _has_title(self, card: Card, task: str) -> bool:
        title = self.titles[task]
        return card["title"] == title or card["title"].startswith(f"{title} – ")

    def _is_due(self, card: Card, value: Any) -> bool:
        due = value if isinstance(value, date) else datetime.fromisoformat(str(value)).date()
        return card["due"] == due.isoformat()

    def _names(self, username: str) -> set[str]:
        """What a task list may call a person: their name, their office, or a role that they or it have here."""
        own = names_of(self.scenario.username(username))
        rows = self.page.locator(".facts > div").evaluate_all(_PARTICIPANTS)
        return own | {role for held, holder in rows for role in held if any(name in holder for name in own)}

    def _new_messages(self) -> Sequence[Card]:
        self.page.goto("/demo/nachrichten")
        cards = list(self.page.locator(".cards .card").evaluate_all(_MESSAGES))
        assert {card["status"] for card in cards} <= {"verschickt"}
        new = cards[: len(cards) - self._messages_seen]
        self._messages_seen = len(cards)
        return new

    def _is_message(self, card: Card, entry: Mapping[str, Any]) -> bool:
        to_them = "an" not in entry or card["to"].removeprefix("an ") in names_of(
            self.scenario.username(str(entry["an"]))
        )
        return to_them and str(entry.get("betreff", "")) in card["subject"]

    def _missing(self, entry: Any, found: Any) -> str:
        return f"line {self._step.line}: expected {entry}, seen {found}"


def names_of(username: str) -> set[str]:
    """The name of a person of the demonstration and of their office."""
    name, office = next((name, office) for user, name, office, _ in PEOPLE if user == username)
    return {name, _OFFICES[office]} if office else {name}
