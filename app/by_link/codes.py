"""One-time codes for whoever opens a link: by which way they go out, and how long they count."""

from datetime import timedelta
from typing import Protocol

from app.act import Act
from app.cases.models import Case, TaskLink
from app.outbox.service import post


class CodeChannel(Protocol):
    """A way to send a code. lives: so long the code counts."""

    lives: timedelta

    def send(self, act: Act, case: Case, link: TaskLink, code: str) -> None: ...


class CodeByMail:
    """To the address of the link, and to no other: a link that was passed on opens nothing."""

    lives = timedelta(minutes=20)

    def send(self, act: Act, case: Case, link: TaskLink, code: str) -> None:
        """Posts the code in a message that belongs to no case: a code that arrives too late is of no use on paper."""
        body = (
            f"Ihr Code: {code}\n\nEr gilt 20 Minuten und nur für den Link, den Sie gerade geöffnet haben. Haben Sie "
            "keinen Code verlangt, tun Sie nichts: Ohne diesen Code öffnet der Link nichts.\n\nNahtstelle"
        )
        post(act, to_name=link.to_address, to_address=link.to_address, subject="Ihr Code für Nahtstelle", body=body)


class CodeByLetter:
    """On paper, for whom others read the mails: the offices that print the letters of the case send it."""

    lives = timedelta(days=14)

    def send(self, act: Act, case: Case, link: TaskLink, code: str) -> None:
        """Posts a letter that waits to be printed."""
        name = link.part.institution.name if link.part.institution is not None else case.client_name
        body = (
            f"Guten Tag {name}\n\nSie haben für Ihren Link per Mail einen Code auf Papier verlangt.\n\nIhr Code: {code}"
            f"\n\nEr gilt 14 Tage.\n\nFall {case.number}\n\nFreundliche Grüsse"
        )
        subject = f"Code auf Papier ({case.number})"
        post(act, to_name=name, to_address="", subject=subject, body=body, case_number=case.number)


CHANNELS: dict[str, CodeChannel] = {"mail": CodeByMail(), "letter": CodeByLetter()}
"""Word in the form → the way. Another one, such as SMS, is a class here and a button on the page."""
