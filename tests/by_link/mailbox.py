"""What somebody without an account has: their mailbox, and a browser that has never been here."""

import re

from sqlalchemy import select

from app.bootstrap import House
from app.outbox.models import Message
from tests.browser_posts import Browser

LINK, CODE = re.compile(r"http://localhost(/ohne-konto/\w+)"), re.compile(r"Ihr Code: (\d{6})")


def mails_to(house: House, address: str) -> list[Message]:
    """Everything posted to `address`, the latest last."""
    with house.database.transaction(writes=False) as session:
        found = select(Message).where(Message.to_address == address).order_by(Message.posted_at)
        return list(session.scalars(found))


def link_in(house: House, address: str, title: str) -> str:
    """The path of the link in the last mail to `address` about the task `title`."""
    bodies = [one.body for one in mails_to(house, address) if title in one.body]
    return [found.group(1) for body in bodies if (found := LINK.search(body))][-1]


def code_in(house: House, address: str) -> str:
    """The last code that was sent to `address`; on paper where it is empty."""
    codes = [found for one in mails_to(house, address) for found in CODE.findall(one.body)]
    return str(codes[-1])


def open_link(browser: Browser, house: House, path: str, address: str) -> Browser:
    """Opens a link as its receiver does: asks for a code, reads it in the mail, types it."""
    browser.get(path).submit(button=("_send", "mail"))
    return browser.submit({"code": code_in(house, address)})
