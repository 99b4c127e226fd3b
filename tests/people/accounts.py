"""What administrators do on the pages of «Personen», and what became of it."""

from sqlalchemy import select

from app.outbox.models import Message
from app.people import roles
from tests.browser_posts import Browser
from tests.people.office import Office
from tests.people.test_leaving import person_id
from tests.people.test_second_factor import code, enter, with_code

OWN = "Vier kühle Schirme tanzen"
ANNA: dict[str, str | list[str]] = {
    "name": "Anna Alt", "email": "Anna.Alt@example.org", "function": "Beraterin", "institution": "rav_luzern",
    "roles": ["caseworker", "process_owner"],
}  # fmt: skip


def local_admin(office: Office, name: str = "rav.berater") -> Browser:
    """The browser of somebody who manages their own institution only."""
    office.give(name, roles.ADMIN)
    with_code(office, name)
    return enter(office.sign_in(name), code(office, name))


def account(browser: Browser, office: Office, name: str) -> Browser:
    return browser.get(f"/personen/{person_id(office, name)}")


def act(browser: Browser, where: str, **fields: str) -> Browser:
    """Hands in the form of the page that goes to `where`, as `fields` say."""
    return browser.post(where, [("csrf_token", browser.token()), *fields.items()])


def held(office: Office, name: str) -> list[str]:
    with office.people() as session:
        rows = office.person(session, name).roles
        return [f"{row.role}@{row.institution.key if row.institution else '*'}" for row in rows]


def mails(office: Office) -> list[tuple[str, str]]:
    with office.people() as session:
        rows = session.scalars(select(Message).order_by(Message.posted_at, Message.subject)).all()
        return [(row.to_address, row.subject) for row in rows]


def added(office: Office, browser: Browser) -> str:
    """Adds Anna and returns her first password."""
    browser.get("/personen").follow("Person erfassen").submit(ANNA)
    (password,) = browser.page.xpath("//dd/code/text()")
    return str(password)
