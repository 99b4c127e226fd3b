"""Plays a scenario by clicking: signs in as each person, finds the task, fills in the form, hands it in."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from lxml import etree
from playwright.sync_api import Browser, Page

from app.demo.people import PEOPLE
from app.forms.remarks import anchor_of
from app.scenarios.script import Scenario, Step
from tests.browser.onlooker import Onlooker
from tests.browser.paper import Paper
from tests.browser.stage import Stage

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_USER_TASK, _REPORTS = f"{_BPMN}userTask", (f"{_BPMN}boundaryEvent", f"{_BPMN}startEvent")
_MINUTE = timedelta(minutes=1)


class Clicker:
    """One visitor who plays all people of a scenario, while another one looks on.

    `pause` is called with the page and a word for the moment: `<task>-blank` before its form is filled in, `<task>`
    before it is handed in, `<task>-refused`, `<task>-warned`, and `trouble`. Assertions name the scenario's line.
    """

    def __init__(
        self,
        stage: Stage,
        chromium: Browser,
        scenario: Scenario,
        pause: Callable[[Page, str], None] = lambda page, word: None,
    ) -> None:
        self.number = ""
        self._stage, self._scenario, self._pause = stage, scenario, pause
        self._context = stage.visitor(chromium)
        self._outside = stage.visitor(chromium, java_script_enabled=False)  # what counts is said without it
        self.page = self._context.new_page()
        self.onlooker = Onlooker(
            self._outside.new_page(), scenario, titles_of_tasks(Path(scenario.source), (_USER_TASK, *_REPORTS))
        )
        self._person = ""
        self._moves_by_hand = 5
        self._reports = set(titles_of_tasks(Path(scenario.source), _REPORTS))

    def play(self) -> None:
        """Plays all steps; leaves both windows open."""
        for step in self._scenario.steps:
            self._pass_time(step.at)
            try:
                self._do(step)
            except Exception as error:
                self._pause(self.page, "trouble")
                raise AssertionError(f"{self._scenario.source}:{step.line}: {error}") from error

    def close(self) -> None:
        """Closes both windows."""
        self._context.close()
        self._outside.close()

    def _do(self, step: Step) -> None:
        if step.action == "erwartet":
            self._stage.wait_for_the_worker()
            self.onlooker.check(step, self.number)
        elif step.action == "eroeffnet":
            self._open(step)
        else:
            self._hand_in(step)

    def _open(self, step: Step) -> None:
        username = self._scenario.username(str(step.subject))
        self._become(username)
        enter_as(self.onlooker.page, username)
        self.page.get_by_role("link", name="Neuer Fall").click()
        self.page.locator(f"a[href$='/faelle/neu/{self._scenario.process}']").click()
        paper = Paper(self.page)
        paper.fill(step.values)
        assert paper.press("Fall eröffnen") == 303
        words = self.page.locator(".notice-success").inner_text().split()
        self.number = words[words.index("Fall") + 1]

    def _hand_in(self, step: Step) -> None:
        self._become(self._scenario.username(str(step.user)))
        task = str(step.subject)
        self._open_task(task, step.party)
        paper = Paper(self.page)
        paper.fill(step.values)
        self._pause(self.page, task)
        button = "Melden" if task in self._reports else "Absenden"
        if step.action == "versucht":
            assert paper.press(button) == 422
            self._check_refusal(str(step.refused))
            self._pause(self.page, f"{task}-refused")
            return
        status = paper.press(button)
        if status == 422 and step.values.get("_confirm") is True and paper.confirm_warnings():
            self._pause(self.page, f"{task}-warned")
            status = paper.press(button)
        assert status == 303, self.page.locator("main").inner_text()[:2000]
        assert f"Erledigt: {self.onlooker.titles[task]}" in self.page.locator(".notice-success").inner_text()

    def _open_task(self, task: str, party: str | None) -> None:
        """From the inbox by the words of its link. A label tells several tasks of one kind apart."""
        title = self.onlooker.titles[task]
        if task in self._reports:
            self.page.get_by_role("navigation").get_by_role("link", name="Fälle").click()
            self.page.locator(f"a[href$='/faelle/{self.number}']").first.click()
            self.page.locator("#report > summary").click()
            self.page.get_by_role("link", name=title, exact=True).first.click()
        else:
            if self.page.locator("h1").inner_text() != "Meine Aufgaben":
                self.page.get_by_role("navigation").get_by_role("link", name="Meine Aufgaben").click()
            cards = self.page.locator(".work tr").filter(has_text=self.number)
            links = cards.get_by_role("link", name=f"{title} – {party}" if party else title, exact=bool(party))
            links.first.click()
        assert self.page.locator("h1").inner_text().startswith(title)
        self._pause(self.page, f"{task}-blank")

    def _check_refusal(self, field: str) -> None:
        assert self.page.title().startswith("Fehler:")
        summary = self.page.locator(".error-summary")
        summary.locator(f'a[href="#{anchor_of(field)}"]').click()
        assert self.page.locator(f"#{anchor_of(field)}-fehler").is_visible()

    def _become(self, username: str) -> None:
        if username != self._person:
            enter_as(self.page, username)
            self._person = username

    def _pass_time(self, until: datetime) -> None:
        """Moves the clock to each due timer first, as it would be in life, then to `until`."""
        self._stage.wait_for_the_worker()
        while (due := self._stage.next_due()) is not None and due < until:
            self._move_clock(_full_minute(due))
        self._move_clock(until)

    def _move_clock(self, moment: datetime) -> None:
        """The first times with the bar of the page; ninety times would be a third of the whole story's time."""
        if moment > self._stage.now():
            if self._moves_by_hand:
                self._moves_by_hand -= 1
                self._click_clock(moment)
            else:
                self._stage.move_clock(moment)
        self._stage.wait_for_the_worker()

    def _click_clock(self, moment: datetime) -> None:
        if not self._person:
            self.page.goto("/demo/rollen")
        local = moment.astimezone(self._scenario.start.tzinfo)
        self.page.get_by_text("Anderer Tag").click()
        self.page.get_by_label("Zeit vorstellen").fill(f"{local:%Y-%m-%d}")
        self.page.get_by_label("Uhrzeit").fill(f"{local:%H:%M}")
        self.page.get_by_role("button", name="Los").click()
        said = f"Es ist jetzt {_WEEKDAYS[local.weekday()]} {local:%d.%m.%Y}, {local:%H:%M}"
        self.page.get_by_text(said).wait_for()
        shown = datetime.fromisoformat(str(self.page.locator(".demo-bar time").get_attribute("datetime")))
        assert timedelta() <= shown - local < 2 * _MINUTE, f"the bar says {shown}"


_WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


def _full_minute(moment: datetime) -> datetime:
    """The first moment from `moment` on that the form for the clock can say."""
    minute = moment.replace(second=0, microsecond=0)
    return minute if minute == moment else minute + _MINUTE


def enter_as(page: Page, username: str, home: str = "Meine Aufgaben") -> None:
    """Takes over the role of a person of the demonstration. home: the heading of the page on which they begin."""
    page.goto("/demo/rollen")
    name = next(name for user, name, _, _ in PEOPLE if user == username)
    page.get_by_role("button", name=name).click()
    page.get_by_role("heading", name=home, level=1).wait_for()


def titles_of_tasks(scenario: Path, kinds: Sequence[str]) -> Mapping[str, str]:
    """The words of every task or report in the diagrams around a scenario, by id; kinds: the tags of the elements."""
    diagrams = scenario.resolve().parents[2].glob("*/diagram.bpmn")
    tasks = [task for file in diagrams for task in etree.parse(file).iter(*kinds)]
    return {str(task.get("id")): str(task.get("name")) for task in tasks}
