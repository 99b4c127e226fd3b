"""Every page, asked for by everybody in every situation: what comes back is compared with the table."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.access.stage import SECRET, Scene, World
from tests.access.table import BEFORE, NEVER, PAGES, PEOPLE, SITUATIONS, Page

LET_IN = {
    "login.show": (200, 302),  # who is signed in goes on to their start page
    "login.enter": (422, 429),
    "login.code": (422,),
    "login.leave": (303,),
    "oidc.leave_for_provider": (422,),  # the provider of this test does not answer
    "oidc.keep_input": (303,),
    "oidc.back": (422,),
    "account.change_password": (422,),
    "account.begin_factor": (422,),
    "account.confirm_factor": (422,),
    "account.remove_factor": (422,),
    "account.end_sign_in": (303,),
    "absences.add": (422,),
    "absences.remove": (303,),
    "people.leave": (422,),
    "accounts.add": (422,),
    "accounts.change": (422,),
    "accounts.grant": (400,),
    "accounts.revoke": (422,),
    "accounts.remove_factor": (422,),
    "accounts.block": (303,),
    "accounts.reopen": (409,),  # it is open
    "emergency.ask": (422,),
    "emergency.release": (303,),
    "emergency.refuse": (422,),
    "emergency.end": (303,),
    "opening.choose": (200, 302),  # with one procedure there is nothing to choose
    "opening.submit": (422,),
    "digests.choose": (400,),
    "digests.seen": (303,),
    "tasks.submit": (422,),
    "tasks.take_back": (409,),  # nothing was handed in
    "inbox.choose": (400,),
    "inbox.undo": (422,),
    "inbox.keep_filter": (422,),
    "inbox.drop_filter": (303,),
    "notes.write": (422,),
    "corrections.save": (422,),
    "corrections.save_note": (422,),
    "cases.letter_sent": (303,),
    "links.change": (400,),
    "recalls.settle": (303,),
    "retention.hold": (422,),
    "retention.lift": (303,),
    "cockpit.change": (400,),
    "cockpit.retry_failed": (303,),
    "cockpit.again": (303,),
    **dict.fromkeys((f"workshop_tables.{view}" for view in ("index", "show", "save", "attempt", "add")), (422,)),
    # what they are asked for is no file of tables
    "workshop_forms.save": (303,),
    "workshop_forms.add": (422,),
    "workshop_forms.move": (409,),  # changed by the call before
    "cockpit.message": (303,),
    "workshop.begin": (422,),
    "workshop.open_draft": (303,),
    "workshop.add_form": (422,),
    "workshop.check": (303,),
    "workshop.withdraw": (422,),
    "workshop.resume": (303,),
    "workshop.discard": (303,),
    "workshop_publishing.play": (303,),
    "workshop_publishing.publish": (409,),
    "workshop_editor.save": (409,),
    "workshop_elements.save": (409,),
    "workshop_elements.insert": (422,),
    "workshop_elements.connect": (422,),
    "workshop_elements.remove": (422,),
    "workshop_files.upload": (422,),
    "workshop_files.save": (303,),
    "workshop_files.take_up": (303,),
    "workshop_files.remove": (303,),
    "demo.enter": (303,),
    "demo.move_clock": (303, 422),  # 422: the next day is no later than the one an earlier visitor moved to
}
"""How a route answers whom it lets in; most say 200. Forms are handed in incomplete, so that they change nothing."""
REFUSED = (401, 403, 404)


def rules(app: Flask) -> dict[str, Rule]:
    return {rule.endpoint: rule for rule in app.url_map.iter_rules()}


def method(rule: Rule) -> str:
    (only,) = (rule.methods or set()) - {"HEAD", "OPTIONS"}
    return only


class Visitor:
    """One person with a browser of their own."""

    def __init__(self, world: World, person: str) -> None:
        self.world, self.person, self.rules = world, person, rules(world.app)
        self.client: FlaskClient = world.app.test_client()
        self._token = ""
        username = PEOPLE[person][0]
        if username:
            self.post("/demo/rollen", username=username)
            self._token = ""  # signing in begins a new session

    def post(self, path: str, **fields: str) -> TestResponse:
        self._token = self._token or self._fresh_token()
        data = {"csrf_token": self._token, **fields}
        return self.client.post(path, data=data, headers={"Origin": "http://localhost"}, buffered=True)

    def _fresh_token(self) -> str:
        page = html.fromstring(self.client.get("/demo/rollen").get_data(as_text=True))
        return str(page.xpath("//input[@name='csrf_token']/@value")[0])

    def visit(self, route: str, target: str, scene: Scene) -> TestResponse:
        """Asks for a page as the browser would, about what `target` names in the case of `scene`."""
        rule = self.rules[route]
        values = {name: _value(self.world, scene, name, target) for name in rule.arguments}
        path = self.world.app.url_map.bind("localhost").build(route, values, method=method(rule))
        if method(rule) == "GET":
            return self.client.get(path, buffered=True)
        fields = {
            "people.leave": {"successor": self.world.client_id},  # a client is nobody's successor
            "demo.enter": {"username": PEOPLE[self.person][0] or "peter.m"},
            "demo.move_clock": {"_jump": "1"},
        }
        answer = self.post(path, **fields.get(route, {}))
        if route in ("demo.enter", "login.leave"):
            self._token = ""
        return answer

    def differences(self, page: Page, situation: str) -> Iterator[str]:
        expected = page.opens(self.person, situation)
        for route in page.routes:
            answer = self.visit(route, page.target, self.world.scenes[situation])
            place = f"{self.person}, {situation}: {route} {page.target}".strip()
            if is_let_in(route, answer) is not expected:
                yield f"{place}: {answer.status_code}, expected {'a page' if expected else 'a refusal'}"
            elif not expected and SECRET in answer.get_data(as_text=True):
                yield f"{place}: the refusal names the client"


def _value(world: World, scene: Scene, name: str, target: str) -> Any:
    if name == "number":
        return scene.number
    if name == "filter_id":
        return "f" * 32
    if name == "recall_id":
        return scene.recall_id
    if name == "letter_id":
        return scene.new_letter()
    if name == "access_id":
        return scene.new_access(released=target != "asked")
    if name == "user_id":
        return world.person(target)
    if name == "step_id":
        return scene.last_step()
    if name == "hold_id":
        return scene.new_hold()
    known = {
        "item_id": scene.items,
        "document_id": scene.documents,
        "file_id": scene.files,
        "paper_id": scene.documents,
        "handover_id": world.receipts,
        "note_id": scene.notes,
    }
    others = {
        "process": target,
        "folder": target,
        "name": "forms/note.form" if target == "gespraech" else "diagram.bpmn",
        "figure": "anmeldung",
        "element": "refer",
        "place": "0",
        "key": "aufnahme",
        "filename": "css/forms.css",
        "whose": "erledigt",
        "token": "0" * 64,
        "link_id": "0" * 32,
    }
    return known[name][target] if name in known else others[name]


def is_let_in(route: str, answer: TestResponse) -> bool | None:
    """Whether the page opened; None where the answer is neither a page nor a refusal."""
    to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith("/anmelden?")
    to_own_start = answer.status_code == 302 and route == "inbox.show"
    if answer.status_code in REFUSED or to_sign_in or to_own_start:
        return False
    return True if answer.status_code in LET_IN.get(route, (200,)) else None


def situations(app: Flask, page: Page) -> tuple[str, ...]:
    """Those in which a page is visited; one where it belongs to no case."""
    of_case = rules(app)[page.routes[0]].arguments & {"number", "item_id"}
    return SITUATIONS if of_case else (BEFORE,)


def differences(world: World, *, everywhere: bool) -> list[str]:
    """Where the application does not do what the table says. everywhere: also asked for by those whom the table lets
    in nowhere."""
    found = list[str]()
    for person in PEOPLE:
        visitor = Visitor(world, person)
        for page in (page for page in PAGES if everywhere or page.word(person) != NEVER):
            for situation in situations(world.app, page):
                found += visitor.differences(page, situation)
    return found


def notices(visitor: Visitor, route: str, pages: Iterable[Page] = PAGES) -> bool:
    """Whether a walk of this visitor through `route` finds a difference. It ends with the first one, and begins where
    the table lets nobody in."""
    for page in (replace(page, routes=(route,)) for page in pages if route in page.routes):
        for situation in sorted(situations(visitor.world.app, page), key=partial(page.opens, visitor.person)):
            if any(visitor.differences(page, situation)):
                return True
    return False
